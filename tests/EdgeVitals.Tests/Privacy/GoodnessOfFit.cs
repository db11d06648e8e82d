using MathNet.Numerics;

namespace EdgeVitals.Tests.Privacy;

/// <summary>
/// Pearson's chi-squared test of integer samples against an exact law on the integers. Every value that expects at
/// least 20 is a cell, and all others together are one more, the tail. A tail that expects less than 1 is no cell: it
/// has a test of its own, by the Poisson law of rare events. The seeds are fixed: a correct sampler either passes for
/// good or, with probability alpha a test (twice that with a Poisson tail), fails for good when it is first written.
/// </summary>
internal static class GoodnessOfFit
{
    /// <summary>False-alarm rate of one test.</summary>
    public const double Alpha = 1e-6;

    /// <summary>Normal quantile of a two-sided test at <see cref="Alpha"/>.</summary>
    public const double ZAlpha = 4.8916;

    private const double LeastExpected = 20;

    /// <summary>True where the samples are compatible with weights that need not be normalised.</summary>
    public static bool Accepts(IReadOnlyCollection<long> samples, Func<long, double> weight, long reach) =>
        PValue(samples, weight, reach) > Alpha;

    /// <summary>
    /// Probability of a statistic at least as large under the law; the smaller one of the cells' and of the Poisson
    /// tail's where there is such a tail. Where a single cell expects enough samples the law is all but certain, and
    /// any sample elsewhere has the probability 0 that it is given here.
    /// </summary>
    public static double PValue(IReadOnlyCollection<long> samples, Func<long, double> weight, long reach)
    {
        double total = 0;
        for (long x = -reach; x <= reach; x++)
        {
            total += weight(x);
        }

        Dictionary<long, int> seen = [];
        foreach (long sample in samples)
        {
            seen[sample] = seen.GetValueOrDefault(sample) + 1;
        }

        double statistic = 0, tailExpected = 0;
        long tailSeen = samples.Count;
        int cells = 0;
        for (long x = -reach; x <= reach; x++)
        {
            double expected = samples.Count * weight(x) / total;
            if (expected < LeastExpected)
            {
                tailExpected += expected;
                continue;
            }

            int count = seen.GetValueOrDefault(x);
            statistic += (count - expected) * (count - expected) / expected;
            tailSeen -= count;
            cells++;
        }

        double rare = 1;
        if (tailExpected >= 1)
        {
            statistic += (tailSeen - tailExpected) * (tailSeen - tailExpected) / tailExpected;
            cells++;
        }
        else if (tailSeen > 0)
        {
            rare = PoissonAtLeast(tailSeen, tailExpected);
        }

        return cells > 1 ? Math.Min(rare, UpperTail(cells - 1, statistic)) : tailSeen == 0 ? 1 : 0;
    }

    /// <summary>
    /// Pearson's test that two samples of the same size have the same law, on cells of a width; cells in which both
    /// together have fewer than 40 are pooled.
    /// </summary>
    public static double TwoSamplePValue(
        IReadOnlyCollection<long> first, IReadOnlyCollection<long> second, long width)
    {
        Dictionary<long, (int First, int Second)> seen = [];
        foreach (long sample in first)
        {
            long cell = (long)Math.Floor((double)sample / width);
            (int a, int b) = seen.GetValueOrDefault(cell);
            seen[cell] = (a + 1, b);
        }

        foreach (long sample in second)
        {
            long cell = (long)Math.Floor((double)sample / width);
            (int a, int b) = seen.GetValueOrDefault(cell);
            seen[cell] = (a, b + 1);
        }

        IEnumerable<(int First, int Second)> large = seen.Values.Where(c => c.First + c.Second >= 2 * LeastExpected);
        IEnumerable<(int First, int Second)> small = seen.Values.Where(c => c.First + c.Second < 2 * LeastExpected);
        (int First, int Second) tail = (small.Sum(c => c.First), small.Sum(c => c.Second));
        (int First, int Second)[] cells = [.. large.Append(tail).Where(c => c.First + c.Second > 0)];
        double statistic = cells.Sum(c => Math.Pow(c.First - c.Second, 2) / (c.First + c.Second));
        return cells.Length > 1 ? UpperTail(cells.Length - 1, statistic) : 1;
    }

    /// <summary>True where mean 0 and the given variance (of a law close to normal) are compatible.</summary>
    public static bool MomentsFit(IReadOnlyCollection<long> samples, double variance)
    {
        double n = samples.Count;
        double mean = samples.Sum(x => (double)x) / n;
        double square = samples.Sum(x => (double)x * x) / n;
        return Math.Abs(mean) <= ZAlpha * Math.Sqrt(variance / n)
            && Math.Abs(square - variance) <= ZAlpha * variance * Math.Sqrt(2 / n);
    }

    /// <summary>P(at least so many), 1 or more, of a Poisson number.</summary>
    private static double PoissonAtLeast(long count, double mean) =>
        mean == 0 ? 0 : SpecialFunctions.GammaLowerRegularized(count, mean);

    private static double UpperTail(int freedom, double statistic) =>
        SpecialFunctions.GammaUpperRegularized(freedom / 2.0, statistic / 2);
}
