using System.Formats.Cbor;

namespace EdgeVitals.Federated;

/// <summary>
/// Reads a closed CBOR map: definite length, keys 0..n-1 in ascending order, every key present, nothing after it.
/// </summary>
/// <remarks>
/// Source: RFC 8949 section 4.2.1 (deterministic encoding). Every length is compared with its limit and with the
/// bytes that are left before anything is allocated, so a few hostile bytes cannot ask for a gigabyte.
/// </remarks>
internal sealed class FieldReader
{
    private readonly CborReader _reader;
    private readonly int _count;
    private int _next;

    private FieldReader(CborReader reader, int count) => (_reader, _count) = (reader, count);

    /// <summary>Decodes a whole message; false with a reason for anything that is not exactly one.</summary>
    public static bool TryRead<T>(
        ReadOnlyMemory<byte> encoded, int maximumBytes, int fields, Func<FieldReader, T> read, out T? message,
        out string reason)
        where T : class
    {
        message = null;
        if (encoded.Length > maximumBytes)
        {
            reason = $"longer than {maximumBytes} bytes";
            return false;
        }

        try
        {
            FieldReader fieldReader = new(new CborReader(encoded, CborConformanceMode.Canonical), fields);
            fieldReader.Open();
            T decoded = read(fieldReader);
            fieldReader.Close();
            message = decoded;
            reason = "";
            return true;
        }
        catch (MalformedMessageException malformed)
        {
            reason = malformed.Message;
        }
        catch (CborContentException)
        {
            reason = "not deterministic CBOR";
        }

        return false;
    }

    /// <summary>A signed integer within inclusive limits.</summary>
    public long Integer(string name, long minimum, long maximum)
    {
        Key(name);
        return IntegerValue(name, minimum, maximum);
    }

    /// <summary>A text of 1 to <paramref name="maximumBytes"/> UTF-8 bytes; empty only where allowed.</summary>
    public string Text(string name, int maximumBytes, bool mayBeEmpty = false)
    {
        Key(name);
        return TextValue(name, maximumBytes, mayBeEmpty);
    }

    /// <summary>A byte string of exactly a length.</summary>
    public byte[] Bytes(string name, int length)
    {
        Key(name);
        Expect(CborReaderState.ByteString, name);
        byte[] value = _reader.ReadDefiniteLengthByteString().ToArray();
        return value.Length == length ? value : throw new MalformedMessageException($"{name}: not {length} bytes");
    }

    /// <summary>A finite number.</summary>
    public double Number(string name)
    {
        Key(name);
        return NumberValue(name);
    }

    /// <summary>An array of signed integers.</summary>
    public long[] Integers(string name, int maximumCount)
    {
        long[] values = new long[Array(name, maximumCount)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = IntegerValue(name, long.MinValue, long.MaxValue);
        }

        _reader.ReadEndArray();
        return values;
    }

    /// <summary>An array of finite numbers of exactly a length.</summary>
    public double[] Numbers(string name, int count)
    {
        double[] values = new double[Array(name, count)];
        if (values.Length != count)
        {
            throw new MalformedMessageException($"{name}: not {count} numbers");
        }

        for (int i = 0; i < count; i++)
        {
            values[i] = NumberValue(name);
        }

        _reader.ReadEndArray();
        return values;
    }

    /// <summary>An array of texts.</summary>
    public string[] Texts(string name, int maximumCount, int maximumBytes)
    {
        string[] values = new string[Array(name, maximumCount)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = TextValue(name, maximumBytes, mayBeEmpty: false);
        }

        _reader.ReadEndArray();
        return values;
    }

    private void Open()
    {
        if (_reader.BytesRemaining == 0)
        {
            throw new MalformedMessageException("empty");
        }

        Expect(CborReaderState.StartMap, "message");
        int? count = _reader.ReadStartMap();
        if (count != _count)
        {
            throw new MalformedMessageException($"not {_count} keys");
        }
    }

    private void Close()
    {
        _reader.ReadEndMap();
        if (_reader.BytesRemaining != 0)
        {
            throw new MalformedMessageException("bytes after the message");
        }
    }

    private void Key(string name)
    {
        Expect(CborReaderState.UnsignedInteger, "key of " + name);
        ulong key = _reader.ReadUInt64();
        if (key != (ulong)_next)
        {
            throw new MalformedMessageException($"{name}: expected key {_next}");
        }

        _next++;
    }

    private int Array(string name, int maximumCount)
    {
        Key(name);
        Expect(CborReaderState.StartArray, name);
        int? count = _reader.ReadStartArray();
        // An item takes at least one byte; a longer claim is a lie and must not be allocated.
        if (count is not int length || length > maximumCount || length > _reader.BytesRemaining)
        {
            throw new MalformedMessageException($"{name}: too many items");
        }

        return length;
    }

    private long IntegerValue(string name, long minimum, long maximum)
    {
        CborReaderState state = _reader.PeekState();
        if (state is not (CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger))
        {
            throw new MalformedMessageException($"{name}: not an integer");
        }

        long value;
        try
        {
            value = _reader.ReadInt64();
        }
        catch (OverflowException)
        {
            throw new MalformedMessageException($"{name}: more than 64 bits");
        }

        return value >= minimum && value <= maximum
            ? value
            : throw new MalformedMessageException($"{name}: outside {minimum}..{maximum}");
    }

    private string TextValue(string name, int maximumBytes, bool mayBeEmpty)
    {
        Expect(CborReaderState.TextString, name);
        ReadOnlyMemory<byte> utf8 = _reader.ReadDefiniteLengthTextStringBytes();
        if (utf8.Length > maximumBytes || (utf8.Length == 0 && !mayBeEmpty))
        {
            throw new MalformedMessageException($"{name}: not 1 to {maximumBytes} bytes");
        }

        return System.Text.Encoding.UTF8.GetString(utf8.Span);
    }

    private double NumberValue(string name)
    {
        if (_reader.PeekState() is not (CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat
            or CborReaderState.DoublePrecisionFloat))
        {
            throw new MalformedMessageException($"{name}: not a number");
        }

        double value = _reader.ReadDouble();
        return double.IsFinite(value) ? value : throw new MalformedMessageException($"{name}: not finite");
    }

    private void Expect(CborReaderState state, string name)
    {
        if (_reader.PeekState() != state)
        {
            throw new MalformedMessageException($"{name}: not a {state}");
        }
    }
}
