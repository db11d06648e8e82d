using System.Numerics;

namespace EdgeVitals.Privacy;

/// <summary>
/// Divides by one integer again and again, in fixed point and always from below: relative error below 2^-59.
/// </summary>
/// <remarks>
/// 1/N = inverse * 2^-(63 + bits) with inverse in [2^63, 2^64), too small by a relative 2^-61.6 at most: 2^-63 because
/// N is rounded up to its first 64 bits, 2^-63 for the floor, 2^-64 where a power of two is capped at 2^64 - 1.
/// </remarks>
internal readonly struct Reciprocal
{
    private readonly ulong _inverse;
    private readonly int _bits;

    /// <summary>Of an integer from 1 to 2^128 - 1.</summary>
    public Reciprocal(UInt128 divisor)
    {
        _bits = 128 - (int)UInt128.LeadingZeroCount(divisor);
        UInt128 leading = divisor << (128 - _bits);
        UInt128 head = (leading >> 64) + (unchecked((ulong)leading) == 0 ? 0u : 1u);
        _inverse = (ulong)UInt128.Min((UInt128.One << 127) / head, ulong.MaxValue);
    }

    /// <summary>value / N in units of 2^-64; the largest UInt128 stands for anything from 2^5 on that does not fit.
    /// </summary>
    public UInt128 Of(UInt128 value)
    {
        if (value == 0)
        {
            return 0;
        }

        int shift = (int)UInt128.LeadingZeroCount(value);
        return Of((ulong)((value << shift) >> 64), 64 - shift);
    }

    /// <summary>value / N, likewise.</summary>
    public UInt128 Of(ulong value)
    {
        if (value == 0)
        {
            return 0;
        }

        int shift = BitOperations.LeadingZeroCount(value);
        return Of(value << shift, -shift);
    }

    /// <summary>value^2 / N, likewise.</summary>
    public UInt128 OfSquare(ulong value)
    {
        if (value == 0)
        {
            return 0;
        }

        int shift = BitOperations.LeadingZeroCount(value);
        ulong leading = value << shift;
        return Of(Math.BigMul(leading, leading, out _), 64 - (2 * shift));
    }

    /// <summary>leading * 2^exponent / N, leading at least 2^62 and too small by less than 1.</summary>
    private UInt128 Of(ulong leading, int exponent)
    {
        // At least 2^61, so that the floor costs a relative 2^-61 and those before it 2^-62 and 2^-61.6.
        ulong product = Math.BigMul(leading, _inverse, out _);
        int shift = 65 + exponent - _bits;
        return shift switch
        {
            <= -64 => 0,
            <= 0 => product >> -shift,
            < 64 => new UInt128(product >> (64 - shift), product << shift),
            _ => UInt128.MaxValue,
        };
    }
}
