namespace EdgeVitals.Wire;

/// <summary>Reads the integers-only subset of deterministic CBOR (RFC 8949 section 4.2.1) and nothing else. The
/// first fault sticks in <see cref="Error"/>: later reads answer their lowest value and touch no byte, so that a
/// decoder reads its fields in order and asks once.</summary>
internal sealed class CborReader
{
    private static readonly byte[] Nothing = new byte[0];

    private byte[] _bytes = Nothing;
    private int _end;
    private int _at;

    public int Error;

    /// <summary>A reader of nothing, for a message that keeps one: <see cref="Begin"/> before each use.</summary>
    public CborReader()
    {
    }

    public CborReader(byte[] bytes, int offset, int count, int limit)
    {
        Begin(bytes, offset, count, limit);
    }

    /// <summary>Starts over with other bytes.</summary>
    public void Begin(byte[] bytes, int offset, int count, int limit)
    {
        _bytes = bytes;
        Error = FrameError.None;
        _at = 0;
        _end = 0;
        // Written without offset + count, which could overflow.
        if (bytes == null || offset < 0 || count < 0 || offset > bytes.Length || count > bytes.Length - offset)
        {
            _bytes = Nothing;
            Error = FrameError.Truncated;
            return;
        }
        if (count > limit) Error = FrameError.TooLong;
        _at = offset;
        _end = offset + count;
    }

    public int Position
    {
        get { return _at; }
    }

    public void Fail(int error)
    {
        if (Error == FrameError.None) Error = error;
    }

    /// <summary>Number of pairs of a map.</summary>
    public int Map(int most)
    {
        return Length(5, most, FrameError.WrongKey);
    }

    /// <summary>Number of items of an array.</summary>
    public int Array(int most, int errorBeyond)
    {
        return Length(4, most, errorBeyond);
    }

    /// <summary>Takes the key when it is the next item; a schema's optional keys are asked for in order.</summary>
    public bool HasKey(int key)
    {
        // Keys are below 24: one byte holds type and value.
        if (Error != FrameError.None || _at >= _end || _bytes[_at] != key) return false;
        _at++;
        return true;
    }

    public void Key(int key)
    {
        if (Error != FrameError.None) return;
        if (_at >= _end) Error = FrameError.Truncated;
        else if (!HasKey(key)) Error = FrameError.WrongKey;
    }

    /// <summary>The key 0 and a schema version, which every message starts with.</summary>
    public void Schema(int version)
    {
        Key(0);
        long found = Integer(0, long.MaxValue);
        if (found != version) Fail(FrameError.UnknownSchema);
    }

    public long KeyedInteger(int key, long minimum, long maximum)
    {
        Key(key);
        return Integer(minimum, maximum);
    }

    public long Integer(long minimum, long maximum)
    {
        if (Error != FrameError.None) return minimum;
        int major = MajorType();
        if (Error == FrameError.None && major > 1) Error = FrameError.WrongType;
        long value = Argument();
        if (Error != FrameError.None) return minimum;
        if (major == 1) value = -1 - value;
        if (value >= minimum && value <= maximum) return value;
        Error = FrameError.OutOfRange;
        return minimum;
    }

    /// <summary>Length of a byte string whose bytes are all at hand; they start at <see cref="Position"/>.</summary>
    public int Bytes(int most)
    {
        return StringOf(2, most);
    }

    /// <summary>Length of a text whose bytes are all at hand; they start at <see cref="Position"/>.</summary>
    public int Text(int most)
    {
        return StringOf(3, most);
    }

    public void Skip(int count)
    {
        if (Error == FrameError.None) _at += count;
    }

    public void End()
    {
        if (Error == FrameError.None && _at != _end) Error = FrameError.TrailingBytes;
    }

    private int StringOf(int major, int most)
    {
        int length = Length(major, most, FrameError.OutOfRange);
        if (Error == FrameError.None && length > _end - _at) Error = FrameError.Truncated;
        return Error == FrameError.None ? length : 0;
    }

    private int Length(int wanted, int most, int errorBeyond)
    {
        if (Error != FrameError.None) return 0;
        int major = MajorType();
        if (Error == FrameError.None && major != wanted) Error = FrameError.WrongType;
        long value = Argument();
        if (Error != FrameError.None) return 0;
        if (value <= most) return (int)value;
        Error = errorBeyond;
        return 0;
    }

    private int MajorType()
    {
        if (_at < _end) return _bytes[_at] >> 5;
        Error = FrameError.Truncated;
        return -1;
    }

    private long Argument()
    {
        if (Error != FrameError.None) return 0;
        int low = _bytes[_at++] & 31;
        if (low < 24) return low;
        if (low == 31) Error = FrameError.IndefiniteLength;
        else if (low > 27) Error = FrameError.WrongType;
        if (Error != FrameError.None) return 0;
        int size = 1 << (low - 24);
        if (size > _end - _at)
        {
            Error = FrameError.Truncated;
            return 0;
        }
        ulong value = 0;
        for (int i = 0; i < size; i++) value = (value << 8) | _bytes[_at++];
        // The shortest form of a value below 24 is one byte, of a value below 2^8 two, and so on.
        ulong least = size == 1 ? 24UL : 1UL << (size * 4);
        if (value < least) Error = FrameError.NotShortest;
        else if (value > long.MaxValue) Error = FrameError.OutOfRange;
        return Error == FrameError.None ? (long)value : 0;
    }
}
