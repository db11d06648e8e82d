namespace EdgeVitals.Wire;

/// <summary>Gateway to device: the answer to a <see cref="TimeRequest"/>. With t0 = <see cref="DeviceTicks"/> and t3 =
/// ticks at arrival, offset = ((received - t0) + (sent - t3)) / 2 and uncertainty = ((t3 - t0) - (sent - received)) /
/// 2. Keys 0 schema, 1 bootId, 2 device ticks, 3 received, 4 sent.</summary>
public sealed class TimeResponse
{
    /// <summary>Version of the layout on the wire.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Room that any response fits.</summary>
    public const int MaximumEncodedBytes = 48;

    /// <summary>Echo of the request.</summary>
    public int BootId;

    /// <summary>Echo of the request, µs.</summary>
    public long DeviceTicks;

    /// <summary>Gateway UTC, microseconds since 1970, when the request came in.</summary>
    public long ReceivedUtcMicros;

    /// <summary>Gateway UTC, microseconds since 1970, when the answer left.</summary>
    public long SentUtcMicros;

    /// <summary>Writes the message from offset; the byte count, or the negative <see cref="FrameError"/>.</summary>
    public static int Encode(TimeResponse message, byte[] buffer, int offset)
    {
        if (message.BootId < 0 || message.DeviceTicks < 0 || message.DeviceTicks > Frame.MaximumTicks
            || message.ReceivedUtcMicros < 0 || message.ReceivedUtcMicros > Frame.MaximumTicks
            || message.SentUtcMicros < 0 || message.SentUtcMicros > Frame.MaximumTicks)
        {
            return -FrameError.OutOfRange;
        }
        CborWriter writer = new CborWriter(buffer, offset);
        writer.Map(5);
        writer.Keyed(0, SchemaVersion);
        writer.Keyed(1, message.BootId);
        writer.Keyed(2, message.DeviceTicks);
        writer.Keyed(3, message.ReceivedUtcMicros);
        writer.Keyed(4, message.SentUtcMicros);
        return writer.Result;
    }

    /// <summary>Reads a message that fills exactly these bytes; 0, or the <see cref="FrameError"/>.</summary>
    public static int TryDecode(byte[] buffer, int offset, int count, TimeResponse into)
    {
        CborReader reader = new CborReader(buffer, offset, count, MaximumEncodedBytes);
        if (reader.Map(5) != 5) reader.Fail(FrameError.WrongKey);
        reader.Schema(SchemaVersion);
        into.BootId = (int)reader.KeyedInteger(1, 0, int.MaxValue);
        into.DeviceTicks = reader.KeyedInteger(2, 0, Frame.MaximumTicks);
        into.ReceivedUtcMicros = reader.KeyedInteger(3, 0, Frame.MaximumTicks);
        into.SentUtcMicros = reader.KeyedInteger(4, 0, Frame.MaximumTicks);
        reader.End();
        return reader.Error;
    }
}
