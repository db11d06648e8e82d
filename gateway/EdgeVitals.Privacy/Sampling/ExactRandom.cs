using System.Numerics;

namespace EdgeVitals.Privacy;

/// <summary>Exact uniform integers, Bernoulli(exp(-gamma)) and geometric numbers from random bits; no floating point.
/// </summary>
/// <remarks>
/// Source: Canonne, Kamath, Steinke 2020, section 5, with its Algorithm 1 (a Bernoulli series) replaced by one uniform
/// number whose bits are drawn until the comparison with exp(-gamma) is certain: the same law from 64 bits. Rejection
/// makes every uniform exact; the time it takes depends on the drawn values, so releases are published on a schedule
/// and not when they are ready.
/// </remarks>
internal static class ExactRandom
{
    /// <summary>Uniform on 0..bound-1, bound at least 1.</summary>
    public static ulong Below(ulong bound, ref BitSource bits)
    {
        if (bound == 1)
        {
            return 0;
        }

        // As many bits as bound - 1 has, so that fewer than half of the draws are rejected.
        int width = 64 - BitOperations.LeadingZeroCount(bound - 1);
        while (true)
        {
            ulong draw = bits.Take(width);
            if (draw < bound)
            {
                return draw;
            }
        }
    }

    /// <summary>True with probability exp(-numerator/denominator), for any ratio at least 0.</summary>
    public static bool BernoulliExp(UInt128 numerator, UInt128 denominator, ref BitSource bits)
    {
        UInt128 gamma = new Reciprocal(denominator).Of(numerator);
        ulong drawn = bits.TakeWord();
        Verdict verdict = FixedPointExp.Compare(drawn, gamma);
        return verdict == Verdict.Open ? ExactExp.IsBelow(drawn, numerator, denominator, ref bits)
            : verdict == Verdict.Yes;
    }

    /// <summary>k = 0, 1, 2, ... with probability (1 - 1/e) e^-k: how many of e^-1, e^-2, ... exceed a uniform number.
    /// </summary>
    public static ulong Geometric(ref BitSource bits)
    {
        ulong restarts = 0;
        while (true)
        {
            ulong drawn = bits.TakeWord();
            // The thresholds lie so far apart that a draw is open for one of them at most.
            int next = 1;
            while (next <= FixedPointExp.WholeLimit && IsBelowWhole(drawn, next, ref bits))
            {
                next++;
            }

            if (next <= FixedPointExp.WholeLimit)
            {
                return (restarts * FixedPointExp.WholeLimit) + (ulong)(next - 1);
            }

            // At least 32, and beyond that the law has no memory.
            restarts++;
        }
    }

    private static bool IsBelowWhole(ulong drawn, int whole, ref BitSource bits)
    {
        Verdict verdict = FixedPointExp.CompareWhole(drawn, whole);
        return verdict == Verdict.Open ? ExactExp.IsBelow(drawn, whole, 1, ref bits) : verdict == Verdict.Yes;
    }
}
