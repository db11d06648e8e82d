using System.Text.Json;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

/// <summary>
/// n = 200,000 a test (2,000,000 with --full), seeds fixed. A law is accepted at p above 0.001: of the 12 p-values of a
/// correct sampler one falls below that in 1.2 % of the choices of seeds, when the test is first written.
/// </summary>
public sealed class DiscreteLaplaceTests(ITestOutputHelper output)
{
    private const double LeastPValue = 0.001;

    private static readonly int N =
        Environment.GetEnvironmentVariable("EDGEVITALS_FULL") == "1" ? 2_000_000 : 200_000;

    [Theory]
    [InlineData("0.02")]
    [InlineData("0.1")]
    [InlineData("0.5")]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("2.375")]
    [InlineData("10")]
    [InlineData("37")]
    public void Sampler_follows_the_exact_law(string scale)
    {
        Rational parameter = Rational.Parse(scale, "scale");
        List<long> samples = Draw(parameter, 43);
        double variance = DiscreteLaplace.Variance(parameter);
        double p = GoodnessOfFit.PValue(
            samples, x => Math.Exp(-Math.Abs(x) / parameter.Value), 1 + (long)(60 * parameter.Value));

        output.WriteLine(FormattableString.Invariant($"t = {parameter}, n = {N}, p = {p:F3}"));
        Assert.True(p > LeastPValue);
        // At t = 0.1 there are 18 of 200,000 beside 0, which have no second digit.
        if (parameter.Value >= 0.5)
        {
            Assert.InRange(samples.Sum(x => (double)x * x) / N, variance * 0.98, variance * 1.02);
        }
    }

    [Theory]
    [InlineData(7, 3)]
    [InlineData(1, 2)]
    [InlineData(100_000, 1)]
    [InlineData(123_456_789, 1000)]
    public void Sampler_has_the_law_of_the_plain_algorithm(long numerator, long denominator)
    {
        Rational parameter = Rational.Of(numerator, denominator);
        SeededBytes random = new(61);
        List<long> plain = [.. Enumerable.Range(0, N).Select(_ => PlainCks20.Laplace(numerator, denominator, random))];
        double p = GoodnessOfFit.TwoSamplePValue(Draw(parameter, 67), plain, 1 + (long)(parameter.Value / 8));

        output.WriteLine(FormattableString.Invariant($"t = {parameter}, n = {N} each, p = {p:F3}"));
        Assert.True(p > LeastPValue);
    }

    [Fact]
    public void Twin_of_another_scale_is_caught() =>
        Assert.False(GoodnessOfFit.Accepts(Draw(11, 47), x => Math.Exp(-Math.Abs(x) / 10.0), 600));

    [Fact]
    public void Twin_that_keeps_negative_zero_is_caught()
    {
        SeededBytes random = new(53);
        // |X| of the one-sided law with a sign: 0 has twice its probability.
        List<long> samples = [.. Draw(10, 53).Select(x => x != 0 && random.Below(20) == 0 ? 0 : x)];

        Assert.False(GoodnessOfFit.Accepts(samples, x => Math.Exp(-Math.Abs(x) / 10.0), 600));
    }

    [Fact]
    public void Twin_that_rounds_continuous_noise_is_caught()
    {
        SeededBytes random = new(71);
        List<long> samples = [.. Enumerable.Range(0, N).Select(_ =>
            (long)Math.Round(Math.Log(1 - random.Uniform()) * (random.Below(2) == 0 ? 1 : -1)))];

        Assert.False(GoodnessOfFit.Accepts(samples, x => Math.Exp(-Math.Abs(x)), 60));
    }

    [Fact]
    public void Variance_equals_the_published_one()
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllText(RepositoryFiles.Reference("privacy/known-answers.json")));
        int compared = 0;
        foreach (JsonElement row in file.RootElement.GetProperty("discrete_laplace_variance").GetProperty("rows")
            .EnumerateArray())
        {
            Rational scale = Rational.Parse(row.GetProperty("t").GetRawText(), "scale");
            double variance = row.GetProperty("variance_2e_over_em1sq").GetDouble();

            Assert.Equal(variance, DiscreteLaplace.Variance(scale), variance * 1e-12);
            compared++;
        }

        Assert.Equal(5, compared);
    }

    [Fact]
    public void Variance_is_that_of_a_direct_sum_for_500_scales_and_of_its_limits_at_the_ends()
    {
        SeededBytes random = new(73);
        for (int i = 0; i < 500; i++)
        {
            Rational scale = Rational.Of(1 + random.Below(20_000), 1 + random.Below(1000));
            double t = scale.Value, mass = 1, second = 0;
            for (long x = 1; x <= 1 + (60 * t); x++)
            {
                mass += 2 * Math.Exp(-x / t);
                second += 2 * (double)x * x * Math.Exp(-x / t);
            }

            Assert.Equal(second / mass, DiscreteLaplace.Variance(scale), 1e-11 * second / mass);
        }

        double most = DiscreteLaplace.MaximumScale;
        Assert.Equal(2 * most * most, DiscreteLaplace.Variance(DiscreteLaplace.MaximumScale), 1e-12 * most * most);
        Assert.Equal(2 * Math.Exp(-500), DiscreteLaplace.Variance(Rational.Of(1, 500)), 1e-12 * Math.Exp(-500));
        Assert.Equal(0, DiscreteLaplace.Variance(Rational.Of(1, 1_000_000)));
        Assert.Equal(DiscreteLaplace.Variance(Rational.Of(5, 2)), DiscreteLaplace.VarianceOfScale(2.5));
        Assert.Equal(0, DiscreteLaplace.VarianceOfScale(double.Epsilon));
        Assert.Equal(PrivacyFault.OutOfRange, FaultOf(() => DiscreteLaplace.VarianceOfScale(Math.BitIncrement(most))));
        Assert.Equal(PrivacyFault.NotANumber, FaultOf(() => DiscreteLaplace.VarianceOfScale(double.NaN)));
    }

    [Fact]
    public void Ends_of_the_range_are_sampled()
    {
        SeededBytes random = new(79);
        long most = 1L << 60;
        foreach (Rational scale in new[]
        {
            Rational.Of(1, most), Rational.Of(most - 1, most), Rational.Of(most, most - 1), Rational.Of(most, 1L << 20),
        })
        {
            long[] samples = new long[2000];
            DiscreteLaplace.Fill(samples, scale, random);
            double variance = DiscreteLaplace.Variance(scale);
            // n = 2,000: five deviations of the measured variance, sqrt(5/n), are 25 %.
            Assert.InRange(samples.Average(x => (double)x * x), variance * 0.75, variance * 1.25);
        }
    }

    [Fact]
    public void Scale_out_of_range_is_a_typed_fault()
    {
        Assert.Equal(PrivacyFault.NotPositive, FaultOf(() => DiscreteLaplace.Sample(0, new SeededBytes(1))));
        Assert.Equal(PrivacyFault.NotPositive, FaultOf(() => DiscreteLaplace.Sample(-3, new SeededBytes(1))));
        Assert.Equal(PrivacyFault.NotPositive, FaultOf(() => DiscreteLaplace.Variance(default)));
        Assert.Equal(PrivacyFault.OutOfRange,
            FaultOf(() => DiscreteLaplace.Sample((1L << 40) + 1, new SeededBytes(1))));
        Assert.Equal(PrivacyFault.OutOfRange,
            FaultOf(() => DiscreteLaplace.Sample(Rational.Of((1L << 60) + 1, 1L << 40), new SeededBytes(1))));
    }

    private static PrivacyFault FaultOf(Func<object> act) => Assert.Throws<PrivacyException>(() => { act(); }).Fault;

    private static List<long> Draw(Rational scale, ulong seed)
    {
        long[] samples = new long[N];
        DiscreteLaplace.Fill(samples, scale, new SeededBytes(seed));
        return [.. samples];
    }
}
