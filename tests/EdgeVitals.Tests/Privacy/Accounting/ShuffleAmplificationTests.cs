using System.Text.Json;
using EdgeVitals.Privacy;
using EdgeVitals.Tests.Privacy.Audit;

namespace EdgeVitals.Tests.Privacy;

public sealed class ShuffleAmplificationTests
{
    [Fact]
    public void Reference_rows_are_equalled_and_never_undercut()
    {
        int compared = 0;
        foreach (JsonElement row in KnownAnswers.Rows("shuffle_amplification"))
        {
            double expected = row.Number("own_exact_fmt21_pair");
            PrivacyCost cost = ShuffleAmplification.EpsilonAt(
                Epsilon.From(row.Number("eps0")), row.Count("n"), Delta.From(row.Number("delta")));

            Assert.Equal(expected, cost.Epsilon, 1e-9 * expected);
            Assert.True(cost.Epsilon >= expected);
            Assert.True(cost.Epsilon <= row.Number("fmt21_numerical_upper"));
            Assert.Equal(Adjacency.ReplaceOne, cost.Adjacency);
            compared++;
        }

        Assert.Equal(7, compared);
    }

    [Theory]
    [InlineData(1, 1, 1e-6)]
    [InlineData(1, 2, 1e-6)]
    [InlineData(0.1, 7, 1e-3)]
    [InlineData(0.5, 100, 1e-6)]
    [InlineData(3, 150, 1e-9)]
    [InlineData(0.001, 150, 1e-8)]
    [InlineData(30, 150, 1e-6)]
    [InlineData(2, 120, 0.2)]
    public void Small_counts_equal_the_double_sum_over_the_pair(double local, int count, double delta)
    {
        double epsilon = ShuffleAmplification.EpsilonAt(Epsilon.From(local), count, Delta.From(delta)).Epsilon;

        Assert.InRange(epsilon, 0, local);
        if (epsilon < local)
        {
            Assert.True(DoubleSum(epsilon, local, count) <= delta * (1 + 1e-12));
        }

        Assert.True(epsilon == 0 || DoubleSum(epsilon * (1 - 1e-8), local, count) > delta);
    }

    /// <summary>Oracle: the double sum over (C, A) in 60 decimal digits, solved for epsilon.</summary>
    [Theory]
    [InlineData(1.5, 500, 1e-15, 0.9735570398749558565)]
    [InlineData(1.7, 600, 1e-15, 1.0950165492108653744)]
    [InlineData(2, 1_000, 1e-20, 1.3484360177098028894)]
    public void Very_small_deltas_equal_the_sum_in_sixty_digits(double local, long count, double delta, double expected)
    {
        double epsilon = ShuffleAmplification.EpsilonAt(Epsilon.From(local), count, Delta.From(delta)).Epsilon;

        Assert.InRange(epsilon, expected, expected * (1 + 1e-9));
    }

    [Theory]
    [InlineData(500, 1.5)]
    [InlineData(1_000_000, 3)]
    public void Delta_that_a_double_cannot_sum_is_out_of_range(long count, double local)
    {
        Delta least = Delta.From(ShuffleAmplification.LeastDelta);
        double epsilon = ShuffleAmplification.EpsilonAt(Epsilon.From(local), count, least).Epsilon;

        Assert.InRange(epsilon, ShuffleAmplification.EpsilonAt(
            Epsilon.From(local), count, Delta.From(1e-200)).Epsilon, local);
        Assert.Equal(PrivacyFault.OutOfRange, Assert.Throws<PrivacyException>(() => ShuffleAmplification.EpsilonAt(
            Epsilon.From(local), count, Delta.From(9e-281))).Fault);
    }

    [Fact]
    public void Sum_without_the_truth_message_is_caught()
    {
        // The broken twin counts the clones alone, as if the wearer's own report were one of them.
        double epsilon = ShuffleAmplification.EpsilonAt(Epsilon.From(1), 150, Delta.From(1e-6)).Epsilon;

        Assert.True(DoubleSum(epsilon, 1, 150, truth: 0.5) < 1e-9);
    }

    [Fact]
    public void Amplification_grows_with_the_count_and_weakens_with_epsilon_and_certainty()
    {
        SeededBytes random = new(103);
        int cases = Environment.GetEnvironmentVariable("EDGEVITALS_FULL") == "1" ? 200 : 40;
        for (int i = 0; i < cases; i++)
        {
            double local = Math.Exp((random.Uniform() * 6) - 4), delta = Math.Pow(10, -1 - (random.Uniform() * 11));
            long count = (long)Math.Exp(random.Uniform() * 12);
            double Cost(double l, long n, double d) =>
                ShuffleAmplification.EpsilonAt(Epsilon.From(l), n, Delta.From(d)).Epsilon;
            double at = Cost(local, count, delta);

            Assert.InRange(at, 0, local);
            Assert.True(Cost(local, count + 1, delta) <= at * (1 + 1e-9));
            Assert.True(Cost(local * 1.01, count, delta) >= at * (1 - 1e-9));
            Assert.True(Cost(local, count, delta / 2) >= at * (1 - 1e-9));
        }
    }

    [Theory]
    [InlineData(1, 1_000_000_000, 1e-6)]
    [InlineData(0.2, 10_000_000, 1e-12)]
    [InlineData(3, 100_000_000, 1e-9)]
    public void Large_counts_tend_to_the_gaussian_limit(double local, long count, double delta)
    {
        // Oracle: given C the shift of tanh(epsilon0/2) stands against a deviation of sqrt(C)/2, C near n e^-epsilon0.
        double mu = 2 * Math.Tanh(local / 2) / Math.Sqrt(count * Math.Exp(-local));
        double limit = AnalyticGaussian.EpsilonAt(Delta.From(delta), mu);

        double epsilon = ShuffleAmplification.EpsilonAt(Epsilon.From(local), count, Delta.From(delta)).Epsilon;
        Assert.Equal(limit, epsilon, 3e-3 * limit);
    }

    [Fact]
    public void Nothing_is_amplified_where_the_bound_says_more()
    {
        Assert.Equal(800, ShuffleAmplification.EpsilonAt(Epsilon.From(800), 1_000, Delta.From(1e-6)).Epsilon);
        Assert.Equal(0, ShuffleAmplification.EpsilonAt(Epsilon.From(1), 1_000, Delta.From(0.9)).Epsilon);
    }

    [Theory]
    [InlineData(0, PrivacyFault.Empty)]
    [InlineData(-1, PrivacyFault.Empty)]
    [InlineData(1_000_000_001, PrivacyFault.OutOfRange)]
    public void Count_out_of_range_throws(long count, PrivacyFault fault) => Assert.Equal(fault,
        Assert.Throws<PrivacyException>(
            () => ShuffleAmplification.EpsilonAt(Epsilon.From(1), count, Delta.From(1e-6))).Fault);

    /// <summary>Oracle: every outcome (C, A) of the pair of FMT21 Theorem 3.2, with plain binomials.</summary>
    private static double DoubleSum(double epsilon, double local, int count, double? truth = null)
    {
        double clone = Math.Exp(-local), own = truth ?? 1 / (1 + clone), other = truth ?? clone / (1 + clone), sum = 0;
        for (int c = 0; c < count; c++)
        {
            double mass = Binomial(count - 1, c, clone);
            for (int a = 0; a <= c + 1; a++)
            {
                double before = a == 0 ? 0 : Binomial(c, a - 1, 0.5), at = a > c ? 0 : Binomial(c, a, 0.5);
                double here = (own * before) + (other * at), there = (other * before) + (own * at);
                sum += mass * Math.Max(0, here - (Math.Exp(epsilon) * there));
            }
        }

        return sum;
    }

    private static double Binomial(int trials, int successes, double p)
    {
        double value = Math.Pow(p, successes) * Math.Pow(1 - p, trials - successes);
        for (int i = 0; i < Math.Min(successes, trials - successes); i++)
        {
            value *= (trials - i) / (i + 1.0);
        }

        return value;
    }
}
