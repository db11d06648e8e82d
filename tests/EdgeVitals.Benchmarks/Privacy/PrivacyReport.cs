using System.Diagnostics;

namespace EdgeVitals.Benchmarks.Privacy;

/// <summary>What the privacy library costs on this machine, each row beside what the design asks for.</summary>
internal static class PrivacyReport
{
    /// <summary>Prints it.</summary>
    /// <param name="output">Where.</param>
    /// <param name="quick">Shorter rounds.</param>
    /// <returns>False when a must is not met.</returns>
    public static bool Print(TextWriter output, bool quick)
    {
        long start = Stopwatch.GetTimestamp();
        PrivacyRow[] rows = [.. SamplerRows.All(quick), .. VectorRows.All(quick), .. AccountingRows.All()];
        output.WriteLine($"Privacy, one core of {Environment.ProcessorCount}, .NET {Environment.Version}, medians: "
            + "M/s by processor time, ms and s by the clock. plain: Algorithms 1 to 3 of CKS20 word for word, a sample "
            + "at a time.");
        output.WriteLine();
        string[][] cells =
        [
            ["what", "figure", "plain", "bytes allocated", "must", "met"],
            .. rows.Select(row => (string[])
            [
                row.What, row.Figure, row.Plain, row.Allocated, row.Must,
                row.Met switch { true => "met", false => "FAILED", null => "" },
            ]),
        ];
        TextTable.Print(output, cells);
        output.WriteLine();
        int musts = rows.Count(row => row.Met is not null), met = rows.Count(row => row.Met == true);
        output.WriteLine($"{met} of {musts} musts met, {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        return met == musts;
    }
}
