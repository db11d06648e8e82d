using System.Buffers.Binary;
using System.Numerics;

namespace EdgeVitals.Privacy;

/// <summary>Exact uniform integers and exact Bernoulli(exp(-gamma)) from random bytes; no floating point.</summary>
/// <remarks>
/// Source: Canonne, Kamath, Steinke 2020, Algorithm 1. Rejection makes every uniform exact; the time it takes depends
/// on the drawn values, so releases are published on a schedule and not when they are ready.
/// </remarks>
internal static class ExactRandom
{
    /// <summary>Uniform on 0..bound-1, bound at least 1.</summary>
    public static UInt128 Below(UInt128 bound, IRandomBytes random)
    {
        if (bound == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(bound), "A bound is at least 1.");
        }

        if (bound <= ulong.MaxValue)
        {
            return Below((ulong)bound, random);
        }

        // As many bits as bound - 1 has, so that fewer than half of the draws are rejected.
        UInt128 mask = UInt128.MaxValue >> (int)UInt128.LeadingZeroCount(bound - 1);
        Span<byte> bytes = stackalloc byte[16];
        while (true)
        {
            random.Fill(bytes);
            UInt128 draw = BinaryPrimitives.ReadUInt128LittleEndian(bytes) & mask;
            if (draw < bound)
            {
                bytes.Clear();
                return draw;
            }
        }
    }

    /// <summary>Uniform on 0..bound-1, bound at least 1, with one to eight bytes a draw.</summary>
    public static ulong Below(ulong bound, IRandomBytes random)
    {
        if (bound <= 1)
        {
            return bound == 1 ? 0UL : throw new ArgumentOutOfRangeException(nameof(bound), "A bound is at least 1.");
        }

        int bits = 64 - BitOperations.LeadingZeroCount(bound - 1);
        ulong mask = ulong.MaxValue >> (64 - bits);
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        Span<byte> drawn = bytes[..((bits + 7) / 8)];
        while (true)
        {
            random.Fill(drawn);
            ulong draw = BinaryPrimitives.ReadUInt64LittleEndian(bytes) & mask;
            if (draw < bound)
            {
                bytes.Clear();
                return draw;
            }
        }
    }

    /// <summary>A fair coin.</summary>
    public static bool Bit(IRandomBytes random) => Below(2UL, random) == 1;

    /// <summary>True with probability exp(-numerator/denominator), for any ratio at least 0 (Algorithm 1).</summary>
    public static bool BernoulliExp(UInt128 numerator, UInt128 denominator, IRandomBytes random)
    {
        // exp(-gamma) = exp(-1)^floor(gamma) * exp(-(gamma - floor(gamma))); the loop ends at its first failure, so it
        // runs 1.6 times on average however large gamma is.
        while (numerator >= denominator)
        {
            if (!BernoulliExpUnit(1, 1, random))
            {
                return false;
            }

            numerator -= denominator;
        }

        return BernoulliExpUnit(numerator, denominator, random);
    }

    // For gamma in 0..1: the number of successes of Bernoulli(gamma/1), Bernoulli(gamma/2), ... before the first
    // failure is even with probability exp(-gamma).
    private static bool BernoulliExpUnit(UInt128 numerator, UInt128 denominator, IRandomBytes random)
    {
        UInt128 k = 1;
        while (Below(denominator * k, random) < numerator)
        {
            k++;
        }

        return (k & 1) == 1;
    }
}
