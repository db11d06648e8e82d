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

    /// <summary>Number of byte patterns that are looked for.</summary>
    public int Patterns => _patterns.Count;

    /// <summary>Plants a text: a device id, a wearer's name.</summary>
    public void Plant(string text) => Add($"text '{text}'", Encoding.UTF8.GetBytes(text));

    /// <summary>Plants a raw value as it was sent: scaled integer, decimal text, double and float of either order.
    /// </summary>
    /// <param name="scaled">The integer of the wire frame.</param>
    /// <param name="scaleExponent">value = scaled · 10^scaleExponent.</param>
    public void Plant(int scaled, int scaleExponent)
    {
        double value = scaled * Math.Pow(10, scaleExponent);
        string name = $"value {value:0.###}";
        var cbor = new CborWriter();
        cbor.WriteInt32(scaled);
        Add(name, cbor.Encode());
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
