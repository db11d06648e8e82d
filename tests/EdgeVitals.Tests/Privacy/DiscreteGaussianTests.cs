using System.Globalization;
using System.Text.Json;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

/// <summary>
/// The sampler against its exact law. n = 200,000 a test, alpha = 1e-6 each (<see cref="GoodnessOfFit"/>); the broken
/// twins have a power above 0.999999 at this n.
/// </summary>
public sealed class DiscreteGaussianTests
{
    private const int N = 200_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(100)]
    [InlineData(145)]
    public void Sampler_follows_the_exact_law(long sigmaSquared)
    {
        List<long> samples = Draw(11, random => DiscreteGaussian.Sample(sigmaSquared, random));

        Assert.True(GoodnessOfFit.Accepts(samples, Weight(sigmaSquared), Reach(sigmaSquared)));
    }

    [Theory]
    [InlineData(304_000_000L)]
    [InlineData(1L << 40)]
    public void Sampler_of_a_large_sigma_is_normal_to_the_eye_of_200_000_samples(long sigmaSquared)
    {
        List<long> samples = Draw(13, random => DiscreteGaussian.Sample(sigmaSquared, random));

        Assert.True(GoodnessOfFit.MomentsFit(samples, sigmaSquared));
        Assert.True(KolmogorovDistance(samples, sigmaSquared) * Math.Sqrt(N) <= KolmogorovCritical);
    }

    [Fact]
    public void Operating_system_randomness_gives_the_same_law()
    {
        using CryptoRandom random = new();
        List<long> samples = [.. Enumerable.Range(0, N).Select(_ => DiscreteGaussian.Sample(4, random))];

        Assert.True(GoodnessOfFit.Accepts(samples, Weight(4), Reach(4)));
    }

    [Fact]
    public void Sampler_equals_the_published_variance_and_mass_at_zero()
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllText(RepositoryFiles.Reference("privacy/known-answers.json")));
        int compared = 0;
        foreach (JsonElement row in file.RootElement.GetProperty("discrete_gaussian_moments").GetProperty("rows")
            .EnumerateArray())
        {
            double sigmaSquared = row.GetProperty("sigma2").GetDouble();
            double variance = Parse(row, "variance_40digits"), atZero = Parse(row, "pmf0_40digits");
            if (sigmaSquared < 1)
            {
                // The product takes integers from 1 on and says so for anything below.
                Assert.Throws<ArgumentOutOfRangeException>(
                    () => DiscreteGaussian.Sample((long)sigmaSquared, new SeededBytes(1)));
                continue;
            }

            List<long> samples = Draw(17, random => DiscreteGaussian.Sample((long)sigmaSquared, random));
            double share = samples.Count(x => x == 0) / (double)N;
            Assert.True(GoodnessOfFit.MomentsFit(samples, variance));
            Assert.True(Math.Abs(share - atZero) <= GoodnessOfFit.ZAlpha * Math.Sqrt(atZero * (1 - atZero) / N));
            compared++;
        }

        Assert.Equal(3, compared);
    }

    [Fact]
    public void Twin_with_a_wrong_variance_is_caught()
    {
        List<long> samples = Draw(19, random => DiscreteGaussian.Sample(105, random));

        Assert.False(GoodnessOfFit.Accepts(samples, Weight(100), Reach(100)));
        Assert.False(GoodnessOfFit.MomentsFit(samples, 100));
    }

    [Fact]
    public void Twin_that_rounds_continuous_noise_is_caught()
    {
        List<long> samples = Draw(23, random => (long)Math.Round(random.Normal()));

        Assert.False(GoodnessOfFit.Accepts(samples, Weight(1), Reach(1)));
    }

    [Fact]
    public void Twin_with_a_shifted_mean_is_caught()
    {
        List<long> samples = Draw(
            29, random => DiscreteGaussian.Sample(100, random) + (random.Below(10) < 2 ? 1 : 0));

        Assert.False(GoodnessOfFit.MomentsFit(samples, 100));
    }

    [Fact]
    public void Twin_that_counts_zero_twice_is_caught()
    {
        List<long> samples = Draw(31, random =>
        {
            long sample = DiscreteGaussian.Sample(100, random);
            return sample != 0 && random.Below(25) == 0 ? 0 : sample;
        });

        Assert.False(GoodnessOfFit.Accepts(samples, Weight(100), Reach(100)));
    }

    [Fact]
    public void Noised_adds_independent_noise_and_leaves_the_sum_alone()
    {
        long[] sum = [1_000_000, -5, 0];
        List<long> first = [], product = [];
        SeededBytes random = new(37);
        for (int i = 0; i < N; i++)
        {
            long[] noised = DiscreteGaussian.Noised(sum, 100, random);
            first.Add(noised[0] - sum[0]);
            product.Add((noised[1] - sum[1]) * (noised[2] - sum[2]));
        }

        Assert.Equal([1_000_000, -5, 0], sum);
        Assert.True(GoodnessOfFit.MomentsFit(first, 100));
        // The product of independent samples has mean 0 and variance 100 * 100.
        Assert.True(Math.Abs(product.Average()) <= GoodnessOfFit.ZAlpha * 100 / Math.Sqrt(N));
    }

    [Fact]
    public void Noised_overflow_or_an_empty_sum_throws_instead_of_releasing()
    {
        SeededBytes random = new(41);

        Assert.Throws<ArgumentException>(() => DiscreteGaussian.Noised([], 100, random));
        Assert.Throws<OverflowException>(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                DiscreteGaussian.Noised([long.MaxValue], 100, random);
            }
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData((1L << 40) + 1)]
    public void Sigma_out_of_range_throws(long sigmaSquared) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DiscreteGaussian.Sample(sigmaSquared, new SeededBytes(1)));

    [Fact]
    public void Failing_generator_releases_nothing() =>
        Assert.Throws<InvalidOperationException>(() => DiscreteGaussian.Noised([1, 2], 100, new BrokenBytes()));

    // Kolmogorov's limit law: P(sqrt(n) D > x) = 2 exp(-2 x^2) = 1e-6.
    private static readonly double KolmogorovCritical = Math.Sqrt(Math.Log(2 / GoodnessOfFit.Alpha) / 2);

    private static double KolmogorovDistance(List<long> samples, double variance)
    {
        samples.Sort();
        double worst = 0;
        for (int i = 0; i < samples.Count; i++)
        {
            double cdf = MathNet.Numerics.Distributions.Normal.CDF(0, Math.Sqrt(variance), samples[i]);
            worst = Math.Max(worst, Math.Max(Math.Abs(cdf - (i / (double)N)), Math.Abs(cdf - ((i + 1) / (double)N))));
        }

        return worst;
    }

    private static List<long> Draw(ulong seed, Func<SeededBytes, long> draw)
    {
        SeededBytes random = new(seed);
        List<long> samples = new(N);
        for (int i = 0; i < N; i++)
        {
            samples.Add(draw(random));
        }

        return samples;
    }

    private static Func<long, double> Weight(double sigmaSquared) => x => Math.Exp(-(x * x) / (2 * sigmaSquared));

    private static long Reach(double sigmaSquared) => 12 * (long)Math.Ceiling(Math.Sqrt(sigmaSquared));

    private static double Parse(JsonElement row, string name) =>
        double.Parse(row.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private sealed class BrokenBytes : IRandomBytes
    {
        public void Fill(Span<byte> destination) => throw new InvalidOperationException("no entropy");
    }
}
