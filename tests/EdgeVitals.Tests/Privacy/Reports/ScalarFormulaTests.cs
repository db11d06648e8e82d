using System.Text.Json;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

/// <summary>Variances of the scalar mechanisms against the published formulas, relative error at most 1e-9.</summary>
public sealed class ScalarFormulaTests
{
    private const double Tolerance = 1e-9;

    [Fact]
    public void Every_reference_row_is_met()
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllText(RepositoryFiles.Reference("privacy/known-answers.json")));
        JsonElement formulas = file.RootElement.GetProperty("ldp_scalar").GetProperty("formulas");
        int compared = 0;
        foreach (JsonElement row in formulas.GetProperty("rows").EnumerateArray())
        {
            Epsilon epsilon = Epsilon.From(row.GetProperty("epsilon").GetDouble());
            double x = row.GetProperty("x").GetDouble();
            Hybrid hybrid = Hybrid.Create(epsilon);
            Near(row, "laplace_var", Laplace.Create(epsilon).Variance(x));
            Near(row, "duchi_var", Duchi.Create(epsilon).Variance(x));
            Near(row, "piecewise_var", Piecewise.Create(epsilon).Variance(x));
            Near(row, "hybrid_var", hybrid.Variance(x));
            Near(row, "hybrid_alpha", hybrid.PiecewiseShare);
            compared++;
        }

        Assert.Equal(24, compared);
        Near(formulas, "epsilon_star", Hybrid.EpsilonStar);
        Near(formulas, "epsilon_sharp_worstcase_pm_equals_duchi", Hybrid.EpsilonSharp);
    }

    [Fact]
    public void Formulas_hold_over_the_whole_range_of_epsilon()
    {
        IEnumerable<double> epsilons = Enumerable.Range(0, 33).Select(i => 0.001 * Math.Pow(1.37, i));
        foreach (double e in epsilons.Concat([31, 31.7, 32]))
        {
            Epsilon epsilon = Epsilon.From(e);
            double h = Math.Exp(e / 2), less = 2 * Math.Sinh(e / 4) * Math.Exp(e / 4);
            // B^2 - 1 without the difference: 4e^eps/(e^eps - 1)^2.
            double least = Math.Pow(2 * h / (less * (h + 1)), 2);
            foreach (double x in new[] { 0, 0.3, -0.77, 1 })
            {
                double piecewise = (x * x / less) + ((h + 3) / (3 * less * less));
                double duchi = least + ((1 - x) * (1 + x));
                Near(piecewise, Piecewise.Create(epsilon).Variance(x));
                Near(duchi, Duchi.Create(epsilon).Variance(x));
                Near(8 / (e * e), Laplace.Create(epsilon).Variance(x));
                double share = e > Hybrid.EpsilonStar ? 1 - (1 / h) : 0;
                Near((share * piecewise) + ((1 - share) * duchi), Hybrid.Create(epsilon).Variance(x));
            }
        }
    }

    [Fact]
    public void Worst_cases_bound_the_variance_at_every_x()
    {
        foreach (double e in new[] { 0.1, 0.6, 0.62, 1.2, 1.3, 3, 8 })
        {
            foreach (IScalarMechanism mechanism in All(Epsilon.From(e)))
            {
                double worst = Enumerable.Range(-50, 101).Max(i => mechanism.Variance(i / 50.0));
                Assert.InRange(mechanism.WorstCaseVariance, worst * (1 - 1e-12), worst * (1 + 1e-9));
            }
        }
    }

    [Fact]
    public void Hybrid_is_the_best_of_the_formulas_and_the_worst_case_of_duchi_below_its_root()
    {
        foreach (double e in new[] { 0.3, 0.7, 1, 2, 4, 8 })
        {
            Epsilon epsilon = Epsilon.From(e);
            double hybrid = Hybrid.Create(epsilon).WorstCaseVariance;
            Assert.True(hybrid <= Duchi.Create(epsilon).WorstCaseVariance * (1 + 1e-9));
            Assert.True(hybrid <= Piecewise.Create(epsilon).WorstCaseVariance * (1 + 1e-9));
        }

        Assert.Equal(0, Hybrid.Create(Epsilon.From(Hybrid.EpsilonStar)).PiecewiseShare);
        Assert.True(Hybrid.Create(Epsilon.From(Math.BitIncrement(Hybrid.EpsilonStar))).PiecewiseShare > 0.2);
    }

    [Theory]
    [InlineData(double.NaN, PrivacyFault.NotANumber)]
    [InlineData(double.PositiveInfinity, PrivacyFault.Infinite)]
    [InlineData(1.0000000000000002, PrivacyFault.OutsideDomain)]
    [InlineData(-1.5, PrivacyFault.OutsideDomain)]
    public void Input_outside_the_domain_throws_and_names_its_fault(double x, PrivacyFault fault)
    {
        foreach (IScalarMechanism mechanism in All(Epsilon.From(1)))
        {
            Assert.Equal(fault, Assert.Throws<PrivacyException>(() => mechanism.Variance(x)).Fault);
            PrivacyException refused = Assert.Throws<PrivacyException>(() => mechanism.Perturb(x, new SeededBytes(1)));
            Assert.Equal(fault, refused.Fault);
            // x is a person's: the message says what is accepted and does not repeat it.
            Assert.DoesNotContain("1.", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1e-7)]
    [InlineData(33)]
    public void Epsilon_outside_the_range_of_a_report_throws(double e)
    {
        Epsilon epsilon = Epsilon.From(e);
        foreach (Action create in new Action[]
        {
            () => Duchi.Create(epsilon), () => Piecewise.Create(epsilon), () => Hybrid.Create(epsilon),
            () => Laplace.Create(epsilon),
        })
        {
            Assert.Equal(PrivacyFault.OutOfRange, Assert.Throws<PrivacyException>(create).Fault);
        }
    }

    internal static IScalarMechanism[] All(Epsilon epsilon) =>
        [Duchi.Create(epsilon), Piecewise.Create(epsilon), Hybrid.Create(epsilon), Laplace.Create(epsilon)];

    private static void Near(JsonElement row, string column, double actual) =>
        Near(row.GetProperty(column).GetDouble(), actual);

    private static void Near(double expected, double actual) =>
        Assert.True(Math.Abs(actual - expected) <= Tolerance * Math.Abs(expected), $"{actual:R} is not {expected:R}");
}
