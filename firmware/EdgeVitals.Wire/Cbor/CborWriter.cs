namespace EdgeVitals.Wire;

/// <summary>Writes the integers-only subset of deterministic CBOR (RFC 8949 section 4.2.1). When the buffer is too
/// small it stops and says so in <see cref="Error"/>.</summary>
internal sealed class CborWriter
{
    private static readonly byte[] Nothing = new byte[0];

    private byte[] _bytes = Nothing;
    private int _start;
    private int _at;

    public int Error;

    /// <summary>A writer to nowhere, for a message that keeps one: <see cref="Begin"/> before each use.</summary>
    public CborWriter()
    {
    }

    public CborWriter(byte[] bytes, int offset)
    {
        Begin(bytes, offset);
    }

    /// <summary>Starts over at another place.</summary>
    public void Begin(byte[] bytes, int offset)
    {
        Error = FrameError.None;
        _bytes = bytes;
        _start = offset;
        _at = offset;
        if (offset < 0 || offset > bytes.Length) Error = FrameError.NoRoom;
    }

    /// <summary>Bytes written, or the negative error code.</summary>
    public int Result
    {
        get { return Error == FrameError.None ? _at - _start : -Error; }
    }

    public void Map(int pairs)
    {
        Head(5, pairs);
    }

    public void Array(int items)
    {
        Head(4, items);
    }

    public void Integer(long value)
    {
        if (value < 0) Head(1, -1 - value);
        else Head(0, value);
    }

    public void Keyed(int key, long value)
    {
        Head(0, key);
        Integer(value);
    }

    public void Key(int key)
    {
        Head(0, key);
    }

    /// <summary>Head of a byte string whose bytes follow through <see cref="Byte"/>.</summary>
    public void Bytes(int count)
    {
        Head(2, count);
    }

    /// <summary>A text of printable ASCII.</summary>
    public void Ascii(string text)
    {
        Head(3, text.Length);
        for (int i = 0; i < text.Length; i++) Byte(text[i]);
    }

    public void Byte(int value)
    {
        if (Error != FrameError.None) return;
        if (_at >= _bytes.Length) Error = FrameError.NoRoom;
        else _bytes[_at++] = (byte)value;
    }

    private void Head(int major, long value)
    {
        int type = major << 5;
        if (value < 24)
        {
            Byte(type | (int)value);
            return;
        }
        int logarithm = value <= 0xFF ? 0 : value <= 0xFFFF ? 1 : value <= 0xFFFFFFFFL ? 2 : 3;
        Byte(type | (24 + logarithm));
        for (int shift = (8 << logarithm) - 8; shift >= 0; shift -= 8) Byte((int)(value >> shift) & 0xFF);
    }
}
