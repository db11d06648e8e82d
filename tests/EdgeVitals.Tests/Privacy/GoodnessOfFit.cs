using MathNet.Numerics.Distributions;

namespace EdgeVitals.Tests.Privacy;

/// <summary>
/// Pearson's chi-squared test of integer samples against an exact law on the integers, tails pooled so that every cell
/// expects at least 20. The seeds are fixed: a correct sampler either passes for good or, with probability alpha a
/// test, fails for good when it is first written.
/// </summary>
internal static class GoodnessOfFit
{
    /// <summary>False-alarm rate of one test.</summary>
    public const double Alpha = 1e-6;

    /// <summary>Normal quantile of a two-sided test at <see cref="Alpha"/>.</summary>
    public const double ZAlpha = 4.8916;

    private const double LeastExpected = 20;

    /// <summary>True where the samples are compatible with weights that need not be normalised.</summary>
    public static bool Accepts(IReadOnlyCollection<long> samples, Func<long, double> weight, long reach)
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

        if (tailExpected >= 1)
        {
            statistic += (tailSeen - tailExpected) * (tailSeen - tailExpected) / tailExpected;
            cells++;
        }

        return statistic <= ChiSquared.InvCDF(cells - 1, 1 - Alpha);
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
}
