using EdgeVitals.Benchmarks.Scoring;
using EdgeVitals.Emulation.Recordings;
using EdgeVitals.Pi.Signals;

namespace EdgeVitals.Benchmarks.Signals;

/// <summary>Beats and heart rate of ECGs.</summary>
internal static class EcgRows
{
    // The design's bar, over all 48 records of MIT-BIH.
    private const double LeastSensitivity = 99.5;
    private const double LeastPredictivity = 99.3;

    private static readonly string[] Arrhythmia = ["100", "105", "119", "203"];

    /// <summary>The four records of MIT-BIH at hand, by EC57.</summary>
    public static SignalRow MitBih(Anchors anchors)
    {
        const string function = "ECG beats, MIT-BIH, Se / PPV %";
        if (RecordingFolder.Find("mitdb") is not string folder) return SignalRow.Absent(function, "mitdb");
        BeatScore pooled = default;
        (string Record, BeatScore Score) worst = ("", default);
        foreach (string record in Arrhythmia)
        {
            BeatScore score = Score(Path.Combine(folder, record), "0", new BeatRule());
            pooled += score;
            if (worst.Record.Length == 0 || F1(score) < F1(worst.Score)) worst = (record, score);
        }
        return new SignalRow(function, $"local, {Arrhythmia.Length} of 48 records, {pooled.Beats:N0} beats",
            SignalRow.Pair(pooled.Sensitivity, pooled.PositivePredictivity),
            $"{worst.Record}: {SignalRow.Pair(worst.Score.Sensitivity, worst.Score.PositivePredictivity)}", "",
            "≥ 99.5 / 99.3", $"gqrs {anchors.Beats("ecg_mitdb", "results", "wfdb_gqrs_10.7 (C, bxb)")}, 48 records",
            pooled.Sensitivity >= LeastSensitivity && pooled.PositivePredictivity >= LeastPredictivity);
    }

    /// <summary>The record of the 2014 challenge at hand, whole.</summary>
    public static SignalRow Challenge(Anchors anchors)
    {
        const string function = "ECG beats, CinC 2014, Se / PPV %";
        if (RecordingFolder.Find("cinc2014/100.hea") is not string header)
        {
            return SignalRow.Absent(function, "cinc2014");
        }
        BeatScore score = Score(header[..^4], "ECG", BeatRule.WholeRecord);
        return new SignalRow(function, $"local, 1 of 100 records, {score.Beats:N0} beats",
            SignalRow.Pair(score.Sensitivity, score.PositivePredictivity), "", "", "",
            $"gqrs {anchors.Beats("ecg_cinc2014_setp", "results", "wfdb_gqrs")}, 100 records", null);
    }

    /// <summary>A false alarm of the 2015 challenge: no alarm on it, one on a run at 180 /min that is put in. The lead is
    /// the one with the higher mean quality; each alone stands beside it.</summary>
    public static SignalRow FalseAlarm()
    {
        const string function = "ECG heart rate, v102s, alarm at 131 /min";
        if (RecordingFolder.Find("cinc2015-v102s/v102s.hea") is not string header)
        {
            return SignalRow.Absent(function, "cinc2015-v102s");
        }
        SignalChannel[] leads = [RecordingFolder.Channel(header, "II"), RecordingFolder.Channel(header, "V")];
        ReadingWindow[][] alone = [.. leads.Select(EcgRateAnalysis.HeartRate)];
        int better = alone[0].Average(window => window.Quality) >= alone[1].Average(window => window.Quality) ? 0 : 1;
        ReadingWindow[] windows = alone[better];
        bool quiet = !windows.Any(Alarms);
        bool heard = EcgRateAnalysis.HeartRate(InsertedRun.In(leads[better]))
            .Any(window => Alarms(window) && InsertedRun.Holds(window.Start));
        string each = string.Join("; ", leads.Select((lead, i) => $"{lead.Name}: "
            + $"{SignalRow.Number(Coverage(alone[i]), 0)} %, {alone[i].Count(Alarms)} windows beyond"));
        return new SignalRow(function, $"local, 1 record, lead {leads[better].Name}",
            $"{(quiet ? "no alarm" : "ALARM")}; with a run at 180 /min: {(heard ? "alarm" : "NO ALARM")}", each,
            $"{SignalRow.Number(Coverage(windows), 1)} %", "no alarm, ≥ 90 %; with the run an alarm", "",
            quiet && heard && Coverage(windows) >= 90);
    }

    private static double Coverage(ReadingWindow[] windows) =>
        100.0 * windows.Count(window => window.Accepted) / windows.Length;

    // The band that NEWS2 scores with 3, the gateway's own limit; one accepted window is enough.
    private static bool Alarms(ReadingWindow window) => window.Value is >= 131 or <= 40;

    private static BeatScore Score(string record, string signal, BeatRule rule)
    {
        SignalChannel channel = RecordingFolder.Channel(record + ".hea", signal);
        WfdbAnnotations annotations = WfdbAnnotations.Load(record + ".atr");
        BeatList found = BeatAnalysis.Of(channel, SignalKind.Ecg);
        return BeatMatching.Score(annotations.Beats(), found.Samples, channel.SamplesASecond,
            rule with { Excluded = annotations.Flutter() });
    }

    private static double F1(BeatScore score) =>
        2.0 * score.TruePositives / (2 * score.TruePositives + score.FalsePositives + score.FalseNegatives);
}
