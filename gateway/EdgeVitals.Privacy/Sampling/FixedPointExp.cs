using System.Numerics;

namespace EdgeVitals.Privacy;

/// <summary>
/// exp(-gamma) in units of 2^-64, always from below and by at most <see cref="Error"/> units: enough to decide, nearly
/// always, whether a uniform number lies below it. Integers throughout.
/// </summary>
/// <remarks>
/// exp(-gamma) = exp(-w) exp(-i/2^8) exp(-j/2^16) exp(-r), gamma = w + i/2^8 + j/2^16 + r, r below 2^-16. Three tables
/// and a cubic; the page Mechanisms/DiscreteGaussian.md adds up the errors. A comparison that 64 bits leave open goes
/// to <see cref="ExactExp"/>, so a constant here that is too small would bias, one that is too large only costs time.
/// </remarks>
internal static class FixedPointExp
{
    /// <summary>Least gamma that the tables do not hold: e^-32 is 2^-46.</summary>
    public const int WholeLimit = 32;

    /// <summary>
    /// Units by which an exponent from <see cref="Reciprocal"/> may be too small: relative 2^-59 of a gamma below 2^5
    /// are 2^10, and one for the last floor.
    /// </summary>
    public const ulong ExponentError = (1UL << 10) + 1;

    /// <summary>Units by which the result may be too small; the sum of the errors is below 10.</summary>
    public const ulong Error = 16;

    private const int TableBits = 8;
    private const int TableSize = 1 << TableBits;

    private static readonly ulong[] _wholes = Table(WholeLimit + 1, 1);
    private static readonly ulong[] _coarse = Table(TableSize, TableSize);
    private static readonly ulong[] _fine = Table(TableSize, TableSize * TableSize);

    /// <summary>Whether every number that begins with the drawn bits lies below exp(-gamma), or none does.</summary>
    /// <param name="drawn">First 64 bits of a uniform number in [0, 1).</param>
    /// <param name="gamma">Exponent, units of 2^-64, too small by at most <see cref="ExponentError"/> units where it is
    /// below <see cref="WholeLimit"/>.</param>
    public static Verdict Compare(ulong drawn, UInt128 gamma)
    {
        ulong whole = (ulong)(gamma >> 64);
        if (whole >= WholeLimit)
        {
            // exp(-gamma) is at most exp(-32): 1 draw in 10^14 is small enough to need more than this.
            return drawn > _wholes[WholeLimit] + Error ? Verdict.No : Verdict.Open;
        }

        ulong value = Math.BigMul(_wholes[whole], OfFraction(unchecked((ulong)gamma)), out _);
        // The derivative of exp(-gamma) is at most 1 in magnitude: an exponent that is too small by e is a value that
        // is too large by at most e.
        ulong lower = value - Math.Min(value, ExponentError);
        ulong upper = value + Math.Min(ulong.MaxValue - value, Error);
        return drawn < lower ? Verdict.Yes : drawn > upper ? Verdict.No : Verdict.Open;
    }

    /// <summary>The same with exp(-whole), whole 0 to <see cref="WholeLimit"/>.</summary>
    public static Verdict CompareWhole(ulong drawn, int whole)
    {
        ulong lower = _wholes[whole];
        return drawn < lower ? Verdict.Yes : drawn - lower > Error ? Verdict.No : Verdict.Open;
    }

    /// <summary>2^64 exp(-fraction / 2^64), from below.</summary>
    private static ulong OfFraction(ulong fraction)
    {
        ulong rest = fraction & (ulong.MaxValue >> (2 * TableBits));
        ulong square = Math.BigMul(rest, rest, out _);
        ulong cube = Math.BigMul(square, rest, out _);
        // 1 - r + r^2/2 - r^3/6 <= exp(-r). Halving rounds down; the 2 covers what floor(cube) / 6 leaves out.
        ulong series = unchecked(0UL - rest + (square >> 1) - (cube / 6) - 2);
        ulong table = Math.BigMul(
            _coarse[fraction >> (64 - TableBits)],
            _fine[(fraction >> (64 - (2 * TableBits))) & (TableSize - 1)], out _);
        return Math.BigMul(table, series, out _);
    }

    /// <summary>floor(2^64 exp(-i/divisor)) for i below count, with 2^64 - 1 in the place of 2^64.</summary>
    private static ulong[] Table(int count, int divisor)
    {
        const int precision = 128;
        ulong[] table = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            BigInteger value = ExactExp.Bounds(i, divisor, precision).Lower >> (precision - 64);
            table[i] = (ulong)BigInteger.Min(value, ulong.MaxValue);
        }

        return table;
    }
}
