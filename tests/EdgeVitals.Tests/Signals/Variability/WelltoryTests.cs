using System.Globalization;
using EdgeVitals.Signals;
using EdgeVitals.Tests.Device;

namespace EdgeVitals.Tests.Signals.Variability;

/// <summary>3,245 lists of intervals with the numbers that another program computed from them (Welltory, CC0).
/// </summary>
public sealed class WelltoryTests(ITestOutputHelper output)
{
    private const double Tolerance = 0.01;

    [Fact]
    public void Variability_of_3245_public_lists_is_the_published_one()
    {
        string[][] rows = Rows();
        var off = new Dictionary<string, List<double>> { ["sdnn"] = [], ["rmssd"] = [], ["pnn50"] = [] };
        foreach (string[] row in rows.Skip(1))
        {
            double[] list = Intervals(rows[0], row);
            Assert.True(HeartRateVariability.TryCompute(list, out var hrv, out string reason), reason);
            off["sdnn"].Add(Math.Abs(hrv.Sdnn - Number(rows[0], row, "sdnn")));
            off["rmssd"].Add(Math.Abs(hrv.Rmssd - Number(rows[0], row, "rmssd")));
            off["pnn50"].Add(Math.Abs(hrv.Pnn50 - Number(rows[0], row, "pnn50")));
        }
        foreach ((string name, List<double> differences) in off)
        {
            differences.Sort();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}: {differences.Count} lists, difference median {differences[differences.Count / 2]:F5}, "
                + $"p90 {differences[differences.Count * 9 / 10]:F5}, max {differences[^1]:F5}, "
                + $"above {Tolerance}: {differences.Count(d => d > Tolerance)}"));
            Assert.Equal(3245, differences.Count);
            Assert.InRange(differences[^1], 0, Tolerance);
        }
    }

    [Fact]
    public void Variability_with_n_in_the_denominator_is_found_out_on_the_public_lists()
    {
        // The broken twin divides by n; with some hundred intervals a list it is off by half a percent of SDNN.
        string[][] rows = Rows();
        int found = rows.Skip(1).Count(row =>
        {
            double[] list = Intervals(rows[0], row);
            HeartRateVariability.TryCompute(list, out var hrv, out _);
            double twin = hrv.Sdnn * Math.Sqrt((list.Length - 1.0) / list.Length);
            return Math.Abs(twin - Number(rows[0], row, "sdnn")) > Tolerance;
        });
        Assert.InRange(found, 3200, 3245);
    }

    private static double[] Intervals(string[] header, string[] row) => [.. row[Array.IndexOf(header, "rr_data")]
        .Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];

    private static double Number(string[] header, string[] row, string column) =>
        double.Parse(row[Array.IndexOf(header, column)], CultureInfo.InvariantCulture);

    private static string[][] Rows() => [.. File.ReadLines(Recordings.Find(
        Path.Combine("welltory-hrv-covid19", "hrv_measurements.csv"))).Select(Fields)];

    /// <summary>Fields of a line of CSV. Quoted ones hold commas; a quote within one is not needed here.</summary>
    private static string[] Fields(string line)
    {
        var fields = new List<string>();
        var field = new System.Text.StringBuilder();
        bool isQuoted = false;
        foreach (char c in line)
        {
            if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (c == ',' && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }
        fields.Add(field.ToString());
        return [.. fields];
    }
}
