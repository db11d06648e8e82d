using EdgeVitals.Benchmarks.Scoring;
using EdgeVitals.Emulation.Recordings;
using EdgeVitals.Pi.Signals;

namespace EdgeVitals.Benchmarks.Signals;

/// <summary>Respiration against the recordings' own respiratory channels, in windows whose breathing is plain.</summary>
internal static class RespirationRows
{
    /// <summary>Of the ECG and the pulse wave of the local recordings.</summary>
    public static SignalRow[] All(Anchors anchors)
    {
        string am = SignalRow.Number(anchors.Of("respiration_from_ecg", "results", "AM", "MAE"));
        string within = SignalRow.Number(anchors.Of("respiration_from_ecg", "results", "AM", "within2_pct"), 1);
        string ecgAnchor = $"R amplitude {am}, {within} % within 2, 381 windows";
        string pulseAnchor = "BW "
            + SignalRow.Number(anchors.Of("ppg", "bidmc01", "RR_MAE", "BW")) + ", fused "
            + SignalRow.Number(anchors.Of("ppg", "bidmc01", "RR_MAE", "fuse"));
        return
        [
            Challenge(ecgAnchor), Bidmc("ECG", "II", SignalKind.Ecg, ecgAnchor, true),
            Bidmc("PPG", "PLETH", SignalKind.Pulse, pulseAnchor, false),
        ];
    }

    private static SignalRow Challenge(string anchor)
    {
        const string function = "respiration from ECG, CinC 2014, MAE /min";
        if (RecordingFolder.Find("cinc2014/100.hea") is not string header)
        {
            return SignalRow.Absent(function, "cinc2014");
        }
        WfdbRecord record = WfdbRecord.Load(header);
        SignalChannel[] belts = [.. record.Signals.Where(s => s.Name.StartsWith("Resp", StringComparison.Ordinal))
            .Select(s => SignalChannel.Of(record, s))];
        SignalChannel ecg = SignalChannel.Of(record, record.Find("ECG"));
        return Row(function, ecg, SignalKind.Ecg, belts, anchor, true);
    }

    private static SignalRow Bidmc(string what, string column, SignalKind kind, string anchor, bool hasMust)
    {
        string function = $"respiration from {what}, BIDMC-01, MAE /min";
        return RecordingFolder.Find("bidmc01/bidmc_01_Signals.csv") is not string file
            ? SignalRow.Absent(function, "bidmc01")
            : Row(function, RecordingFolder.Column(file, column), kind, [RecordingFolder.Column(file, "RESP")], anchor,
                hasMust);
    }

    private static SignalRow Row(string function, SignalChannel channel, SignalKind kind, SignalChannel[] belts,
        string anchor, bool hasMust)
    {
        ErrorScore score = new();
        BreathReference[] references = [.. belts.Select(belt => new BreathReference(belt))];
        foreach (ReadingWindow window in RespirationAnalysis.Of(channel, kind))
        {
            double truth = BreathReference.Best(references, window.Start, RespirationAnalysis.WindowSeconds);
            score.Add(truth, window.Value ?? double.NaN);
        }
        double within = score.Within(2);
        return new SignalRow(function,
            $"local, {score.Accepted} of {score.Windows} windows with plain breathing",
            $"{SignalRow.Number(score.MeanAbsolute)}, {SignalRow.Number(within, 1)} % within 2",
            SignalRow.Number(score.Worst), $"{SignalRow.Number(score.Coverage, 1)} %",
            hasMust ? "≤ 1, ≥ 90 % within 2" : "", anchor,
            hasMust ? score.MeanAbsolute <= 1 && within >= 90 : null);
    }
}
