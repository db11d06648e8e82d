namespace EdgeVitals.Wire;

/// <summary>Gateway to device: these frames are durable, their ring space may be freed. Keys 0 schema, 1 bootId,
/// 2 sequences.</summary>
public sealed class AckMessage
{
    /// <summary>Version of the layout on the wire.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Most sequences in one message.</summary>
    public const int MaximumSequences = 256;

    /// <summary>Room that any acknowledgement fits.</summary>
    public const int MaximumEncodedBytes = 16 + 9 * MaximumSequences;

    /// <summary>Boot whose frames are acknowledged.</summary>
    public int BootId;

    /// <summary>Sequences; only the first <see cref="Count"/> count.</summary>
    public long[] Sequences = new long[MaximumSequences];

    /// <summary>Number of sequences, 0..256.</summary>
    public int Count;

    /// <summary>Writes the message from offset; the byte count, or the negative <see cref="FrameError"/>.</summary>
    public static int Encode(AckMessage message, byte[] buffer, int offset)
    {
        if (message.Count < 0 || message.Count > MaximumSequences || message.Count > message.Sequences.Length)
        {
            return -FrameError.TooManySamples;
        }
        if (message.BootId < 0) return -FrameError.OutOfRange;
        CborWriter writer = new CborWriter(buffer, offset);
        writer.Map(3);
        writer.Keyed(0, SchemaVersion);
        writer.Keyed(1, message.BootId);
        writer.Key(2);
        writer.Array(message.Count);
        for (int i = 0; i < message.Count; i++)
        {
            long sequence = message.Sequences[i];
            if (sequence < 0 || sequence > Frame.MaximumTicks) return -FrameError.OutOfRange;
            writer.Integer(sequence);
        }
        return writer.Result;
    }

    /// <summary>Reads a message that fills exactly these bytes; 0, or the <see cref="FrameError"/>.</summary>
    public static int TryDecode(byte[] buffer, int offset, int count, AckMessage into)
    {
        into.Count = 0;
        CborReader reader = new CborReader(buffer, offset, count, MaximumEncodedBytes);
        if (reader.Map(3) != 3) reader.Fail(FrameError.WrongKey);
        reader.Schema(SchemaVersion);
        into.BootId = (int)reader.KeyedInteger(1, 0, int.MaxValue);
        reader.Key(2);
        int items = reader.Array(MaximumSequences, FrameError.TooManySamples);
        if (items > into.Sequences.Length) reader.Fail(FrameError.NoRoom);
        for (int i = 0; i < items && reader.Error == FrameError.None; i++)
        {
            into.Sequences[i] = reader.Integer(0, Frame.MaximumTicks);
        }
        reader.End();
        if (reader.Error == FrameError.None) into.Count = items;
        return reader.Error;
    }
}
