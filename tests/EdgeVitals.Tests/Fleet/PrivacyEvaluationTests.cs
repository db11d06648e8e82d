using System.Xml.Linq;
using EdgeVitals.Fleet.Evaluation;
using EdgeVitals.Tests.Privacy;

namespace EdgeVitals.Tests.Fleet;

/// <summary>The privacy evaluation on few reports: every mechanism is there, drawn and held against its theory.
/// </summary>
public sealed class PrivacyEvaluationTests
{
    [Fact]
    public void Every_mechanism_is_measured_at_every_epsilon()
    {
        var names = PrivacyEvaluation.Subjects.Select(s => (s.Mechanism, s.Epsilon)).ToArray();

        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal(
            [
                "duchi", "hybrid", "krr", "laplace", "lp-scalar", "olh", "oue", "piecewise", "privunit", "privunitg",
                "subset", "sue",
            ],
            names.Where(n => n.Epsilon == 2).Select(n => n.Mechanism).Order(StringComparer.Ordinal));
        Assert.Equal(12 * 3 + 2, names.Length);
    }

    [Fact]
    public void Measured_error_is_within_five_standard_errors_of_its_theory()
    {
        // Seeded: passes for good or fails for good. Five deviations of 38 nearly normal means: false alarm 2e-5.
        ulong seed = 907;
        foreach (PrivacySubject subject in PrivacyEvaluation.Subjects.Where(s => s.Epsilon is null or <= 2))
        {
            PrivacyCell cell = subject.Measure(20_000, new SeededBytes(seed++));
            // Duchi's squared error at 0 is a constant; its deviation is rounding.
            double allowed = (5 * cell.StandardError) + (1e-6 * cell.Theory);
            Assert.True(Math.Abs(cell.Measured - cell.Theory) <= allowed, cell.ToString());
        }
    }

    [Fact]
    public void Picture_has_a_line_a_mechanism_a_dot_a_measurement_and_no_number_that_is_none()
    {
        PrivacyCell[] cells = [.. PrivacyEvaluation.Subjects.Select(s =>
            new PrivacyCell(s.Family, s.Mechanism, s.Epsilon, 1, 1.01, 0.001, 1_000))];
        EvaluationPage page = PrivacyCharts.Page(cells, 2);

        XElement svg = XDocument.Parse(page.Picture).Root!;
        Assert.Equal(5 + 4 + 5 + 4, svg.Elements().Count(e => e.Name.LocalName == "polyline"));
        Assert.Equal(36, svg.Elements().Count(e => e.Name.LocalName == "circle"));
        Assert.DoesNotContain("NaN", page.Picture, StringComparison.Ordinal);
        Assert.Contains("| scalar | lp-scalar | 4 | 1 | 1.01 | +1.00 % | 0.10 % | 1,000 |", page.Table,
            StringComparison.Ordinal);
    }
}
