using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Wire;

/// <summary>Frames of 16 bit samples, as a device's waveforms use them.</summary>
public sealed class NarrowFrameTests
{
    [Fact]
    public void Narrow_frame_encodes_to_the_bytes_of_a_wide_one()
    {
        int[] samples = [0, 1, -1, short.MaxValue, short.MinValue, 12];
        Frame narrow = Filled(new Frame(6, 4, true), samples);
        Frame wide = Filled(new Frame(), samples);
        byte[] bytes = new byte[Frame.MaximumEncodedBytes];
        byte[] expected = new byte[Frame.MaximumEncodedBytes];

        int count = FrameCodec.Encode(narrow, bytes, 0);

        Assert.Equal(FrameCodec.Encode(wide, expected, 0), count);
        Assert.Equal(expected, bytes);
        Frame decoded = new(6, 4, true);
        Assert.Equal(FrameError.None, FrameCodec.TryDecode(bytes, 0, count, decoded));
        FrameAssert.Same(narrow, decoded);
    }

    [Fact]
    public void Narrow_frame_refuses_what_it_cannot_hold()
    {
        Frame narrow = new(2, 1, true);
        Assert.False(narrow.Add(short.MaxValue + 1));
        Assert.False(narrow.Add(short.MinValue - 1));
        Assert.True(narrow.Add(1));
        Assert.True(narrow.Add(2));
        Assert.False(narrow.Add(3));

        Frame wide = Filled(new Frame(), [1, 40_000]);
        Assert.False(narrow.CopyFrom(wide));
        Assert.Equal((2, 1, 2), (narrow.Count, narrow.ValueAt(0), narrow.ValueAt(1)));
        Assert.False(narrow.CopyFrom(Filled(new Frame(), [1, 2, 3])));
    }

    private static Frame Filled(Frame frame, int[] samples)
    {
        frame.PeriodMicros = 1000;
        frame.ChannelId = Channels.Ecg.Id;
        foreach (int sample in samples) Assert.True(frame.Add(sample));
        return frame;
    }
}
