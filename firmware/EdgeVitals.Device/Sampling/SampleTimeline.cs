namespace EdgeVitals.Device;

/// <summary>Where the samples of a chip with its own oscillator stand in device time: by their index within a window,
/// never by the moment of reading. From window to window the start follows the device clock.</summary>
internal sealed class SampleTimeline
{
    private readonly long _periodMicros;
    private long _leastLag;

    public SampleTimeline(long periodMicros)
    {
        _periodMicros = periodMicros;
    }

    /// <summary>Device time of the window's first sample, µs.</summary>
    public long Start { get; private set; }

    /// <summary>Samples since the window's start, missing ones among them.</summary>
    public long Count { get; private set; }

    /// <summary>Begins a window; the first conversion ends one period after the mode is written.</summary>
    public void Begin(long now)
    {
        Start = now + _periodMicros;
        Count = 0;
        _leastLag = long.MaxValue;
    }

    /// <summary>Counts a sample, or a missing one.</summary>
    public void Step()
    {
        Count++;
    }

    /// <summary>Periods that should have been counted by now and were not. A window that ends while they are made good
    /// moves the start: ask once.</summary>
    public long Missing(long now)
    {
        return (now - Start) / _periodMicros + 1 - Count;
    }

    /// <summary>Notes that everything up to now was drained.</summary>
    public void Drained(long now)
    {
        long lag = now - (Start + (Count - 1) * _periodMicros);
        if (lag < _leastLag) _leastLag = lag;
    }

    /// <summary>The next window starts where this one ended, by index. The chip's oscillator is not the device's: when
    /// every drain of the window found the newest sample in the future, or over a period late, the start is moved by
    /// that. What is counted beyond the window belongs to the next one.</summary>
    public void EndWindow(long samples)
    {
        long start = Start + samples * _periodMicros;
        bool drifted = _leastLag != long.MaxValue && (_leastLag < 0 || _leastLag > _periodMicros);
        if (drifted) start += _leastLag;
        Start = start < 0 ? 0 : start;
        Count -= samples;
        _leastLag = long.MaxValue;
    }
}
