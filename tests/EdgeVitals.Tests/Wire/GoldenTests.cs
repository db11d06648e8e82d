using EdgeVitals.Wire;
using Xunit;

namespace EdgeVitals.Tests.Wire;

public sealed class GoldenTests
{
    private readonly byte[] _buffer = new byte[Frame.MaximumEncodedBytes];

    [Fact]
    public void Frames_encode_to_the_golden_bytes()
    {
        Holds("frame-samples", FrameCodec.Encode(GoldenFiles.Samples(), _buffer, 0));
        Holds("frame-gaps", FrameCodec.Encode(GoldenFiles.Gaps(), _buffer, 0));
        Holds("frame-only-gap", FrameCodec.Encode(GoldenFiles.OnlyGap(), _buffer, 0));
    }

    [Fact]
    public void Messages_encode_to_the_golden_bytes()
    {
        Holds("ack", AckMessage.Encode(GoldenFiles.Ack(), _buffer, 0));
        Holds("time-request", EdgeVitals.Wire.TimeRequest.Encode(GoldenFiles.Request(), _buffer, 0));
        Holds("time-response", EdgeVitals.Wire.TimeResponse.Encode(GoldenFiles.Response(), _buffer, 0));
        Holds("status", StatusMessage.Encode(GoldenFiles.Status(), _buffer, 0));
        Holds("status-will", StatusMessage.Encode(GoldenFiles.Will(), _buffer, 0));
    }

    [Fact]
    public void Golden_frames_decode_to_their_fields()
    {
        FrameIs(GoldenFiles.Samples(), "frame-samples");
        FrameIs(GoldenFiles.Gaps(), "frame-gaps");
        FrameIs(GoldenFiles.OnlyGap(), "frame-only-gap");
    }

    [Fact]
    public void Golden_messages_decode_to_their_fields()
    {
        byte[] bytes = GoldenFiles.Read("ack");
        AckMessage ack = new();
        Assert.Equal(FrameError.None, AckMessage.TryDecode(bytes, 0, bytes.Length, ack));
        Assert.Equal(GoldenFiles.Ack().Sequences, ack.Sequences[..ack.Count]);

        bytes = GoldenFiles.Read("time-response");
        TimeResponse response = new();
        Assert.Equal(FrameError.None, TimeResponse.TryDecode(bytes, 0, bytes.Length, response));
        Assert.Equivalent(GoldenFiles.Response(), response, strict: true);

        bytes = GoldenFiles.Read("time-request");
        TimeRequest request = new();
        Assert.Equal(FrameError.None, TimeRequest.TryDecode(bytes, 0, bytes.Length, request));
        Assert.Equivalent(GoldenFiles.Request(), request, strict: true);

        bytes = GoldenFiles.Read("status");
        StatusMessage status = new();
        Assert.Equal(FrameError.None, StatusMessage.TryDecode(bytes, 0, bytes.Length, status));
        Assert.Equivalent(GoldenFiles.Status(), status, strict: true);

        bytes = GoldenFiles.Read("status-will");
        status = new StatusMessage();
        Assert.Equal(FrameError.None, StatusMessage.TryDecode(bytes, 0, bytes.Length, status));
        Assert.Equivalent(GoldenFiles.Will(), status, strict: true);
    }

    [Fact]
    public void Frame_gaps_move_the_ticks_of_later_samples()
    {
        Frame frame = GoldenFiles.Gaps();
        Assert.Equal(frame.StartTicks + 3 * 40_000, frame.TicksOf(0));
        Assert.Equal(frame.StartTicks + 4 * 40_000, frame.TicksOf(1));
        Assert.Equal(frame.StartTicks + 70_005 * 40_000L, frame.TicksOf(2));
        Assert.Equal(frame.StartTicks + 70_008 * 40_000L, frame.EndTicks);
    }

    private void Holds(string name, int count) =>
        Assert.Equal(Convert.ToHexString(GoldenFiles.Read(name)), Convert.ToHexString(_buffer, 0, count));

    private static void FrameIs(Frame expected, string name)
    {
        byte[] bytes = GoldenFiles.Read(name);
        Frame frame = new();
        Assert.Equal(FrameError.None, FrameCodec.TryDecode(bytes, 0, bytes.Length, frame));
        FrameAssert.Same(expected, frame);
    }
}
