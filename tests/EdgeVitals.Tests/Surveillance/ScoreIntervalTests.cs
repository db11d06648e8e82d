using EdgeVitals.Privacy;
using EdgeVitals.Surveillance;
using EdgeVitals.Tests.Privacy;
using MathNet.Numerics.Distributions;

namespace EdgeVitals.Tests.Surveillance;

public sealed class ScoreIntervalTests
{
    private const int Replicates = 10_000;

    [Fact]
    public void Interval_without_noise_equals_wilson_of_R()
    {
        int compared = 0;
        foreach (IReadOnlyDictionary<string, double> row in RepositoryFiles.Table("surveillance/ci_binomial.csv"))
        {
            double z = Normal.InvCDF(0, 1, 1 - ((1 - row["conf"]) / 2));
            Estimate interval = ScoreInterval.Solve(row["x"], row["n"], 0, z);

            Assert.Equal(row["wilson_lo"], interval.Lower, 1e-10);
            Assert.Equal(row["wilson_hi"], interval.Upper, 1e-10);
            Assert.Equal(row["x"] / row["n"], interval.Value, 1e-12);
            compared++;
        }

        Assert.True(compared > 100);
    }

    [Theory]
    [InlineData(1000, 0.05, 580)]
    [InlineData(1000, 0.6, 580)]
    [InlineData(200, 0.1, 145)]
    [InlineData(200, 0.02, 145)]
    [InlineData(200, 0.5, 25)]
    [InlineData(5000, 0.03, 2900)]
    [InlineData(1000, 0.05, 25)]
    public void Interval_with_noise_covers_what_it_says(int n, double f, long noiseVariance)
    {
        // 10,000 replicates: a true coverage of 95 % is measured within +-1.1 points at alpha = 1e-6.
        (double aware, double naive) = Coverage(n, f, noiseVariance, new SeededBytes(137));

        Assert.InRange(aware, 0.93, 0.97);
        // The broken twin ignores the noise.
        Assert.True(naive < 0.93, $"naive {naive}");
    }

    [Fact]
    public void Ends_solve_the_equation_inside_the_unit_interval()
    {
        SeededBytes random = new(139);
        for (int i = 0; i < 10_000; i++)
        {
            double n = 1 + random.Below(5000), variance = Math.Exp((random.Uniform() * 14) - 5);
            double y = (random.Uniform() * n) + (random.Normal() * Math.Sqrt(variance));
            Estimate interval = ScoreInterval.Solve(y, n, variance, ScoreInterval.Z95);

            Assert.True(interval.Lower <= interval.Value && interval.Value <= interval.Upper);
            foreach (double end in new[] { interval.Lower, interval.Upper })
            {
                double binomial = Math.Max(0, n * end * (1 - end));
                double z = Math.Abs(y - (n * end)) / Math.Sqrt(binomial + variance);
                Assert.Equal(ScoreInterval.Z95, z, 1e-6);
            }
        }
    }

    [Fact]
    public void More_noise_never_narrows_the_interval()
    {
        SeededBytes random = new(149);
        for (int i = 0; i < 5_000; i++)
        {
            double n = 1 + random.Below(1000), y = random.Uniform() * n, variance = random.Uniform() * 1000;
            Estimate less = ScoreInterval.Solve(y, n, variance, 1.96);
            Estimate more = ScoreInterval.Solve(y, n, variance + 1, 1.96);

            Assert.True(more.Lower <= less.Lower && more.Upper >= less.Upper);
        }
    }

    [Fact]
    public void Count_carried_below_zero_keeps_its_sign_and_is_cut_for_display_only()
    {
        Estimate interval = ScoreInterval.Solve(-30, 100, 145, ScoreInterval.Z95);

        Assert.Equal(-0.3, interval.Value);
        Assert.True(interval.Lower < -0.3 && interval.Upper > -0.3);
        Assert.Equal(new Estimate(0, 0, 0), interval.ForDisplay() with { Upper = 0 });
        Assert.All([interval.ForDisplay().Lower, interval.ForDisplay().Upper], end => Assert.InRange(end, 0, 1));
    }

    [Fact]
    public void Count_far_outside_still_has_a_finite_interval()
    {
        foreach (double y in new[] { -1e6, -300, -2, 102, 400, 1e6 })
        {
            Estimate interval = ScoreInterval.Solve(y, 100, 1, ScoreInterval.Z95);
            Assert.True(double.IsFinite(interval.Lower) && double.IsFinite(interval.Upper));
            Assert.True(interval.Lower < interval.Value && interval.Value < interval.Upper);
        }
    }

    [Theory]
    [InlineData(1000, 0.05, 580)]
    [InlineData(5000, 0.1, 2900)]
    [InlineData(400, 0.3, 145)]
    public void Ratio_of_two_noisy_counts_covers_what_it_says(int worn, double f, long noiseVariance)
    {
        SeededBytes random = new(151);
        int covered = 0, naive = 0;
        for (int i = 0; i < Replicates; i++)
        {
            double y = Binomial(worn, f, random) + DiscreteGaussian.Sample(noiseVariance, random);
            double m = worn + DiscreteGaussian.Sample(noiseVariance, random);
            Assert.True(ScoreInterval.TrySolveRatio(
                y, m, noiseVariance, noiseVariance, ScoreInterval.Z95, out Estimate estimate));
            covered += estimate.Lower <= f && f <= estimate.Upper ? 1 : 0;
            Estimate wilson = ScoreInterval.Solve(Math.Clamp(y, 0, m), m, 0, ScoreInterval.Z95);
            naive += wilson.Lower <= f && f <= wilson.Upper ? 1 : 0;
        }

        Assert.InRange(covered / (double)Replicates, 0.93, 0.97);
        Assert.True(naive < 0.93 * Replicates);
    }

    [Fact]
    public void Ratio_without_noise_equals_wilson()
    {
        for (int y = 0; y <= 40; y++)
        {
            Assert.True(ScoreInterval.TrySolveRatio(y, 40, 0, 0, ScoreInterval.Z95, out Estimate ratio));
            Estimate wilson = ScoreInterval.Solve(y, 40, 0, ScoreInterval.Z95);
            Assert.Equal(wilson.Lower, ratio.Lower, 1e-12);
            Assert.Equal(wilson.Upper, ratio.Upper, 1e-12);
        }
    }

    [Fact]
    public void Ratio_over_a_denominator_that_noise_explains_is_blank()
    {
        Assert.False(ScoreInterval.TrySolveRatio(5, 23, 145, 145, ScoreInterval.Z95, out _));
        Assert.False(ScoreInterval.TrySolveRatio(5, -10, 145, 145, ScoreInterval.Z95, out _));
        Assert.False(ScoreInterval.TrySolveRatio(0, 0, 0, 0, ScoreInterval.Z95, out _));
        Assert.True(ScoreInterval.TrySolveRatio(5, 25, 145, 145, ScoreInterval.Z95, out _));
    }

    [Theory]
    [InlineData(double.NaN, 10, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, double.PositiveInfinity, 1)]
    [InlineData(1, 10, -1)]
    [InlineData(1, 10, double.NaN)]
    [InlineData(11, 10, 0)]
    [InlineData(-1, 10, 0)]
    public void Nonsense_throws(double y, double n, double variance)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ScoreInterval.Solve(y, n, variance, 1.96));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScoreInterval.Solve(1, 10, 1, 0));
    }

    /// <summary>Binomial by the waiting times between the rarer outcomes (Devroye 1986, X.4.3).</summary>
    internal static int Binomial(int n, double f, SeededBytes random)
    {
        if (f > 0.5)
        {
            return n - Binomial(n, 1 - f, random);
        }

        int count = 0;
        double perTrial = Math.Log(1 - f);
        for (double at = 0; ; count++)
        {
            at += 1 + Math.Floor(Math.Log(1 - random.Uniform()) / perTrial);
            if (at > n)
            {
                return count;
            }
        }
    }

    private static (double Aware, double Naive) Coverage(int n, double f, long noiseVariance, SeededBytes random)
    {
        int aware = 0, naive = 0;
        for (int i = 0; i < Replicates; i++)
        {
            double y = Binomial(n, f, random) + DiscreteGaussian.Sample(noiseVariance, random);
            Estimate with = ScoreInterval.Solve(y, n, noiseVariance, ScoreInterval.Z95);
            Estimate without = ScoreInterval.Solve(Math.Clamp(y, 0, n), n, 0, ScoreInterval.Z95);
            aware += with.Lower <= f && f <= with.Upper ? 1 : 0;
            naive += without.Lower <= f && f <= without.Upper ? 1 : 0;
        }

        return (aware / (double)Replicates, naive / (double)Replicates);
    }
}
