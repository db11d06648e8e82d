namespace EdgeVitals.Tests.Privacy;

/// <summary>The test of the tests: what <see cref="GoodnessOfFit"/> must see, and what it must let pass.</summary>
public sealed class GoodnessOfFitTests
{
    // n expects 27 samples at 4 and -4 and 0.6 beyond, together: the tail is no cell of its own.
    private const int N = 200_000;

    [Fact]
    public void Twin_that_returns_7_once_in_10_000_is_caught()
    {
        List<long> samples = Exact(), twin = [.. samples.Select((x, i) => i % 10_000 == 0 ? 7 : x)];

        Assert.True(GoodnessOfFit.Accepts(samples, Weight, 40));
        Assert.False(GoodnessOfFit.Accepts(twin, Weight, 40));
        // The cells alone do not show that 20 samples are elsewhere.
        Assert.True(GoodnessOfFit.Accepts([.. twin.Where(x => x != 7)], Weight, 40));
    }

    [Fact]
    public void Rare_sample_in_its_due_number_passes_and_where_the_law_has_none_does_not()
    {
        List<long> samples = Exact();

        Assert.True(GoodnessOfFit.Accepts([.. samples, 5], Weight, 40));
        Assert.False(GoodnessOfFit.Accepts([.. samples, 5], x => Math.Abs(x) <= 4 ? Weight(x) : 0, 40));
    }

    /// <summary>As many samples of each value as the law expects, rounded.</summary>
    private static List<long> Exact()
    {
        double total = Enumerable.Range(-40, 81).Sum(x => Weight(x));
        return [.. Enumerable.Range(-4, 9).SelectMany(
            x => Enumerable.Repeat((long)x, (int)Math.Round(N * Weight(x) / total)))];
    }

    private static double Weight(long x) => Math.Exp(-x * x / 2.0);
}
