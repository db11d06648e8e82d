using EdgeVitals.Benchmarks.Scoring;
using EdgeVitals.Emulation.Recordings;
using EdgeVitals.Pi.Signals;

namespace EdgeVitals.Benchmarks.Signals;

/// <summary>Beats and heart rate of recorded pulse waves at rest.</summary>
internal static class PulseRows
{
    /// <summary>Beats of bidmc01 against our own beats of its lead II, the constant lag taken off.</summary>
    public static SignalRow Bidmc(Anchors anchors)
    {
        const string function = "PPG beats, BIDMC-01, Se / PPV %";
        if (RecordingFolder.Find("bidmc01/bidmc_01_Signals.csv") is not string file)
        {
            return SignalRow.Absent(function, "bidmc01");
        }
        BeatList heart = BeatAnalysis.Of(RecordingFolder.Column(file, "II"), SignalKind.Ecg);
        BeatList pulse = BeatAnalysis.Of(RecordingFolder.Column(file, "PLETH"), SignalKind.Pulse);
        double lag = PulseLag.Find(heart.Samples, pulse.Samples, heart.SamplingRate);
        BeatScore score = BeatMatching.Score(heart.Samples,
            PulseLag.Shift(pulse.Samples, (long)Math.Round(lag * heart.SamplingRate)), heart.SamplingRate,
            BeatRule.WholeRecord);
        return new SignalRow(function, $"local, {heart.Samples.Length} ECG beats, lag {1000 * lag:0} ms",
            SignalRow.Pair(score.Sensitivity, score.PositivePredictivity), "", "", "≥ 97.5 / 98.5",
            $"Elgendi {anchors.Beats("ppg", "bidmc01", "beats", "elgendi")}, MSPTDfast "
            + anchors.Beats("ppg", "bidmc01", "beats", "msptdfast"),
            score.Sensitivity >= 97.5 && score.PositivePredictivity >= 98.5);
    }

    /// <summary>Mean of the accepted windows of each phone recording against the mean of the chest strap's intervals.
    /// </summary>
    public static SignalRow Phones(Anchors anchors)
    {
        const string function = "PPG heart rate, phones, MAE /min";
        if (RecordingFolder.Find("welltory-ppg/data") is not string data)
        {
            return SignalRow.Absent(function, "welltory-ppg");
        }
        ErrorScore records = new();
        (string Name, double Error) worst = ("", 0);
        int windows = 0;
        int accepted = 0;
        foreach (string folder in Directory.GetDirectories(data).Order())
        {
            double reference = ReferenceHeartRate.FromIntervals(Path.Combine(folder, "RR.txt")).Mean();
            ReadingWindow[] found = PulseAnalysis.HeartRate(
                RecordingFolder.Column(Path.Combine(folder, "PPG.csv"), "R"), null);
            double[] values = [.. found.Where(w => w.Accepted).Select(w => w.Value!.Value)];
            windows += found.Length;
            accepted += values.Length;
            double value = values.Length > 0 ? values.Average() : double.NaN;
            records.Add(reference, value);
            if (Math.Abs(value - reference) > worst.Error)
            {
                worst = (Path.GetFileName(folder), Math.Abs(value - reference));
            }
        }
        double share = 100.0 * accepted / windows;
        return new SignalRow(function, $"local, {records.Windows} recordings ({records.Accepted} with a value)",
            SignalRow.Number(records.MeanAbsolute),
            $"{worst.Name}: {SignalRow.Number(worst.Error)}", $"{SignalRow.Number(share, 1)} %",
            "≤ 1.5, ≥ 80 %", "all windows: Elgendi "
            + $"{SignalRow.Number(anchors.Of("ppg", "welltory_ppg", "results", "elgendi", "HR_MAE"))}, MSPTDfast "
            + SignalRow.Number(anchors.Of("ppg", "welltory_ppg", "results", "msptdfast", "HR_MAE")),
            records.MeanAbsolute <= 1.5 && share >= 80);
    }
}
