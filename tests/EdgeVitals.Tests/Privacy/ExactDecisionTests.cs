using System.Numerics;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

/// <summary>
/// The samplers' decisions at the edge: a script of random words puts the uniform number a hair below or above exp(-x),
/// worked out here to 320 bits by another series. A decision may differ from the exact one at no distance, so nothing
/// statistical is left: 2 x 10,000 thresholds of the proposal, 4,000 of the Gaussian, 31 of the geometric part.
/// </summary>
/// <remarks>
/// The scripts follow the order in which the samplers read: the offset within a scale, its test, the number of whole
/// scales, the sign (a bit that the offset left over), the Gaussian's test. One half as filler ends any further round
/// with the answer 0.
/// </remarks>
public sealed class ExactDecisionTests
{
    private const int Precision = 320;
    private const ulong Half = 1UL << 63;

    // Distances from the threshold, units of 2^-64; at 0 the word after it decides.
    private static readonly long[] _distances =
        [-(1L << 50), -100_000, -2000, -1000, -17, -2, -1, 1, 2, 17, 1000, 2000, 100_000, 1L << 50];

    [Fact]
    public void Proposal_is_accepted_exactly_below_the_threshold()
    {
        const int bits = 40;
        SeededBytes random = new(83);
        int decided = 0;
        for (int i = 0; i < 10_000; i++)
        {
            ulong within = 1 + (random.Next() >> (64 - bits)) % ((1UL << bits) - 1);
            (ulong word, ulong next) = Words(Exp(within, BigInteger.One << bits));
            foreach ((ulong drawn, ulong further, bool isBelow) in Cases(word, next, i))
            {
                ScriptedBytes script = new(Half, within, drawn, further);
                long sample = DiscreteLaplace.Sample(1L << bits, script);
                Assert.Equal(isBelow ? (long)within : 0, sample);
                decided++;
            }
        }

        Assert.Equal(40_000, decided);
    }

    [Theory]
    [InlineData(145, 1)]
    [InlineData(304_000_000, 1)]
    [InlineData((1L << 40) - 1, 1)]
    [InlineData(2901, 20)]
    [InlineData(123_456_789_012_345_679, 1_000_000)]
    public void Gaussian_is_accepted_exactly_below_the_threshold(long numerator, long denominator)
    {
        long scale = (long)Math.Sqrt(numerator / denominator) + 1;
        BigInteger divisor = 2 * (BigInteger)numerator * denominator * scale * scale;
        SeededBytes random = new(89);
        for (int i = 0; i < 800; i++)
        {
            // Up to 9 scales away: there the exponent is 33, beyond the tables.
            long within = 1 + (long)(random.Uniform() * (scale - 2));
            int whole = i % 10;
            BigInteger distance = ((within + ((BigInteger)whole * scale)) * denominator * scale) - numerator;
            (ulong word, ulong next) = Words(Exp(distance * distance, divisor));
            foreach ((ulong drawn, ulong further, bool isBelow) in Cases(word, next, i))
            {
                ScriptedBytes script = new(Half, (ulong)within, 0, Between(whole), drawn, further);
                long sample = DiscreteGaussian.Sample(Rational.Of(numerator, denominator), script);
                Assert.Equal(isBelow ? within + (whole * scale) : 0, sample);
            }
        }
    }

    [Fact]
    public void Whole_scales_are_counted_exactly_at_every_threshold()
    {
        for (int k = 1; k < 32; k++)
        {
            (ulong word, ulong next) = Words(Exp(k, 1));
            for (int i = 0; i < _distances.Length; i += 2)
            {
                foreach ((ulong drawn, ulong further, bool isBelow) in Cases(word, next, i))
                {
                    // A distance that reaches beyond the neighbouring threshold says nothing about this one.
                    if (isBelow && drawn < Words(Exp(k + 1, 1)).Word + 1000)
                    {
                        continue;
                    }

                    if (!isBelow && k > 1 && drawn > Words(Exp(k - 1, 1)).Word - 1000)
                    {
                        continue;
                    }

                    // Where the first word decides, the second one gives the sign: its lowest bit.
                    long sample = DiscreteLaplace.Sample(1, new ScriptedBytes(Half, drawn, further & ~1UL));
                    Assert.Equal(isBelow ? k : k - 1, sample);
                }
            }
        }
    }

    [Fact]
    public void Beyond_thirty_two_scales_the_count_starts_again()
    {
        (ulong word, _) = Words(Exp(32, 1));

        Assert.Equal(32, DiscreteLaplace.Sample(1, new ScriptedBytes(Half, word - 100)));
        Assert.Equal(31, DiscreteLaplace.Sample(1, new ScriptedBytes(Half, word + 100)));
        Assert.Equal(64 + 3, DiscreteLaplace.Sample(1, new ScriptedBytes(Half, 0, 0, Between(3))));
    }

    [Fact]
    public void Rational_scale_is_the_integer_part_of_the_finer_law()
    {
        // Scale 7/3: offset 5 of 0..6 and 4 whole scales of 7 are 33 thirds, so 11; 5 and 3 are 26 thirds, so 8.
        Rational scale = Rational.Of(7, 3);

        Assert.Equal(11, DiscreteLaplace.Sample(scale, new ScriptedBytes(Half, 5, 0, Between(4))));
        Assert.Equal(8, DiscreteLaplace.Sample(scale, new ScriptedBytes(Half, 5, 0, Between(3))));
        Assert.Equal(-8, DiscreteLaplace.Sample(scale, new ScriptedBytes(Half, 5 | (1 << 3), 0, Between(3))));
    }

    /// <summary>Four of the distances for each i, with two words at the threshold itself: a unit or two of 2^-128 to
    /// either side.</summary>
    private static IEnumerable<(ulong Drawn, ulong Further, bool IsBelow)> Cases(ulong word, ulong next, int i)
    {
        yield return (word, next - 1, true);
        yield return (word, next + 2, false);
        for (int j = 0; j < 2; j++)
        {
            long distance = _distances[(i + (j * (_distances.Length / 2))) % _distances.Length];
            Int128 drawn = Int128.Clamp((Int128)word + distance, 0, ulong.MaxValue);
            if (drawn != word)
            {
                yield return ((ulong)drawn, Half, drawn < word);
            }
            else
            {
                yield return (word, next - 2, true);
            }
        }
    }

    /// <summary>A word that lies between e^-(whole + 1) and e^-whole.</summary>
    private static ulong Between(int whole) => (ulong)(Math.Exp(-whole - 0.5) * Math.Pow(2, 64));

    /// <summary>First and second 64 bits of a number in [0, 1).</summary>
    private static (ulong Word, ulong Next) Words(BigInteger value) =>
        ((ulong)(value >> (Precision - 64)), (ulong)((value >> (Precision - 128)) & ulong.MaxValue));

    /// <summary>floor(2^320 exp(-n/d)) up to some units: 1 over the series of exp(n/d), all of whose terms are
    /// positive.</summary>
    private static BigInteger Exp(BigInteger n, BigInteger d)
    {
        BigInteger one = BigInteger.One << Precision, term = one, sum = 0;
        for (int k = 1; !term.IsZero; k++)
        {
            sum += term;
            term = term * n / (d * k);
        }

        return (one << Precision) / sum;
    }
}
