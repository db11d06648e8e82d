namespace EdgeVitals.Wire;

/// <summary>Why bytes were not taken as a message, or a message could not be written.</summary>
public static class FrameError
{
    /// <summary>No error.</summary>
    public const int None = 0;

    /// <summary>A length points past the bytes at hand.</summary>
    public const int Truncated = 1;

    /// <summary>More bytes than any message may have.</summary>
    public const int TooLong = 2;

    /// <summary>A CBOR item of another type than the schema says.</summary>
    public const int WrongType = 3;

    /// <summary>An indefinite length; deterministic CBOR has none.</summary>
    public const int IndefiniteLength = 4;

    /// <summary>An integer or a length in more bytes than it needs.</summary>
    public const int NotShortest = 5;

    /// <summary>A key that is unknown, missing, repeated or out of order.</summary>
    public const int WrongKey = 6;

    /// <summary>Bytes after the message.</summary>
    public const int TrailingBytes = 7;

    /// <summary>A schema version that this code does not read.</summary>
    public const int UnknownSchema = 8;

    /// <summary>A number outside of its field's range.</summary>
    public const int OutOfRange = 9;

    /// <summary>A delta varint that is cut off, too long or not the shortest.</summary>
    public const int BadDelta = 10;

    /// <summary>More samples than a frame holds.</summary>
    public const int TooManySamples = 11;

    /// <summary>More gaps than a frame holds, or a gap list that is not whole triples.</summary>
    public const int TooManyGaps = 12;

    /// <summary>Gaps out of order, or after the end of the samples.</summary>
    public const int BadGap = 13;

    /// <summary>Neither a sample nor a gap.</summary>
    public const int Empty = 14;

    /// <summary>The buffer, or the arrays of the target, cannot hold the message.</summary>
    public const int NoRoom = 15;

    /// <summary>A text with a character outside printable ASCII.</summary>
    public const int BadText = 16;

    /// <summary>Text for logs.</summary>
    public static string Text(int code)
    {
        switch (code)
        {
            case None: return "ok";
            case Truncated: return "a length points past the end";
            case TooLong: return "message too long";
            case WrongType: return "item of another type";
            case IndefiniteLength: return "indefinite length";
            case NotShortest: return "not the shortest encoding";
            case WrongKey: return "unknown, missing or misplaced key";
            case TrailingBytes: return "bytes after the message";
            case UnknownSchema: return "unknown schema version";
            case OutOfRange: return "number out of range";
            case BadDelta: return "malformed delta";
            case TooManySamples: return "too many samples";
            case TooManyGaps: return "too many gaps";
            case BadGap: return "gap out of order";
            case Empty: return "neither samples nor gaps";
            case NoRoom: return "no room in the buffer";
            case BadText: return "character outside printable ASCII";
            default: return "unknown error";
        }
    }
}
