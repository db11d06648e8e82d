using EdgeVitals.Privacy;
using ChiSquared = MathNet.Numerics.Distributions.ChiSquared;

namespace EdgeVitals.Tests.Privacy;

/// <summary>
/// Laws of the scalar mechanisms as sampled: n = 30,000 a case, 1,000,000 in a full run, alpha = 1e-6 a test, fixed
/// seeds.
/// </summary>
public sealed class ScalarSamplingTests
{
    private static readonly int N = Environment.GetEnvironmentVariable("EDGEVITALS_FULL") == "1" ? 1_000_000 : 30_000;

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(4)]
    public void Reports_are_unbiased_and_have_the_stated_variance(double e)
    {
        foreach (IScalarMechanism mechanism in ScalarFormulaTests.All(Epsilon.From(e)).Append(
            LpScalar.Create(Epsilon.From(e))))
        {
            foreach (double x in new[] { 0, 0.437, -1 })
            {
                (double mean, double variance) = Moments(mechanism, x);
                double stated = mechanism.Variance(x);
                Assert.InRange(mean - x, -GoodnessOfFit.ZAlpha * Math.Sqrt(stated / N),
                    GoodnessOfFit.ZAlpha * Math.Sqrt(stated / N));
                // 2 %, or what n cannot tell from it; the fourth moment is that of the law and not of the sample, whose
                // own outliers would excuse themselves.
                double kurtosis = FourthMoment(mechanism, x) / (stated * stated);
                double tolerance = Math.Max(0.02, GoodnessOfFit.ZAlpha * Math.Sqrt((kurtosis - 1) / N));
                Assert.True(Math.Abs((variance / stated) - 1) <= tolerance,
                    $"{mechanism.GetType().Name} epsilon {e} x {x}: {variance} for {stated}");
            }
        }
    }

    [Theory]
    [InlineData(0.1, 0.6)]
    [InlineData(1, -0.3)]
    [InlineData(30, 0.99)]
    public void Duchi_follows_its_exact_law(double e, double x)
    {
        Duchi mechanism = Duchi.Create(Epsilon.From(e));
        SeededBytes random = new(101);
        int positive = 0;
        for (int i = 0; i < N; i++)
        {
            long report = mechanism.Perturb(x, random);
            Assert.True(report is 1 or -1);
            positive += report == 1 ? 1 : 0;
        }

        double p = 0.5 + (x / 2 * Math.Tanh(e / 2));
        Assert.True(Math.Abs(positive - (N * p)) <= GoodnessOfFit.ZAlpha * Math.Sqrt(N * p * (1 - p)));
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(1, 1)]
    [InlineData(2.5, -0.6)]
    [InlineData(8, 0.3)]
    public void Piecewise_follows_its_exact_law_and_not_that_of_a_broken_twin(double e, double x)
    {
        Piecewise mechanism = Piecewise.Create(Epsilon.From(e));
        Assert.True(Fits(mechanism, x, PiecewiseLaw(mechanism, x, Math.Exp(e))));
        // The twin takes e^epsilon for the odds e^(epsilon/2) of the window, which is a ratio of e^(3 epsilon/2).
        Assert.False(Fits(mechanism, x, PiecewiseLaw(mechanism, x, Math.Exp(1.5 * e))));
    }

    [Theory]
    [InlineData(0.4, 0.2)]
    [InlineData(1, -1)]
    [InlineData(3, 0.5)]
    public void Hybrid_follows_its_exact_law(double e, double x)
    {
        Epsilon epsilon = Epsilon.From(e);
        Hybrid mechanism = Hybrid.Create(epsilon);
        Piecewise piecewise = Piecewise.Create(epsilon);
        Duchi duchi = Duchi.Create(epsilon);
        double positive = 0.5 + (x / 2 / duchi.Unit), share = mechanism.PiecewiseShare;
        Func<double, double> window = PiecewiseLaw(piecewise, x, Math.Exp(e));
        Assert.True(Fits(mechanism, x, y => (share * window(y * mechanism.Unit / piecewise.Unit))
            + ((1 - share) * (y * mechanism.Unit < -duchi.Unit ? 0
                : y * mechanism.Unit < duchi.Unit ? 1 - positive : 1))));
    }

    [Theory]
    [InlineData(0.5, 0.25)]
    [InlineData(6, -1)]
    public void Laplace_follows_its_exact_law_and_not_that_of_half_the_noise(double e, double x)
    {
        Laplace mechanism = Laplace.Create(Epsilon.From(e));
        Assert.True(Fits(mechanism, x, Law(2 / e)));
        Assert.False(Fits(mechanism, x, Law(1 / e)));

        Func<double, double> Law(double scale) => report =>
        {
            double far = ((report * mechanism.Unit) - x) / scale;
            return far < 0 ? 0.5 * Math.Exp(far) : 1 - (0.5 * Math.Exp(-far));
        };
    }

    [Fact]
    public void Laplace_noise_never_spends_more_than_epsilon()
    {
        for (double e = 0.001; e < 30; e *= 1.31)
        {
            Laplace mechanism = Laplace.Create(Epsilon.From(e));
            // Sensitivity 2 against scale 2/epsilon; equal to the last bits, since both are whole numbers of the grid.
            Assert.InRange(2 / mechanism.Scale / e, 1 - 1e-9, 1 + 1e-15);
        }
    }

    [Fact]
    public void Piecewise_window_and_row_keep_the_ratio_of_the_paper()
    {
        for (double e = 0.001; e < 30; e *= 1.31)
        {
            Piecewise mechanism = Piecewise.Create(Epsilon.From(e));
            double cells = (2.0 * mechanism.Reach) + 1, window = (2.0 * Piecewise.WindowReach) + 1;
            Assert.Equal(1, cells / window / (Math.Exp(e / 2) + 1), 1e-9);
        }
    }

    [Fact]
    public void Tiny_and_subnormal_inputs_and_extreme_epsilons_are_sampled()
    {
        SeededBytes random = new(103);
        foreach (IScalarMechanism mechanism in new[] { 0.001, 1, 30 }
            .SelectMany(e => ScalarFormulaTests.All(Epsilon.From(e))))
        {
            foreach (double x in new[] { double.Epsilon, -double.Epsilon, -0.0, 1e-300, Math.BitDecrement(1.0) })
            {
                double bound = 1 + (40 * Math.Sqrt(mechanism.WorstCaseVariance));
                Assert.InRange(mechanism.Perturb(x, random) * mechanism.Unit, -bound, bound);
            }
        }
    }

    /// <summary>Distribution function of the Piecewise law at a report, the window's weight given.</summary>
    private static Func<double, double> PiecewiseLaw(Piecewise mechanism, double x, double weight)
    {
        double reach = mechanism.Reach, half = Piecewise.WindowReach, centre = x * (reach - half);
        double from = centre - half, to = centre + half, total = (2 * reach) + (2 * half * (weight - 1));
        return report =>
        {
            double y = Math.Clamp(report, -reach, reach);
            return (y + reach + ((weight - 1) * (Math.Clamp(y, from, to) - from))) / total;
        };
    }

    /// <summary>E[(estimate − x)⁴] of the published laws, and of the table of LpScalar.</summary>
    private static double FourthMoment(IScalarMechanism mechanism, double x)
    {
        switch (mechanism)
        {
            case Duchi duchi:
                double positive = 0.5 + (x / 2 / duchi.Unit);
                return (positive * Math.Pow(duchi.Unit - x, 4)) + ((1 - positive) * Math.Pow(duchi.Unit + x, 4));
            case Piecewise piecewise:
                double weight = Math.Exp(piecewise.Epsilon.Value), unit = piecewise.Unit;
                double reach = piecewise.Reach * unit, half = Piecewise.WindowReach * unit;
                double centre = x * (reach - half);
                double all = Between(-reach, reach) + ((weight - 1) * Between(centre - half, centre + half));
                return all / ((2 * reach) + ((weight - 1) * 2 * half));
            case Hybrid hybrid:
                return (hybrid.PiecewiseShare * FourthMoment(Piecewise.Create(hybrid.Epsilon), x))
                    + ((1 - hybrid.PiecewiseShare) * FourthMoment(Duchi.Create(hybrid.Epsilon), x));
            case LpScalar table:
                double place = (x + 1) * (table.Inputs / 2);
                int below = Math.Min((int)place, table.Inputs - 2);
                return ((below + 1 - place) * OfRow(table, below)) + ((place - below) * OfRow(table, below + 1));
            default:
                // Laplace: 4! b^4.
                return 24 * Math.Pow(2 / mechanism.Epsilon.Value, 4);
        }

        double Between(double from, double to) => (Math.Pow(to - x, 5) - Math.Pow(from - x, 5)) / 5;

        double OfRow(LpScalar table, int input) => Enumerable.Range(0, table.Reports.Count).Sum(k =>
            Math.ScaleB(table.Weight(input, k), -62) * Math.Pow((table.Reports[k] * table.Unit) - x, 4));
    }

    private static (double Mean, double Variance) Moments(IScalarMechanism mechanism, double x)
    {
        SeededBytes random = new(107);
        double[] errors = [.. Enumerable.Range(0, N).Select(_ => (mechanism.Perturb(x, random) * mechanism.Unit) - x)];
        double mean = errors.Average(), variance = errors.Average(error => (error - mean) * (error - mean));
        return (mean + x, variance);
    }

    /// <summary>Pearson's test on 60 cells of equal width over four deviations to each side.</summary>
    private static bool Fits(IScalarMechanism mechanism, double x, Func<double, double> distribution)
    {
        const int cells = 60;
        double width = 8 * Math.Sqrt(mechanism.WorstCaseVariance) / mechanism.Unit / cells;
        SeededBytes random = new(109);
        int[] counts = new int[cells + 2];
        for (int i = 0; i < N; i++)
        {
            counts[Math.Clamp((int)Math.Floor(mechanism.Perturb(x, random) / width) + (cells / 2) + 1, 0, cells + 1)]++;
        }

        double statistic = 0, before = 0;
        int used = 0, seen = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            seen += counts[i];
            double end = i == cells + 1 ? 1 : distribution((i - (cells / 2)) * width);
            double expected = N * (end - before);
            if (expected < 20 && i < counts.Length - 1)
            {
                // Too rare for a cell of its own: it goes with the next one.
                continue;
            }

            statistic += expected > 1 ? (seen - expected) * (seen - expected) / expected : seen > 12 ? 1e9 : 0;
            (before, seen, used) = (end, 0, used + 1);
        }

        return statistic <= ChiSquared.InvCDF(used - 1, 1 - GoodnessOfFit.Alpha);
    }
}
