namespace EdgeVitals.Wire;

/// <summary>Device to gateway: what time is it? Keys 0 schema, 1 bootId, 2 device ticks.</summary>
public sealed class TimeRequest
{
    /// <summary>Version of the layout on the wire.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Room that any request fits.</summary>
    public const int MaximumEncodedBytes = 32;

    /// <summary>Boot that the ticks belong to.</summary>
    public int BootId;

    /// <summary>Device monotonic microseconds when the request left.</summary>
    public long DeviceTicks;

    /// <summary>Writes the message from offset; the byte count, or the negative <see cref="FrameError"/>.</summary>
    public static int Encode(TimeRequest message, byte[] buffer, int offset)
    {
        if (message.BootId < 0 || message.DeviceTicks < 0 || message.DeviceTicks > Frame.MaximumTicks)
        {
            return -FrameError.OutOfRange;
        }
        CborWriter writer = new CborWriter(buffer, offset);
        writer.Map(3);
        writer.Keyed(0, SchemaVersion);
        writer.Keyed(1, message.BootId);
        writer.Keyed(2, message.DeviceTicks);
        return writer.Result;
    }

    /// <summary>Reads a message that fills exactly these bytes; 0, or the <see cref="FrameError"/>.</summary>
    public static int TryDecode(byte[] buffer, int offset, int count, TimeRequest into)
    {
        CborReader reader = new CborReader(buffer, offset, count, MaximumEncodedBytes);
        if (reader.Map(3) != 3) reader.Fail(FrameError.WrongKey);
        reader.Schema(SchemaVersion);
        into.BootId = (int)reader.KeyedInteger(1, 0, int.MaxValue);
        into.DeviceTicks = reader.KeyedInteger(2, 0, Frame.MaximumTicks);
        reader.End();
        return reader.Error;
    }
}
