namespace EdgeVitals.Wire;

/// <summary>Device to gateway, retained, also the Last Will. Keys 0 schema, 1 bootId, 2 state, 3 firmware, 4 offset,
/// 5 uncertainty, 6 buffered, 7 dropped, 8 overflow, 9 reset cause, 10 gaps, 11 chips as kind, state and faults of
/// each, 12 dropped raw, 13 store faults, 14 clock jumps, 15 stalls, 16 late task, 17 power state, 18 update state,
/// 19 firmware number, 20 update code.</summary>
public sealed class StatusMessage
{
    /// <summary>Version of the layout on the wire.</summary>
    public const int SchemaVersion = 3;

    /// <summary>Longest firmware version, in characters.</summary>
    public const int MaximumFirmwareLength = 32;

    /// <summary>Room that any status fits.</summary>
    public const int MaximumEncodedBytes = 320;

    /// <summary>Most chips of a device.</summary>
    public const int MaximumChips = 8;

    /// <summary>Value of <see cref="UncertaintyMicros"/> before the first time exchange.</summary>
    public const long NoTime = -1;

    /// <summary>Which start of the device.</summary>
    public int BootId;

    /// <summary>See <see cref="StatusState"/>.</summary>
    public int State;

    /// <summary>Firmware version, printable ASCII.</summary>
    public string Firmware = "";

    /// <summary>UTC microseconds since 1970 less device ticks.</summary>
    public long OffsetMicros;

    /// <summary>Half width of the offset, µs, or <see cref="NoTime"/>.</summary>
    public long UncertaintyMicros = NoTime;

    /// <summary>Frames in the ring that are not acknowledged.</summary>
    public long BufferedFrames;

    /// <summary>Frames that the full ring let go in this boot, of any class.</summary>
    public long DroppedFrames;

    /// <summary>Raw windows among <see cref="DroppedFrames"/>.</summary>
    public long DroppedRaw;

    /// <summary>Reads, writes and erases of the store that failed in this boot.</summary>
    public long StoreFaults;

    /// <summary>Times that the gateway's clock and the device's moved apart by more than drift and uncertainty explain.
    /// </summary>
    public long ClockJumps;

    /// <summary>Connections given up because the other side accepted and then said nothing.</summary>
    public long LinkStalls;

    /// <summary>Task that was late when the watchdog ended the boot before, see <see cref="DeviceTask"/>.</summary>
    public int LateTask;

    /// <summary>See <see cref="Wire.PowerState"/>.</summary>
    public int PowerState;

    /// <summary>See <see cref="Wire.UpdateState"/>.</summary>
    public int UpdateState;

    /// <summary>Version number of the running image, as in its manifest; 0 without one.</summary>
    public int FirmwareNumber;

    /// <summary>Why the last update was refused or left, see <see cref="UpdateError"/>; 0 for none.</summary>
    public int UpdateCode;

    /// <summary>Samples that a chip's FIFO lost in this boot.</summary>
    public long OverflowSamples;

    /// <summary>See <see cref="Wire.ResetCause"/>.</summary>
    public int ResetCause;

    /// <summary>Gap records in the frames of this boot.</summary>
    public long GapsReported;

    /// <summary>Chips in the arrays below, 0..8; 0 from a device that does not look after chips.</summary>
    public int ChipCount;

    /// <summary>See <see cref="ChipKind"/>, 1..255.</summary>
    public readonly int[] ChipKinds = new int[MaximumChips];

    /// <summary>See <see cref="ChipState"/>.</summary>
    public readonly int[] ChipStates = new int[MaximumChips];

    /// <summary>Failed calls of the chip's driver in this boot.</summary>
    public readonly long[] ChipFaults = new long[MaximumChips];

    /// <summary>Writes the message from offset; the byte count, or the negative <see cref="FrameError"/>.</summary>
    public static int Encode(StatusMessage message, byte[] buffer, int offset)
    {
        int error = Check(message);
        if (error != FrameError.None) return -error;
        CborWriter writer = new CborWriter(buffer, offset);
        writer.Map(21);
        writer.Keyed(0, SchemaVersion);
        writer.Keyed(1, message.BootId);
        writer.Keyed(2, message.State);
        writer.Key(3);
        writer.Ascii(message.Firmware);
        writer.Keyed(4, message.OffsetMicros);
        writer.Keyed(5, message.UncertaintyMicros);
        writer.Keyed(6, message.BufferedFrames);
        writer.Keyed(7, message.DroppedFrames);
        writer.Keyed(8, message.OverflowSamples);
        writer.Keyed(9, message.ResetCause);
        writer.Keyed(10, message.GapsReported);
        writer.Key(11);
        writer.Array(3 * message.ChipCount);
        for (int i = 0; i < message.ChipCount; i++)
        {
            writer.Integer(message.ChipKinds[i]);
            writer.Integer(message.ChipStates[i]);
            writer.Integer(message.ChipFaults[i]);
        }
        writer.Keyed(12, message.DroppedRaw);
        writer.Keyed(13, message.StoreFaults);
        writer.Keyed(14, message.ClockJumps);
        writer.Keyed(15, message.LinkStalls);
        writer.Keyed(16, message.LateTask);
        writer.Keyed(17, message.PowerState);
        writer.Keyed(18, message.UpdateState);
        writer.Keyed(19, message.FirmwareNumber);
        writer.Keyed(20, message.UpdateCode);
        return writer.Result;
    }

    /// <summary>Reads a message that fills exactly these bytes; 0, or the <see cref="FrameError"/>.</summary>
    public static int TryDecode(byte[] buffer, int offset, int count, StatusMessage into)
    {
        CborReader reader = new CborReader(buffer, offset, count, MaximumEncodedBytes);
        if (reader.Map(21) != 21) reader.Fail(FrameError.WrongKey);
        reader.Schema(SchemaVersion);
        into.BootId = (int)reader.KeyedInteger(1, 0, int.MaxValue);
        into.State = (int)reader.KeyedInteger(2, 1, 255);
        reader.Key(3);
        into.Firmware = ReadAscii(reader, buffer);
        into.OffsetMicros = reader.KeyedInteger(4, -Frame.MaximumTicks, Frame.MaximumTicks);
        into.UncertaintyMicros = reader.KeyedInteger(5, NoTime, Frame.MaximumTicks);
        into.BufferedFrames = reader.KeyedInteger(6, 0, Frame.MaximumTicks);
        into.DroppedFrames = reader.KeyedInteger(7, 0, Frame.MaximumTicks);
        into.OverflowSamples = reader.KeyedInteger(8, 0, Frame.MaximumTicks);
        into.ResetCause = (int)reader.KeyedInteger(9, 0, 255);
        into.GapsReported = reader.KeyedInteger(10, 0, Frame.MaximumTicks);
        ReadChips(reader, into);
        into.DroppedRaw = reader.KeyedInteger(12, 0, Frame.MaximumTicks);
        into.StoreFaults = reader.KeyedInteger(13, 0, Frame.MaximumTicks);
        into.ClockJumps = reader.KeyedInteger(14, 0, Frame.MaximumTicks);
        into.LinkStalls = reader.KeyedInteger(15, 0, Frame.MaximumTicks);
        into.LateTask = (int)reader.KeyedInteger(16, 0, 255);
        into.PowerState = (int)reader.KeyedInteger(17, 0, 255);
        into.UpdateState = (int)reader.KeyedInteger(18, 0, 255);
        into.FirmwareNumber = (int)reader.KeyedInteger(19, 0, int.MaxValue);
        into.UpdateCode = (int)reader.KeyedInteger(20, 0, 255);
        reader.End();
        return reader.Error;
    }

    private static void ReadChips(CborReader reader, StatusMessage into)
    {
        into.ChipCount = 0;
        reader.Key(11);
        int items = reader.Array(3 * MaximumChips, FrameError.OutOfRange);
        if (items % 3 != 0) reader.Fail(FrameError.OutOfRange);
        for (int i = 0; i < items / 3 && reader.Error == FrameError.None; i++)
        {
            into.ChipKinds[i] = (int)reader.Integer(1, 255);
            into.ChipStates[i] = (int)reader.Integer(0, 255);
            into.ChipFaults[i] = reader.Integer(0, Frame.MaximumTicks);
        }
        if (reader.Error == FrameError.None) into.ChipCount = items / 3;
    }

    private static int CheckChips(StatusMessage message)
    {
        if (message.ChipCount < 0 || message.ChipCount > MaximumChips) return FrameError.OutOfRange;
        for (int i = 0; i < message.ChipCount; i++)
        {
            bool good = message.ChipKinds[i] >= 1 && message.ChipKinds[i] <= 255 && message.ChipStates[i] >= 0
                && message.ChipStates[i] <= 255 && message.ChipFaults[i] >= 0
                && message.ChipFaults[i] <= Frame.MaximumTicks;
            if (!good) return FrameError.OutOfRange;
        }
        return FrameError.None;
    }

    private static int Check(StatusMessage message)
    {
        if (CheckChips(message) != FrameError.None) return FrameError.OutOfRange;
        if (message.BootId < 0 || message.FirmwareNumber < 0 || message.State < 1) return FrameError.OutOfRange;
        if (!IsByte(message.State) || !IsByte(message.ResetCause) || !IsByte(message.LateTask)
            || !IsByte(message.PowerState) || !IsByte(message.UpdateState) || !IsByte(message.UpdateCode))
        {
            return FrameError.OutOfRange;
        }
        if (message.OffsetMicros < -Frame.MaximumTicks || message.OffsetMicros > Frame.MaximumTicks
            || message.UncertaintyMicros < NoTime || message.UncertaintyMicros > Frame.MaximumTicks)
        {
            return FrameError.OutOfRange;
        }
        if (!IsCount(message.BufferedFrames) || !IsCount(message.DroppedFrames) || !IsCount(message.DroppedRaw)
            || !IsCount(message.OverflowSamples) || !IsCount(message.GapsReported) || !IsCount(message.StoreFaults)
            || !IsCount(message.ClockJumps) || !IsCount(message.LinkStalls))
        {
            return FrameError.OutOfRange;
        }
        if (message.Firmware.Length > MaximumFirmwareLength) return FrameError.OutOfRange;
        for (int i = 0; i < message.Firmware.Length; i++)
        {
            if (message.Firmware[i] < ' ' || message.Firmware[i] > '~') return FrameError.BadText;
        }
        return FrameError.None;
    }

    private static bool IsByte(int code)
    {
        return code >= 0 && code <= 255;
    }

    private static bool IsCount(long count)
    {
        return count >= 0 && count <= Frame.MaximumTicks;
    }

    private static string ReadAscii(CborReader reader, byte[] buffer)
    {
        int length = reader.Text(MaximumFirmwareLength);
        if (reader.Error != FrameError.None) return "";
        char[] text = new char[length];
        for (int i = 0; i < length; i++)
        {
            text[i] = (char)buffer[reader.Position + i];
            if (text[i] < ' ' || text[i] > '~') reader.Fail(FrameError.BadText);
        }
        reader.Skip(length);
        return reader.Error == FrameError.None ? new string(text) : "";
    }
}
