using System.Diagnostics;

namespace EdgeVitals.Benchmarks.Signals;

/// <summary>Signal processing beside the public detectors: each figure says on what data, its worst record, and the
/// share of windows that had a value.</summary>
internal static class SignalReport
{
    /// <summary>Prints it.</summary>
    /// <param name="output">Where.</param>
    /// <param name="quick">Fewer virtual wearers.</param>
    /// <returns>False when a detector allocates or keeps more state than the design allows.</returns>
    public static bool Print(TextWriter output, bool quick)
    {
        long start = Stopwatch.GetTimestamp();
        Anchors anchors = Anchors.Load();
        SignalRow[] rows =
        [
            EcgRows.MitBih(anchors), EcgRows.Challenge(anchors), EcgRows.FalseAlarm(), PulseRows.Bidmc(anchors),
            PulseRows.Phones(anchors), WearerRows.Motion(anchors, quick), WearerRows.Dicrotic(anchors),
            WearerRows.SpO2(anchors, 2, 2), WearerRows.SpO2(anchors, 1, 2), WearerRows.SpO2(anchors, 0.5, 3.5),
            .. RespirationRows.All(anchors), VariabilityRow.Of(anchors), WearerRows.Steps(),
        ];
        output.WriteLine("Signals on the device, beside public detectors. local: recordings at hand; simulated: the "
            + "virtual wearer.");
        output.WriteLine();
        Table(output, rows);
        output.WriteLine();
        bool good = Costs(output, anchors);
        output.WriteLine();
        foreach (SignalRow row in rows.Where(row => row.Met == false))
        {
            output.WriteLine($"short of the must: {row.Function}: {row.Figure}, {row.Worst}, {row.Coverage} "
                + $"(must {row.Must})");
        }
        output.WriteLine($"{rows.Count(row => row.Met == true)} of {rows.Count(row => row.Met is not null)} musts met, "
            + $"{rows.Count(row => row.Data == "absent")} without data, "
            + $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        return good;
    }

    private static void Table(TextWriter output, SignalRow[] rows)
    {
        string[][] cells =
        [
            ["function", "data", "figure", "worst", "coverage", "must", "met", "anchor"],
            .. rows.Select(row => (string[])
            [
                row.Function, row.Data, row.Figure, row.Worst, row.Coverage, row.Must,
                row.Met switch { true => "yes", false => "NO", null => "" }, row.Anchor,
            ]),
        ];
        TextTable.Print(output, cells);
    }

    private static bool Costs(TextWriter output, Anchors anchors)
    {
        string Cpu(params string[] path) => SignalRow.Number(anchors.Of([.. path, "cpu_ms_per_min"]));
        output.WriteLine($"| {"detector",-60} | {"state bytes",11} | {"signals",7} | {"bytes a signal",14} "
            + $"| {"bytes a sample",14} | {"CPU ms per minute",17} |");
        output.WriteLine($"|{new string('-', 62)}|{new string('-', 12)}:|{new string('-', 8)}:|{new string('-', 15)}:"
            + $"|{new string('-', 15)}:|{new string('-', 18)}:|");
        bool good = true;
        foreach (DetectorCost cost in DetectorCost.All())
        {
            long each = cost.StateBytes / cost.Channels;
            good &= cost.BytesASample == 0 && each <= DetectorCost.MostBytesAChannel;
            output.WriteLine($"| {cost.Name,-60} | {cost.StateBytes,11:N0} | {cost.Channels,7} | {each,14:N0} "
                + $"| {cost.BytesASample,14:0.###} | {cost.MillisecondsAMinute,17:F3} |");
        }
        output.WriteLine($"State at most {DetectorCost.MostBytesAChannel:N0} bytes a signal, nothing allocated: "
            + (good ? "met" : "NOT MET") + ". Anchors, CPU ms per minute (other machine): gqrs "
            + $"{Cpu("ecg_mitdb", "results", "wfdb_gqrs_10.7 (C, bxb)")}, NeuroKit "
            + $"{Cpu("ecg_mitdb", "results", "neurokit")}; PPG: Elgendi "
            + $"{Cpu("ppg", "welltory_ppg", "results", "elgendi")}, MSPTDfast "
            + $"{Cpu("ppg", "welltory_ppg", "results", "msptdfast")}; motion: Wiener with history "
            + Cpu("ppg", "troika", "results", "wiener_history (own reading of Temko WFPV, no phase vocoder)"));
        return good;
    }
}
