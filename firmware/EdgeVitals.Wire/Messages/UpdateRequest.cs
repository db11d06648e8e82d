namespace EdgeVitals.Wire;

/// <summary>Device to gateway: send me this part of the image. The device pulls, so it sets the pace, and goes on where
/// it was after a reset. Keys 0 schema, 1 rollback counter, 2 offset, 3 length.</summary>
public sealed class UpdateRequest
{
    /// <summary>Version of the layout on the wire.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Room that any request fits.</summary>
    public const int MaximumEncodedBytes = 32;

    // Kept, so that a request is written without an allocation.
    private readonly CborWriter _writer = new CborWriter();

    /// <summary>Rollback counter of the image, which names it; 1 or more.</summary>
    public int Counter;

    /// <summary>First byte of the image that is wanted.</summary>
    public int Offset;

    /// <summary>Most bytes wanted, 1..<see cref="UpdateChunk.MaximumBytes"/>.</summary>
    public int Length;

    /// <summary>Writes the message from offset; the byte count, or the negative <see cref="FrameError"/>. Allocates
    /// nothing.</summary>
    public static int Encode(UpdateRequest message, byte[] buffer, int offset)
    {
        if (message.Counter < 1 || message.Offset < 0 || message.Length < 1
            || message.Length > UpdateChunk.MaximumBytes)
        {
            return -FrameError.OutOfRange;
        }
        CborWriter writer = message._writer;
        writer.Begin(buffer, offset);
        writer.Map(4);
        writer.Keyed(0, SchemaVersion);
        writer.Keyed(1, message.Counter);
        writer.Keyed(2, message.Offset);
        writer.Keyed(3, message.Length);
        return writer.Result;
    }

    /// <summary>Reads a message that fills exactly these bytes; 0, or the <see cref="FrameError"/>.</summary>
    public static int TryDecode(byte[] buffer, int offset, int count, UpdateRequest into)
    {
        CborReader reader = new CborReader(buffer, offset, count, MaximumEncodedBytes);
        if (reader.Map(4) != 4) reader.Fail(FrameError.WrongKey);
        reader.Schema(SchemaVersion);
        into.Counter = (int)reader.KeyedInteger(1, 1, int.MaxValue);
        into.Offset = (int)reader.KeyedInteger(2, 0, int.MaxValue);
        into.Length = (int)reader.KeyedInteger(3, 1, UpdateChunk.MaximumBytes);
        reader.End();
        return reader.Error;
    }
}
