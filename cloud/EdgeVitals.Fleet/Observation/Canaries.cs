using System.Buffers.Binary;
using System.Formats.Cbor;
using System.Text;

namespace EdgeVitals.Fleet.Observation;

/// <summary>
/// Values and names planted at the sensor that must never be seen on the uplink, each in the encodings in which a
/// careless program would let it out. Patterns shorter than four bytes are left out: noised integers would hit them
/// by chance.
/// </summary>
public sealed class Canaries
{
    private const int ShortestPattern = 4;
    private readonly List<(string Name, byte[] Bytes)> _patterns = [];

    /// <summary>Plants a text: a device id, a wearer's name.</summary>
    public void Plant(string text) => Add($"text '{text}'", Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// Plants raw values that were sent one after another: the first as decimal text, double and float of either
    /// order; all of them as integers in a row, in CBOR and as 32-bit words, because one small integer alone would
    /// be met by chance.
    /// </summary>
    /// <param name="scaled">The integers of the wire frame, at least two.</param>
    /// <param name="scaleExponent">value = scaled · 10^scaleExponent.</param>
    public void Plant(ReadOnlySpan<int> scaled, int scaleExponent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scaled.Length, 2);
        double value = scaled[0] * Math.Pow(10, scaleExponent);
        string name = $"value {value:0.###}";
        Add(name, Encoding.UTF8.GetBytes(value.ToString("0.######")));
        byte[] wide = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(wide, value);
        Add(name, [.. wide]);
        BinaryPrimitives.WriteDoubleLittleEndian(wide, value);
        Add(name, wide);
        byte[] narrow = new byte[4];
        BinaryPrimitives.WriteSingleBigEndian(narrow, (float)value);
        Add(name, [.. narrow]);
        BinaryPrimitives.WriteSingleLittleEndian(narrow, (float)value);
        Add(name, narrow);
        PlantRow($"values from {value:0.###} on", scaled);
    }

    private void PlantRow(string name, ReadOnlySpan<int> scaled)
    {
        var cbor = new CborWriter(CborConformanceMode.Lax, allowMultipleRootLevelValues: true);
        byte[] little = new byte[4 * scaled.Length], big = new byte[4 * scaled.Length];
        for (int i = 0; i < scaled.Length; i++)
        {
            cbor.WriteInt32(scaled[i]);
            BinaryPrimitives.WriteInt32LittleEndian(little.AsSpan(4 * i), scaled[i]);
            BinaryPrimitives.WriteInt32BigEndian(big.AsSpan(4 * i), scaled[i]);
        }

        Add(name, cbor.Encode());
        Add(name, little);
        Add(name, big);
    }

    /// <summary>The first planted thing that a message holds, or null.</summary>
    public string? FoundIn(ReadOnlySpan<byte> message)
    {
        foreach ((string name, byte[] bytes) in _patterns)
        {
            if (message.IndexOf(bytes) >= 0) return name;
        }

        return null;
    }

    private void Add(string name, byte[] bytes)
    {
        if (bytes.Length >= ShortestPattern) _patterns.Add((name, bytes));
    }
}
