using System.Xml.Linq;
using EdgeVitals.Fleet.Evaluation;

namespace EdgeVitals.Tests.Fleet;

/// <summary>The evaluation on a few of its conditions: truth, seeds, and the pages that it writes.</summary>
public sealed class SignalEvaluationTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("evaluate").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_warm_hand_at_rest_is_measured_through_the_chips()
    {
        SignalCell cell = SignalEvaluation.Measure(new SignalCondition(Motion.None, true, 2, 75), 1);
        Assert.Equal(34, cell.HeartRate.Windows);
        Assert.InRange(cell.HeartRate.Coverage, 80, 100);
        Assert.InRange(cell.HeartRate.MeanAbsolute!.Value, 0, 2);
        Assert.InRange(cell.SpO2.Coverage, 80, 100);
        Assert.InRange(cell.SpO2.RootMeanSquare!.Value, 0, 2);
    }

    [Fact]
    public void The_same_seed_gives_the_same_figures()
    {
        SignalCondition condition = new(Motion.Walk, true, 1, 90);
        SignalCell one = SignalEvaluation.Measure(condition, 7);
        SignalCell other = SignalEvaluation.Measure(condition, 7);
        Assert.Equal(one.HeartRate.MeanAbsolute, other.HeartRate.MeanAbsolute);
        Assert.Equal(one.HeartRate.Coverage, other.HeartRate.Coverage);
        Assert.Equal(one.SpO2.RootMeanSquare, other.SpO2.RootMeanSquare);
    }

    [Fact]
    public void Every_combination_of_the_grid_is_there_once()
    {
        Assert.Equal(4 * 2 * 5 * 8, SignalEvaluation.Conditions.Count);
        Assert.Equal(SignalEvaluation.Conditions.Count, SignalEvaluation.Conditions.Distinct().Count());
        Assert.Equal((40, 180), (SignalEvaluation.HeartRates.Min(), SignalEvaluation.HeartRates.Max()));
        Assert.Equal((0.3, 5.0), (SignalEvaluation.Perfusions.Min(), SignalEvaluation.Perfusions.Max()));
    }

    [Fact]
    public void Table_pools_by_windows_names_the_worst_rate_and_has_no_error_without_values()
    {
        SignalCell[] cells = Cells((condition, sum) =>
        {
            if (condition.Motion == Motion.Run) sum.Add(100, null);
            else sum.Add(100, condition.HeartRate == 150 ? 109 : 101);
        });
        string[] lines = SignalTable.Of(cells).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2 + 40, lines.Length);
        Assert.Equal("| rest | no | 0.3 % | 2.0 | 9.0 at 150 | 100 % | 3.3 | 9.0 at 150 | 100 % |", lines[2]);
        Assert.Contains("| run, 162 /min | yes | 5 % | – | – | 0 % | – | – | 0 % |", lines);
    }

    [Fact]
    public void Picture_has_a_number_for_each_condition_with_a_value()
    {
        SignalCell[] cells = Cells((condition, sum) =>
            sum.Add(100, condition.Motion == Motion.None ? 107.3 : null));
        XElement svg = XDocument.Parse(SignalHeatMap.Of(cells)).Root!;
        Assert.Equal(2 * 2 * 5 * 8, svg.Elements().Count(element => element.Value == "7.3"));
        Assert.DoesNotContain("NaN", svg.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_go_between_the_marks_of_a_readme_and_stay_the_same_when_written_again()
    {
        const string before = "# Tier\n\nWords.\n<!-- evaluate signals: begin -->\nold\n<!-- evaluate signals: end -->\nMore.\n";
        string readme = Path.Combine(folder, "README.md");
        File.WriteAllText(readme, before);
        SignalCell[] cells = Cells((_, sum) => sum.Add(100, 101));

        IReadOnlyList<string> files = SignalTable.Page(cells).Write(folder);
        string once = File.ReadAllText(readme);
        SignalTable.Page(cells).Write(folder);

        Assert.Equal([readme, Path.Combine(folder, "pictures", "signals.svg")], files);
        Assert.Equal(once, File.ReadAllText(readme));
        Assert.StartsWith("# Tier\n\nWords.\n<!-- evaluate signals: begin -->\n![", once, StringComparison.Ordinal);
        Assert.EndsWith("|\n<!-- evaluate signals: end -->\nMore.\n", once, StringComparison.Ordinal);
        Assert.DoesNotContain("old", once, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_without_a_readme_stand_in_the_folder_that_is_named()
    {
        string output = Path.Combine(folder, "new");
        IReadOnlyList<string> files = SignalTable.Page(Cells((_, sum) => sum.Add(100, 101))).Write(output);
        Assert.Equal([Path.Combine(output, "signals.md"), Path.Combine(output, "signals.svg")], files);
        Assert.All(files, file => Assert.True(File.Exists(file)));
    }

    private static SignalCell[] Cells(Action<SignalCondition, ErrorSum> fill) =>
    [
        .. SignalEvaluation.Conditions.Select(condition =>
        {
            ErrorSum heartRate = new();
            ErrorSum spo2 = new();
            fill(condition, heartRate);
            fill(condition, spo2);
            return new SignalCell(condition, heartRate, spo2);
        }),
    ];
}
