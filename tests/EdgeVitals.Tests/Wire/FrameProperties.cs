using EdgeVitals.Wire;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EdgeVitals.Tests.Wire;

/// <summary>Properties over 10,000 generated cases each.</summary>
public sealed class FrameProperties
{
    private const int Cases = 10_000;

    [Property(MaxTest = Cases, Arbitrary = [typeof(Frames)])]
    public void Frame_round_trips(Frame frame)
    {
        byte[] bytes = Encoded(frame);
        Frame back = new();
        Xunit.Assert.Equal(FrameError.None, FrameCodec.TryDecode(bytes, 0, bytes.Length, back));
        FrameAssert.Same(frame, back);
    }

    [Property(MaxTest = Cases, Arbitrary = [typeof(Frames)])]
    public void Frame_cut_short_is_refused_and_leaves_nothing(Frame frame, ushort at)
    {
        byte[] bytes = Encoded(frame);
        Frame into = new();
        int kept = at % bytes.Length;
        // The array ends where the count ends: a read beyond it would throw.
        Xunit.Assert.NotEqual(FrameError.None, FrameCodec.TryDecode(bytes[..kept], 0, kept, into));
        Xunit.Assert.Equal(0, into.Count + into.GapCount);
    }

    [Property(MaxTest = Cases, Arbitrary = [typeof(Frames)])]
    public void Frame_with_changed_bytes_is_refused_or_is_the_one_encoding_of_what_it_says(
        Frame frame, (ushort At, byte Value)[] changes)
    {
        byte[] bytes = Encoded(frame);
        foreach ((ushort at, byte value) in changes) bytes[at % bytes.Length] = value;
        RefusedOrCanonical(bytes);
    }

    [Property(MaxTest = Cases)]
    public void Frame_of_random_bytes_is_refused_or_canonical(byte[] bytes) => RefusedOrCanonical(bytes);

    [Property(MaxTest = Cases, Arbitrary = [typeof(Frames)])]
    public void Frame_with_a_byte_after_it_is_refused(Frame frame, byte extra)
    {
        byte[] bytes = [.. Encoded(frame), extra];
        // An extra 0x0A reads as the key of the gaps: refused for another reason than the other 255.
        Xunit.Assert.NotEqual(FrameError.None, FrameCodec.TryDecode(bytes, 0, bytes.Length, new Frame()));
    }

    [Property(MaxTest = Cases)]
    public void Messages_of_random_bytes_never_throw(byte[] tail, byte pairs)
    {
        byte[] bytes = [(byte)(0xA0 | (pairs % 12)), 0, 1, 1, .. tail];
        AckMessage.TryDecode(bytes, 0, bytes.Length, new AckMessage());
        TimeRequest.TryDecode(bytes, 0, bytes.Length, new TimeRequest());
        TimeResponse.TryDecode(bytes, 0, bytes.Length, new TimeResponse());
        StatusMessage.TryDecode(bytes, 0, bytes.Length, new StatusMessage());
    }

    [Property(MaxTest = Cases)]
    public void Messages_with_changed_golden_bytes_are_refused_or_canonical(ushort at, byte value, bool cut)
    {
        foreach (string name in (string[])["ack", "time-request", "time-response", "status", "status-will"])
        {
            byte[] bytes = GoldenFiles.Read(name);
            bytes[at % bytes.Length] = value;
            if (cut) bytes = bytes[..(at % bytes.Length)];
            byte[] again = new byte[Frame.MaximumEncodedBytes];
            int length = Reencode(name, bytes, again);
            if (length >= 0) Xunit.Assert.Equal(bytes, again[..length]);
        }
    }

    private static int Reencode(string name, byte[] bytes, byte[] again)
    {
        AckMessage ack = new();
        TimeRequest request = new();
        TimeResponse response = new();
        StatusMessage status = new();
        return name switch
        {
            "ack" when AckMessage.TryDecode(bytes, 0, bytes.Length, ack) == 0 => AckMessage.Encode(ack, again, 0),
            "time-request" when TimeRequest.TryDecode(bytes, 0, bytes.Length, request) == 0 =>
                TimeRequest.Encode(request, again, 0),
            "time-response" when TimeResponse.TryDecode(bytes, 0, bytes.Length, response) == 0 =>
                TimeResponse.Encode(response, again, 0),
            "status" or "status-will" when StatusMessage.TryDecode(bytes, 0, bytes.Length, status) == 0 =>
                StatusMessage.Encode(status, again, 0),
            _ => -1,
        };
    }

    private static void RefusedOrCanonical(byte[] bytes)
    {
        Frame into = new();
        int error = FrameCodec.TryDecode(bytes, 0, bytes.Length, into);
        if (error == FrameError.None) Xunit.Assert.Equal(bytes, Encoded(into));
        else Xunit.Assert.Equal(0, into.Count + into.GapCount);
    }

    private static byte[] Encoded(Frame frame)
    {
        byte[] buffer = new byte[Frame.MaximumEncodedBytes];
        int count = FrameCodec.Encode(frame, buffer, 0);
        Xunit.Assert.True(count > 0, FrameError.Text(-count));
        return buffer[..count];
    }

    /// <summary>Valid frames, with small and with extreme values.</summary>
    private static class Frames
    {
        public static Arbitrary<Frame> Frame()
        {
            Gen<int> any = Gen.OneOf(Gen.Choose(int.MinValue, int.MaxValue), Gen.Choose(-300, 300),
                Gen.Elements(0, 1, -1, int.MinValue, int.MaxValue));
            Gen<Frame> frames =
                from boot in Gen.Choose(0, int.MaxValue)
                from sequence in Gen.Elements(0L, 23, 24, 255, 256, 65536, 1L << 32, (1L << 53) - 1)
                from start in Gen.Elements(0L, 1, 999, 1L << 31, 1L << 40)
                from period in Gen.Elements(1L, 10_000, 40_000, 1_000_000, 3_600_000_000)
                from channel in Gen.Choose(1, 65535)
                from scale in Gen.Choose(-9, 9)
                from quality in Gen.Choose(0, 100)
                from values in Gen.ArrayOf(any)
                from gaps in Gen.ArrayOf(Gen.Choose(0, 1_000_000))
                where values.Length + gaps.Length > 0
                select Build(boot, sequence, start, period, channel, scale, quality, values, gaps);
            return Arb.From(frames);
        }

        private static Frame Build(int boot, long sequence, long start, long period, int channel, int scale,
            int quality, int[] values, int[] gaps)
        {
            Frame frame = new()
            {
                BootId = boot, Sequence = sequence, StartTicks = start, PeriodMicros = period, ChannelId = channel,
                ScaleExponent = scale, Quality = quality,
            };
            int before = 0;
            foreach (int value in values) frame.Add(value);
            foreach (int gap in gaps.Take(EdgeVitals.Wire.Frame.MaximumGaps))
            {
                before = Math.Min(frame.Count, before + (gap % 3));
                frame.GapStarts[frame.GapCount] = before;
                frame.GapLengths[frame.GapCount] = 1 + (gap % 1000);
                frame.GapReasons[frame.GapCount++] = 1 + (gap % 5);
            }
            return frame;
        }
    }
}
