using System.Formats.Cbor;

namespace EdgeVitals.Federated;

/// <summary>Writes the map that <see cref="FieldReader"/> reads: keys 0..n-1 in order, shortest encodings.</summary>
internal sealed class FieldWriter
{
    private readonly CborWriter _writer = new(CborConformanceMode.Canonical);
    private int _next;

    public FieldWriter(int fields) => _writer.WriteStartMap(fields);

    public FieldWriter Integer(long value)
    {
        Key();
        _writer.WriteInt64(value);
        return this;
    }

    public FieldWriter Text(string value)
    {
        Key();
        _writer.WriteTextString(value);
        return this;
    }

    public FieldWriter Bytes(ReadOnlySpan<byte> value)
    {
        Key();
        _writer.WriteByteString(value);
        return this;
    }

    public FieldWriter Number(double value)
    {
        Key();
        _writer.WriteDouble(value);
        return this;
    }

    public FieldWriter Integers(ReadOnlySpan<long> values)
    {
        Key();
        _writer.WriteStartArray(values.Length);
        foreach (long value in values)
        {
            _writer.WriteInt64(value);
        }

        _writer.WriteEndArray();
        return this;
    }

    public FieldWriter Numbers(ReadOnlySpan<double> values)
    {
        Key();
        _writer.WriteStartArray(values.Length);
        foreach (double value in values)
        {
            _writer.WriteDouble(value);
        }

        _writer.WriteEndArray();
        return this;
    }

    public FieldWriter Texts(IReadOnlyList<string> values)
    {
        Key();
        _writer.WriteStartArray(values.Count);
        foreach (string value in values)
        {
            _writer.WriteTextString(value);
        }

        _writer.WriteEndArray();
        return this;
    }

    public byte[] Close()
    {
        _writer.WriteEndMap();
        return _writer.Encode();
    }

    private void Key() => _writer.WriteInt32(_next++);
}
