using System.Numerics;

namespace EdgeVitals.Privacy;

/// <summary>One bit for each category, packed; what a unary encoding sends.</summary>
public sealed class UnaryReport
{
    private readonly byte[] _bytes;

    private UnaryReport(int count, byte[] bytes)
    {
        Count = count;
        _bytes = bytes;
    }

    /// <summary>k, the number of bits.</summary>
    public int Count { get; }

    /// <summary>The bit of a category.</summary>
    /// <param name="category">0 to k − 1.</param>
    /// <exception cref="PrivacyException">The category is none.</exception>
    public bool this[int category] =>
        (_bytes[FrequencyOracle.RequireCategory(category, Count) >> 3] >> (category & 7) & 1) == 1;

    /// <summary>Reads the packed bits of a report that came over a wire.</summary>
    /// <param name="count">k, 2 to 65,536.</param>
    /// <param name="bytes">⌈k/8⌉ bytes, bit 0 of byte 0 first; unused bits are 0.</param>
    /// <exception cref="PrivacyException">Another length, or a bit set beyond the last category.</exception>
    public static UnaryReport Read(int count, ReadOnlySpan<byte> bytes)
    {
        FrequencyOracle.RequireCategories(count);
        if (bytes.Length != (count + 7) / 8 || ((count & 7) != 0 && bytes[^1] >> (count & 7) != 0))
        {
            throw new PrivacyException(
                PrivacyFault.OutsideDomain, "report", $"{bytes.Length} bytes are not {count} bits");
        }

        return new UnaryReport(count, bytes.ToArray());
    }

    /// <summary>The packed bits as <see cref="Read"/> takes them.</summary>
    public byte[] ToBytes() => [.. _bytes];

    /// <summary>Draws every bit: the true category's by one coin, each other one's by another.</summary>
    internal static UnaryReport Draw(int count, int category, Coin truth, Coin other, IRandomBytes random)
    {
        FrequencyOracle.RequireCategory(category, count);
        ArgumentNullException.ThrowIfNull(random);
        BitSource bits = new(random);
        byte[] bytes = new byte[(count + 7) / 8];
        for (int i = 0; i < count; i++)
        {
            if (i == category ? truth(ref bits) : other(ref bits))
            {
                bytes[i >> 3] |= (byte)(1 << (i & 7));
            }
        }

        return new UnaryReport(count, bytes);
    }

    /// <summary>The bit of a report that must be of k bits.</summary>
    internal static bool Supports(UnaryReport report, int category, int count)
    {
        Require(report, count);
        return report[category];
    }

    /// <summary>Throws unless the report is of k bits.</summary>
    internal static void Require(UnaryReport report, int count)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Count != count)
        {
            throw new PrivacyException(
                PrivacyFault.OutsideDomain, "report", $"has {report.Count} bits and not {count}");
        }
    }

    /// <summary>Adds 1 wherever a bit is set.</summary>
    internal void AddTo(Span<long> counts)
    {
        for (int i = 0; i < _bytes.Length; i++)
        {
            for (uint left = _bytes[i]; left != 0; left &= left - 1)
            {
                counts[(i << 3) + BitOperations.TrailingZeroCount(left)]++;
            }
        }
    }

    /// <summary>One biased coin.</summary>
    internal delegate bool Coin(ref BitSource bits);
}
