using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Features always, raw windows around events: a sink before the ring that lets raw windows through from the
/// one before an event to some time after it, and drops the others. An event is a value of a watched channel outside of
/// its limits. Limits of an alarm are the clinic's; these say when the waveform is worth its bytes.</summary>
public sealed class EventWindows : IFrameSink
{
    private readonly IFrameSink _sink;
    private readonly long _afterMicros;
    private readonly Frame[] _held;
    private readonly int[] _channels;
    private readonly int[] _low;
    private readonly int[] _high;
    private int _heldCount;
    private int _watched;
    private long _until = long.MinValue;

    /// <summary>A policy before a sink.</summary>
    /// <param name="sink">Takes what is let through.</param>
    /// <param name="afterSeconds">How long raw windows go on after the end of the last event's frame.</param>
    /// <param name="rawChannels">Raw channels of which the latest window is held, so that an event has one before it;
    /// each takes the memory of a frame with that many samples. 0 holds none.</param>
    /// <param name="samplesInWindow">Most samples of a held window, 1..<see cref="Frame.MaximumSamples"/>.</param>
    /// <param name="mostLimits">Channels that can be watched.</param>
    public EventWindows(IFrameSink sink, int afterSeconds, int rawChannels, int samplesInWindow, int mostLimits)
    {
        _sink = sink;
        _afterMicros = afterSeconds * 1000000L;
        _held = new Frame[rawChannels];
        for (int i = 0; i < rawChannels; i++) _held[i] = new Frame(samplesInWindow, Frame.MaximumGaps);
        _channels = new int[mostLimits];
        _low = new int[mostLimits];
        _high = new int[mostLimits];
    }

    /// <summary>Frames in which an event was seen.</summary>
    public long Events { get; private set; }

    /// <summary>Raw windows that were let go by this policy; they are no loss, and no gap says so.</summary>
    public long RawSkipped { get; private set; }

    /// <summary>Watches a channel: values below low or above high, in its scaled integers, are an event. False when
    /// there is no room.</summary>
    public bool Watch(int channelId, int low, int high)
    {
        if (_watched >= _channels.Length) return false;
        _channels[_watched] = channelId;
        _low[_watched] = low;
        _high[_watched] = high;
        _watched++;
        return true;
    }

    /// <summary>Takes a frame of any channel.</summary>
    public void Append(Frame frame)
    {
        // Raw motion comes for windows with movement alone: that is its event.
        bool motion = frame.ChannelId >= Channels.AccelerationX.Id && frame.ChannelId <= Channels.AccelerationZ.Id;
        if (motion || !StorePolicy.IsRaw(frame.ChannelId))
        {
            _sink.Append(frame);
            if (IsEvent(frame)) Open(frame.StartTicks - _afterMicros, frame.EndTicks + _afterMicros);
            return;
        }
        // Windows of channels differ in length: one that began within the time goes through whole.
        if (frame.StartTicks <= _until) _sink.Append(frame);
        else Hold(frame);
    }

    /// <summary>Lets raw windows through, as an event does: a button, a command.</summary>
    /// <param name="fromTicks">A held window that ended before is of another time, and goes.</param>
    /// <param name="untilTicks">Windows that begin until then are let through.</param>
    public void Open(long fromTicks, long untilTicks)
    {
        Events++;
        if (untilTicks > _until) _until = untilTicks;
        for (int i = 0; i < _heldCount; i++)
        {
            if (_held[i].EndTicks >= fromTicks) _sink.Append(_held[i]);
            else RawSkipped++;
        }
        _heldCount = 0;
    }

    private bool IsEvent(Frame frame)
    {
        for (int w = 0; w < _watched; w++)
        {
            if (_channels[w] != frame.ChannelId) continue;
            for (int i = 0; i < frame.Count; i++)
            {
                int value = frame.ValueAt(i);
                if (value < _low[w] || value > _high[w]) return true;
            }
        }
        return false;
    }

    private void Hold(Frame frame)
    {
        int at = 0;
        while (at < _heldCount && _held[at].ChannelId != frame.ChannelId) at++;
        bool isNew = at == _heldCount;
        bool copied = at < _held.Length && _held[at].CopyFrom(frame);
        // Either this window goes, or the one that it replaces.
        if (!copied || !isNew) RawSkipped++;
        else _heldCount++;
    }
}
