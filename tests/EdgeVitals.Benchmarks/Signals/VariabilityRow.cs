using System.Globalization;
using EdgeVitals.Signals;

namespace EdgeVitals.Benchmarks.Signals;

/// <summary>HRV against the values that came with 3,245 lists of intervals.</summary>
internal static class VariabilityRow
{
    /// <summary>SDNN and RMSSD of every list.</summary>
    public static SignalRow Of(Anchors anchors)
    {
        const string function = "HRV, SDNN and RMSSD, difference ms";
        if (RecordingFolder.Find("welltory-hrv-covid19/hrv_measurements.csv") is not string file)
        {
            return SignalRow.Absent(function, "welltory-hrv-covid19");
        }
        List<double> differences = [];
        int lists = 0;
        string[][] rows = [.. File.ReadLines(file).Select(Fields)];
        int sdnn = Array.IndexOf(rows[0], "sdnn");
        int rmssd = Array.IndexOf(rows[0], "rmssd");
        int intervals = Array.IndexOf(rows[0], "rr_data");
        foreach (string[] row in rows.Skip(1))
        {
            double[] values = [.. row[intervals].Split(',').Select(Number)];
            if (!HeartRateVariability.TryCompute(values, out Variability found, out _)) continue;
            lists++;
            differences.Add(Math.Abs(found.Sdnn - Number(row[sdnn])));
            differences.Add(Math.Abs(found.Rmssd - Number(row[rmssd])));
        }
        double worst = differences.Max();
        double median = Scoring.ErrorScore.Median([.. differences]);
        return new SignalRow(function, $"local, {lists:N0} lists", $"median {SignalRow.Number(median, 5)}",
            SignalRow.Number(worst, 5), "", "≤ 0.01", "median "
            + SignalRow.Number(anchors.Of("hrv_conformance", "median_abs_diff_ms"), 5), worst <= 0.01 && lists == 3245);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Cells of a line; quoted ones hold commas.</summary>
    private static string[] Fields(string line)
    {
        List<string> fields = [];
        int from = 0;
        bool quoted = false;
        for (int i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == '"') quoted = !quoted;
            if (i < line.Length && (quoted || line[i] != ',')) continue;
            fields.Add(line[from..i].Trim('"'));
            from = i + 1;
        }
        return [.. fields];
    }
}
