using System.Numerics;

namespace EdgeVitals.Privacy;

/// <summary>Exact uniform integers and exact Bernoulli(exp(-gamma)) from random bits; no floating point.</summary>
/// <remarks>
/// Source: Canonne, Kamath, Steinke 2020, Algorithm 1. Rejection makes every uniform exact; the time it takes depends
/// on the drawn values, so releases are published on a schedule and not when they are ready.
/// </remarks>
internal static class ExactRandom
{
    /// <summary>
    /// Denominators below 2^58 take the 64-bit path: times k they would overflow only at k = 64, which Algorithm 1
    /// reaches with probability 1/63! = 5e-88 (and checked arithmetic then throws).
    /// </summary>
    private const ulong Narrow = 1UL << 58;

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

    /// <summary>True with probability exp(-numerator/denominator), for any ratio at least 0 (Algorithm 1).</summary>
    public static bool BernoulliExp(UInt128 numerator, UInt128 denominator, ref BitSource bits)
    {
        // exp(-gamma) = exp(-1)^floor(gamma) * exp(-(gamma - floor(gamma))); the loop ends at its first failure, so it
        // runs 1.6 times on average however large gamma is.
        while (numerator >= denominator)
        {
            if (!BernoulliExpUnit(1UL, 1UL, ref bits))
            {
                return false;
            }

            numerator -= denominator;
        }

        return denominator < Narrow
            ? BernoulliExpUnit((ulong)numerator, (ulong)denominator, ref bits)
            : BernoulliExpUnit(numerator, denominator, ref bits);
    }

    /// <summary>True with probability exp(-numerator/denominator), ratio 0 to 1, denominator below 2^58.</summary>
    /// <remarks>
    /// The number of successes of Bernoulli(gamma/1), Bernoulli(gamma/2), ... before the first failure is even with
    /// probability exp(-gamma).
    /// </remarks>
    public static bool BernoulliExpUnit(ulong numerator, ulong denominator, ref BitSource bits)
    {
        ulong k = 1;
        while (Below(denominator * k, ref bits) < numerator)
        {
            k++;
        }

        return (k & 1) == 1;
    }

    private static bool BernoulliExpUnit(UInt128 numerator, UInt128 denominator, ref BitSource bits)
    {
        UInt128 k = 1;
        while (Below(denominator * k, ref bits) < numerator)
        {
            k++;
        }

        return UInt128.IsOddInteger(k);
    }

    private static UInt128 Below(UInt128 bound, ref BitSource bits)
    {
        int width = 128 - (int)UInt128.LeadingZeroCount(bound - 1);
        while (true)
        {
            ulong low = bits.Take(Math.Min(width, 64));
            ulong high = width > 64 ? bits.Take(width - 64) : 0;
            UInt128 draw = new(high, low);
            if (draw < bound)
            {
                return draw;
            }
        }
    }
}
