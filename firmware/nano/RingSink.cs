using EdgeVitals.Device;
using EdgeVitals.Wire;

namespace EdgeVitals.Nano;

/// <summary>Frames of the samplers into the ring, with this boot's identity.</summary>
public sealed class RingSink : IFrameSink
{
    private readonly FrameRing _ring;
    private readonly int _boot;
    private readonly byte[] _buffer;
    private long _sequence;

    /// <summary>A sink before a ring; the buffer holds the ring's largest frame and is used within a call only.</summary>
    public RingSink(FrameRing ring, int boot, byte[] buffer)
    {
        _ring = ring;
        _boot = boot;
        _buffer = buffer;
    }

    /// <summary>Gap records in the frames so far.</summary>
    public long Gaps { get; private set; }

    /// <summary>Frames that no store took.</summary>
    public long Refused { get; private set; }

    /// <summary>Encodes and stores a frame.</summary>
    public void Append(Frame frame)
    {
        frame.BootId = _boot;
        frame.Sequence = _sequence++;
        Gaps += frame.GapCount;
        int count = FrameCodec.Encode(frame, _buffer, 0);
        bool stored = count > 0
            && _ring.Append(_buffer, count, _boot, frame.Sequence, frame.ChannelId, false) == 0;
        if (!stored) Refused++;
    }
}
