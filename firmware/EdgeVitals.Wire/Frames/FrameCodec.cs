namespace EdgeVitals.Wire;

/// <summary>Frames as deterministic CBOR (RFC 8949 section 4.2.1): a map with the keys 0 schema, 1 bootId, 2 sequence,
/// 3 start ticks, 4 period, 5 channel, 6 scale exponent, 7 first value, 8 deltas, 9 quality, 10 gaps. 7 and 8 are
/// absent without samples, 10 without gaps. Deltas are zigzag varints in a byte string, gaps start, length and reason
/// in one flat array. A frame has exactly one encoding; every other one is refused.</summary>
public static class FrameCodec
{
    private const int DeltaBytesMost = 5 * Frame.MaximumSamples;

    /// <summary>Writes the frame from offset; answers the byte count, or the negative <see cref="FrameError"/> when
    /// the frame breaks a rule or the buffer is too small (<see cref="Frame.MaximumEncodedBytes"/> always do).
    /// </summary>
    public static int Encode(Frame frame, byte[] buffer, int offset)
    {
        int error = frame.Check();
        if (error != FrameError.None) return -error;
        CborWriter writer = frame.Writer;
        writer.Begin(buffer, offset);
        writer.Map(8 + (frame.Count > 0 ? 2 : 0) + (frame.GapCount > 0 ? 1 : 0));
        writer.Keyed(0, Frame.SchemaVersion);
        writer.Keyed(1, frame.BootId);
        writer.Keyed(2, frame.Sequence);
        writer.Keyed(3, frame.StartTicks);
        writer.Keyed(4, frame.PeriodMicros);
        writer.Keyed(5, frame.ChannelId);
        writer.Keyed(6, frame.ScaleExponent);
        if (frame.Count > 0) WriteValues(writer, frame);
        writer.Keyed(9, frame.Quality);
        if (frame.GapCount > 0) WriteGaps(writer, frame);
        return writer.Result;
    }

    /// <summary>Reads a frame that fills exactly these bytes; 0, or the <see cref="FrameError"/>, and then the target
    /// holds neither samples nor gaps. Never throws on any bytes.</summary>
    public static int TryDecode(byte[] buffer, int offset, int count, Frame into)
    {
        into.Clear();
        CborReader reader = into.Reader ?? new CborReader();
        into.Reader = reader;
        reader.Begin(buffer, offset, count, Frame.MaximumEncodedBytes);
        int pairs = reader.Map(11);
        reader.Schema(Frame.SchemaVersion);
        into.BootId = (int)reader.KeyedInteger(1, 0, int.MaxValue);
        into.Sequence = reader.KeyedInteger(2, 0, Frame.MaximumTicks);
        into.StartTicks = reader.KeyedInteger(3, 0, Frame.MaximumTicks);
        into.PeriodMicros = reader.KeyedInteger(4, 1, Frame.MaximumPeriodMicros);
        into.ChannelId = (int)reader.KeyedInteger(5, 1, 65535);
        into.ScaleExponent = (int)reader.KeyedInteger(6, -9, 9);
        int read = 8;
        if (reader.HasKey(7))
        {
            ReadValues(reader, buffer, into);
            read += 2;
        }
        into.Quality = (int)reader.KeyedInteger(9, 0, 100);
        if (reader.HasKey(10))
        {
            ReadGaps(reader, into);
            read++;
        }
        if (read != pairs) reader.Fail(FrameError.WrongKey);
        reader.End();
        if (reader.Error == FrameError.None) reader.Fail(into.Check());
        if (reader.Error != FrameError.None) into.Clear();
        return reader.Error;
    }

    private static void WriteValues(CborWriter writer, Frame frame)
    {
        writer.Keyed(7, frame.ValueAt(0));
        int length = 0;
        for (int i = 1; i < frame.Count; i++)
        {
            for (long rest = Zigzag(frame, i) >> 7; rest > 0; rest >>= 7) length++;
            length++;
        }
        writer.Key(8);
        writer.Bytes(length);
        for (int i = 1; i < frame.Count; i++)
        {
            long rest = Zigzag(frame, i);
            while (rest > 127)
            {
                writer.Byte((int)(rest & 127) | 128);
                rest >>= 7;
            }
            writer.Byte((int)rest);
        }
    }

    // 33 bits: the difference of two 32 bit values, then the sign in the lowest bit.
    private static long Zigzag(Frame frame, int i)
    {
        long delta = (long)frame.ValueAt(i) - frame.ValueAt(i - 1);
        return (delta << 1) ^ (delta >> 63);
    }

    private static void WriteGaps(CborWriter writer, Frame frame)
    {
        writer.Key(10);
        writer.Array(3 * frame.GapCount);
        for (int g = 0; g < frame.GapCount; g++)
        {
            writer.Integer(frame.GapStarts[g]);
            writer.Integer(frame.GapLengths[g]);
            writer.Integer(frame.GapReasons[g]);
        }
    }

    private static void ReadValues(CborReader reader, byte[] buffer, Frame into)
    {
        long value = reader.Integer(int.MinValue, int.MaxValue);
        reader.Key(8);
        int length = reader.Bytes(DeltaBytesMost);
        int at = reader.Position;
        int end = at + length;
        if (reader.Error != FrameError.None) return;
        reader.Skip(length);
        if (!into.Add((int)value)) reader.Fail(FrameError.NoRoom);
        while (at < end && reader.Error == FrameError.None)
        {
            long zigzag = 0;
            int shift = 0;
            int part;
            do
            {
                part = buffer[at++];
                zigzag |= (long)(part & 127) << shift;
                shift += 7;
            }
            while (part > 127 && at < end && shift < 35);
            // Unfinished, or a last group of zeros that a shorter varint would not have.
            if (part > 127 || (part == 0 && shift > 7)) reader.Fail(FrameError.BadDelta);
            value += (zigzag >> 1) ^ -(zigzag & 1);
            if (value < int.MinValue || value > int.MaxValue) reader.Fail(FrameError.OutOfRange);
            else if (into.Count >= Frame.MaximumSamples) reader.Fail(FrameError.TooManySamples);
            else if (!into.Add((int)value)) reader.Fail(FrameError.NoRoom);
        }
    }

    private static void ReadGaps(CborReader reader, Frame into)
    {
        int items = reader.Array(3 * Frame.MaximumGaps, FrameError.TooManyGaps);
        if (items == 0 || items % 3 != 0) reader.Fail(FrameError.TooManyGaps);
        int gaps = items / 3;
        if (gaps > into.GapStarts.Length) reader.Fail(FrameError.NoRoom);
        if (reader.Error != FrameError.None) return;
        for (int g = 0; g < gaps; g++)
        {
            into.GapStarts[g] = (int)reader.Integer(0, Frame.MaximumSamples);
            into.GapLengths[g] = (int)reader.Integer(1, int.MaxValue);
            into.GapReasons[g] = (int)reader.Integer(1, 255);
        }
        into.GapCount = gaps;
    }
}
