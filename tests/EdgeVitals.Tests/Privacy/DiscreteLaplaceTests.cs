using System.Text.Json;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

/// <summary>n = 200,000 a test, alpha = 1e-6 each.</summary>
public sealed class DiscreteLaplaceTests
{
    private const int N = 200_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(37)]
    public void Sampler_follows_the_exact_law(long scale) =>
        Assert.True(GoodnessOfFit.Accepts(Draw(scale, 43), x => Math.Exp(-Math.Abs(x) / (double)scale), 60 * scale));

    [Fact]
    public void Twin_of_another_scale_is_caught() =>
        Assert.False(GoodnessOfFit.Accepts(Draw(11, 47), x => Math.Exp(-Math.Abs(x) / 10.0), 600));

    [Fact]
    public void Variance_equals_the_published_one()
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllText(RepositoryFiles.Reference("privacy/known-answers.json")));
        int compared = 0;
        foreach (JsonElement row in file.RootElement.GetProperty("discrete_laplace_variance").GetProperty("rows")
            .EnumerateArray())
        {
            double t = row.GetProperty("t").GetDouble();
            if (t < 1)
            {
                continue;
            }

            double variance = row.GetProperty("variance_2e_over_em1sq").GetDouble();
            double measured = Draw((long)t, 53).Sum(x => (double)x * x) / N;
            // The fourth moment of a Laplace law is 6 variances squared (more only for t < 1): deviation sqrt(5) / n.
            Assert.True(Math.Abs(measured - variance) <= GoodnessOfFit.ZAlpha * variance * Math.Sqrt(6.0 / N));
            compared++;
        }

        Assert.Equal(3, compared);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData((1L << 40) + 1)]
    public void Scale_out_of_range_throws(long scale) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DiscreteLaplace.Sample(scale, new SeededBytes(1)));

    private static List<long> Draw(long scale, ulong seed)
    {
        SeededBytes random = new(seed);
        return [.. Enumerable.Range(0, N).Select(_ => DiscreteLaplace.Sample(scale, random))];
    }
}
