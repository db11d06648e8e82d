using EdgeVitals.Wire;
using Xunit;

namespace EdgeVitals.Tests.Wire;

/// <summary>One message has one encoding: every other way that CBOR could say the same is refused by name.</summary>
public sealed class StrictnessTests
{
    // {0:1, 1:7, 2:9}: the time request that each case bends.
    [Theory]
    [InlineData("A30001010702" + "09", FrameError.None)]
    [InlineData("A300010107021809", FrameError.NotShortest)]
    [InlineData("A3000101070219" + "0009", FrameError.NotShortest)]
    [InlineData("A300010107021A" + "00000009", FrameError.NotShortest)]
    [InlineData("A300010107021B" + "0000000000000009", FrameError.NotShortest)]
    [InlineData("A300011800" + "070209", FrameError.WrongKey)]
    [InlineData("B80300010107" + "0209", FrameError.NotShortest)]
    [InlineData("A30107000102" + "09", FrameError.WrongKey)]
    [InlineData("A30001020901" + "07", FrameError.WrongKey)]
    [InlineData("A3000101070209" + "00", FrameError.TrailingBytes)]
    [InlineData("BF0001010702" + "09FF", FrameError.IndefiniteLength)]
    [InlineData("A3000101070220", FrameError.OutOfRange)]
    [InlineData("A300010107021BFFFFFFFFFFFFFFFF", FrameError.OutOfRange)]
    [InlineData("A30001010702F90000", FrameError.WrongType)]
    [InlineData("A30001010702C109", FrameError.WrongType)]
    [InlineData("A3000101070261" + "39", FrameError.WrongType)]
    [InlineData("A30002010702" + "09", FrameError.UnknownSchema)]
    [InlineData("A2000101" + "07", FrameError.WrongKey)]
    [InlineData("A40001010702" + "090300", FrameError.WrongKey)]
    [InlineData("A300010107021C", FrameError.WrongType)]
    [InlineData("A3000101070219" + "01", FrameError.Truncated)]
    [InlineData("", FrameError.Truncated)]
    public void Time_request_in_another_encoding_is_refused(string hex, int expected)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.Equal(expected, TimeRequest.TryDecode(bytes, 0, bytes.Length, new TimeRequest()));
    }

    // {0:1,1:1,2:0,3:0,4:1000000,5:1,6:-1, 7:.., 8:.., 9:50, 10:..}
    [Theory]
    [InlineData("AA", "0705" + "084102", "", FrameError.None)]
    [InlineData("AA", "0705" + "08428200", "", FrameError.BadDelta)]
    [InlineData("AA", "0705" + "084180", "", FrameError.BadDelta)]
    [InlineData("AA", "0705" + "0846" + "808080808001", "", FrameError.BadDelta)]
    [InlineData("AA", "0705" + "085F4102FF", "", FrameError.IndefiniteLength)]
    [InlineData("AA", "0705" + "085B7FFFFFFFFFFFFFFF", "", FrameError.OutOfRange)]
    [InlineData("AA", "0705" + "0859" + "0200", "", FrameError.Truncated)]
    [InlineData("AA", "071A7FFFFFFF" + "084102", "", FrameError.OutOfRange)]
    [InlineData("A8", "", "", FrameError.Empty)]
    [InlineData("A9", "", "0A83000102", FrameError.None)]
    [InlineData("A9", "", "0A820001", FrameError.TooManyGaps)]
    [InlineData("A9", "", "0A80", FrameError.TooManyGaps)]
    [InlineData("A9", "", "0A9F000102FF", FrameError.IndefiniteLength)]
    [InlineData("A9", "", "0A83010102", FrameError.BadGap)]
    [InlineData("A9", "", "0A83000002", FrameError.OutOfRange)]
    [InlineData("A9", "", "0A9B7FFFFFFFFFFFFFFF", FrameError.TooManyGaps)]
    public void Frame_with_bad_samples_or_gaps_is_refused(string map, string values, string gaps, int expected)
    {
        byte[] bytes = Convert.FromHexString(
            map + "0001" + "0101" + "0200" + "0300" + "041A000F4240" + "0501" + "0620" + values + "091832" + gaps);
        Assert.Equal(expected, FrameCodec.TryDecode(bytes, 0, bytes.Length, new Frame()));
    }

    [Fact]
    public void Frame_of_the_largest_size_fits_its_stated_room()
    {
        Frame frame = new()
        {
            BootId = int.MaxValue, Sequence = Frame.MaximumTicks, PeriodMicros = 1, ChannelId = 65535,
        };
        for (int i = 0; frame.Add(i % 2 == 0 ? int.MinValue : int.MaxValue); i++) { }
        for (int g = 0; g < Frame.MaximumGaps; g++)
        {
            frame.GapStarts[g] = frame.Count;
            frame.GapLengths[g] = int.MaxValue;
            frame.GapReasons[g] = 255;
        }
        frame.GapCount = Frame.MaximumGaps;
        byte[] buffer = new byte[Frame.MaximumEncodedBytes];
        int count = FrameCodec.Encode(frame, buffer, 0);
        Assert.InRange(count, 1, Frame.MaximumEncodedBytes);
        Frame back = new();
        Assert.Equal(FrameError.None, FrameCodec.TryDecode(buffer, 0, count, back));
        FrameAssert.Same(frame, back);
        Assert.Equal(FrameError.NoRoom, FrameCodec.TryDecode(buffer, 0, count, new Frame(16, 16)));
        Assert.Equal(-FrameError.NoRoom, FrameCodec.Encode(frame, new byte[count - 1], 0));
    }

    [Fact]
    public void Frame_whose_gaps_would_overflow_time_is_refused_by_both_ends()
    {
        Frame frame = new() { PeriodMicros = Frame.MaximumPeriodMicros, ChannelId = 1 };
        frame.AddGap(int.MaxValue, GapReason.NotWorn);
        Assert.Equal(-FrameError.OutOfRange, FrameCodec.Encode(frame, new byte[200], 0));
        frame.PeriodMicros = 1;
        byte[] bytes = new byte[200];
        int count = FrameCodec.Encode(frame, bytes, 0);
        Assert.True(count > 0);
        byte[] bent = [.. Convert.FromHexString("A9000101000200030004" + "1B000000141DD76000" + "05010600"
            + "0900" + "0A83001A7FFFFFFF05")];
        Assert.Equal(FrameError.OutOfRange, FrameCodec.TryDecode(bent, 0, bent.Length, frame));
    }

    [Fact]
    public void Decoders_take_no_bytes_outside_their_window()
    {
        byte[] golden = GoldenFiles.Read("frame-gaps");
        byte[] framed = [0xFF, 0xFF, .. golden, 0xFF];
        Frame frame = new();
        Assert.Equal(FrameError.None, FrameCodec.TryDecode(framed, 2, golden.Length, frame));
        Assert.Equal(FrameError.Truncated, FrameCodec.TryDecode(framed, 2, golden.Length + 2, frame));
        Assert.Equal(FrameError.Truncated, FrameCodec.TryDecode(framed, -1, 4, frame));
        Assert.Equal(FrameError.Truncated, FrameCodec.TryDecode(framed, int.MaxValue, int.MaxValue, frame));
        Assert.Equal(FrameError.TooLong,
            FrameCodec.TryDecode(new byte[9000], 0, Frame.MaximumEncodedBytes + 1, frame));
    }
}
