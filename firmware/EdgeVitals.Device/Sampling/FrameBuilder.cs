using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Collects one channel's samples and gaps of a window.</summary>
internal sealed class FrameBuilder
{
    /// <summary>Gaps that a waveform's frame has room for. Twelve bytes each in five waveforms: a third of what the wire
    /// allows leaves room for a second at its worst (13) and sends a torn window in more pieces.</summary>
    public const int MostGaps = 24;

    private readonly Frame _frame;
    private int _qualitySum;
    private int _rated;

    public readonly Channel Channel;

    public FrameBuilder(Channel channel, long periodMicros, int room)
    {
        Channel = channel;
        // A gap is a sample or more. Shorts take half of the memory, which waveforms need most of.
        bool narrow = channel.Minimum >= short.MinValue && channel.Maximum <= short.MaxValue;
        _frame = new Frame(room, room <= Frame.MaximumGaps ? room : MostGaps, narrow);
        _frame.ChannelId = channel.Id;
        _frame.ScaleExponent = channel.ScaleExponent;
        _frame.PeriodMicros = periodMicros;
    }

    public int GapCount
    {
        get { return _frame.GapCount; }
    }

    /// <summary>Whether the channel's range holds the value.</summary>
    public bool Holds(int value)
    {
        return value >= Channel.Minimum && value <= Channel.Maximum;
    }

    /// <summary>Appends a value with its quality; 0 leaves the frame's quality to <see cref="Rate"/>.</summary>
    public void Add(int value, int quality)
    {
        _frame.Add(value);
        if (quality > 0) Rate(quality);
    }

    /// <summary>Appends a missing period.</summary>
    public void Miss(int reason)
    {
        _frame.AddGap(1, reason);
    }

    /// <summary>Appends many missing periods as one gap.</summary>
    public void MissMany(long periods, int reason)
    {
        if (periods > 0) _frame.AddGap(periods > int.MaxValue ? int.MaxValue : (int)periods, reason);
    }

    /// <summary>Counts a quality into the frame's mean; zeros are not counted, they are gaps.</summary>
    public void Rate(int quality)
    {
        if (quality <= 0) return;
        _qualitySum += quality;
        _rated++;
    }

    public void Clear()
    {
        _frame.Clear();
        _qualitySum = 0;
        _rated = 0;
    }

    /// <summary>Sends the frame, if it holds anything, and empties it.</summary>
    public void Send(long startTicks, IFrameSink sink)
    {
        if (_frame.Count > 0 || _frame.GapCount > 0)
        {
            _frame.StartTicks = startTicks;
            _frame.Quality = _rated > 0 ? _qualitySum / _rated : 0;
            sink.Append(_frame);
        }
        Clear();
    }
}
