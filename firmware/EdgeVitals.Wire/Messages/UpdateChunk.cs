using System;

namespace EdgeVitals.Wire;

/// <summary>Gateway to device: a part of the image. Keys 0 schema, 1 rollback counter, 2 offset, 3 bytes. An offer on
/// the same topic is a map of three, this is one of four.</summary>
public sealed class UpdateChunk
{
    /// <summary>Version of the layout on the wire.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Most bytes of one chunk: a quarter of a 4 KiB flash sector, and an MQTT packet that fits a small
    /// device's buffer.</summary>
    public const int MaximumBytes = 1024;

    /// <summary>Room that any chunk fits.</summary>
    public const int MaximumEncodedBytes = MaximumBytes + 32;

    // Kept, so that a chunk is read without an allocation.
    private readonly CborReader _reader = new CborReader();

    /// <summary>Rollback counter of the image, which names it; 1 or more.</summary>
    public int Counter;

    /// <summary>Place of the first byte in the image.</summary>
    public int Offset;

    /// <summary>Bytes of the image; only the first <see cref="Count"/> count.</summary>
    public readonly byte[] Bytes = new byte[MaximumBytes];

    /// <summary>Number of bytes, 1..<see cref="MaximumBytes"/>.</summary>
    public int Count;

    /// <summary>Writes the message from offset; the byte count, or the negative <see cref="FrameError"/>.</summary>
    public static int Encode(UpdateChunk message, byte[] buffer, int offset)
    {
        if (message.Counter < 1 || message.Offset < 0 || message.Count < 1 || message.Count > MaximumBytes)
        {
            return -FrameError.OutOfRange;
        }
        CborWriter writer = new CborWriter(buffer, offset);
        writer.Map(4);
        writer.Keyed(0, SchemaVersion);
        writer.Keyed(1, message.Counter);
        writer.Keyed(2, message.Offset);
        writer.Key(3);
        writer.Bytes(message.Count);
        for (int i = 0; i < message.Count; i++) writer.Byte(message.Bytes[i]);
        return writer.Result;
    }

    /// <summary>Reads a message that fills exactly these bytes; 0, or the <see cref="FrameError"/>. Allocates nothing.
    /// </summary>
    public static int TryDecode(byte[] buffer, int offset, int count, UpdateChunk into)
    {
        into.Count = 0;
        CborReader reader = into._reader;
        reader.Begin(buffer, offset, count, MaximumEncodedBytes);
        if (reader.Map(4) != 4) reader.Fail(FrameError.WrongKey);
        reader.Schema(SchemaVersion);
        into.Counter = (int)reader.KeyedInteger(1, 1, int.MaxValue);
        into.Offset = (int)reader.KeyedInteger(2, 0, int.MaxValue);
        reader.Key(3);
        int length = reader.Bytes(MaximumBytes);
        if (length < 1) reader.Fail(FrameError.OutOfRange);
        if (reader.Error == FrameError.None) Array.Copy(buffer, reader.Position, into.Bytes, 0, length);
        reader.Skip(length);
        reader.End();
        if (reader.Error == FrameError.None) into.Count = length;
        return reader.Error;
    }
}
