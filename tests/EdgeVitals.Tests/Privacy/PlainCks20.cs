using System.Buffers.Binary;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

/// <summary>
/// Algorithms 1, 2 and 3 of Canonne, Kamath and Steinke 2020 word for word, each sample from the generator alone: what
/// the product's samplers must equal in law and are measured against. It shares no code with them.
/// </summary>
internal static class PlainCks20
{
    /// <summary>Algorithm 3, sigma^2 = numerator/denominator.</summary>
    public static long Gaussian(long numerator, long denominator, IRandomBytes random)
    {
        Bits bits = new(random);
        long scale = (long)Math.Sqrt(numerator / denominator) + 1;
        UInt128 divisor = 2 * (UInt128)numerator * (UInt128)denominator * (UInt128)(scale * scale);
        while (true)
        {
            long candidate = Laplace(scale, 1, ref bits);
            UInt128 distance = (UInt128)Int128.Abs(((Int128)Math.Abs(candidate) * denominator * scale) - numerator);
            if (BernoulliExp(distance * distance, divisor, ref bits))
            {
                return candidate;
            }
        }
    }

    /// <summary>Algorithm 2, scale numerator/denominator.</summary>
    public static long Laplace(long numerator, long denominator, IRandomBytes random)
    {
        Bits bits = new(random);
        return Laplace(numerator, denominator, ref bits);
    }

    private static long Laplace(long numerator, long denominator, ref Bits bits)
    {
        while (true)
        {
            UInt128 within = bits.Below((UInt128)numerator);
            if (!BernoulliExp(within, (UInt128)numerator, ref bits))
            {
                continue;
            }

            long whole = 0;
            while (BernoulliExp(1, 1, ref bits))
            {
                whole++;
            }

            long magnitude = ((long)within + (numerator * whole)) / denominator;
            bool negative = bits.Take(1) == 1;
            if (!negative || magnitude != 0)
            {
                return negative ? -magnitude : magnitude;
            }
        }
    }

    /// <summary>Algorithm 1.</summary>
    private static bool BernoulliExp(UInt128 numerator, UInt128 denominator, ref Bits bits)
    {
        for (; numerator > denominator; numerator -= denominator)
        {
            if (!BernoulliExpUnit(1, 1, ref bits))
            {
                return false;
            }
        }

        return BernoulliExpUnit(numerator, denominator, ref bits);
    }

    private static bool BernoulliExpUnit(UInt128 numerator, UInt128 denominator, ref Bits bits)
    {
        UInt128 k = 1;
        while (bits.Below(denominator * k) < numerator)
        {
            k++;
        }

        return UInt128.IsOddInteger(k);
    }

    private ref struct Bits(IRandomBytes random)
    {
        private readonly IRandomBytes _random = random;
        private ulong _bits;
        private int _left;

        public UInt128 Below(UInt128 bound)
        {
            int width = 128 - (int)UInt128.LeadingZeroCount(bound - 1);
            while (true)
            {
                ulong low = Take(Math.Min(width, 64));
                UInt128 draw = new(width > 64 ? Take(width - 64) : 0, low);
                if (draw < bound)
                {
                    return draw;
                }
            }
        }

        public ulong Take(int count)
        {
            ulong taken = 0;
            for (int have = 0; have < count;)
            {
                if (_left == 0)
                {
                    Refill();
                }

                int more = Math.Min(count - have, _left);
                taken |= (more == 64 ? _bits : _bits & ((1UL << more) - 1)) << have;
                _bits = more == 64 ? 0 : _bits >> more;
                _left -= more;
                have += more;
            }

            return taken;
        }

        private void Refill()
        {
            Span<byte> bytes = stackalloc byte[8];
            _random.Fill(bytes);
            _bits = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            _left = 64;
        }
    }
}
