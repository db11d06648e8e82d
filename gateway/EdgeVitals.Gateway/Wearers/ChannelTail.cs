using EdgeVitals.Signals;
using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Wearers;

/// <summary>The newest samples of one channel of one wearer, as sent: what they are called, their unit and their range
/// are looked up when they are shown, so that a declaration that comes later counts for them too.</summary>
/// <param name="ChannelId">Number on the wire.</param>
/// <param name="ScaleExponent">Of the newest frame; 10 to its power is the step of the values.</param>
/// <param name="Value">Newest sample in the channel's unit; NaN when the newest frame ends in a gap or is of low
/// quality.</param>
/// <param name="UtcMicros">End of its time, UTC micros.</param>
/// <param name="Missing">Why there is no value, or empty.</param>
/// <param name="PeriodMicros">Time between samples, µs.</param>
/// <param name="IntervalMicros">Time between the ends of the last two frames, µs, at most two hours; 0 for one frame
/// alone.</param>
/// <param name="Points">At most <see cref="ChannelHistory.Kept"/> samples, oldest first; NaN where one is missing.
/// </param>
public sealed record ChannelTail(
    int ChannelId, int ScaleExponent, double Value, long UtcMicros, string Missing, long PeriodMicros,
    long IntervalMicros, float[] Points);

/// <summary>Keeps the newest samples of one channel. Frames that come late leave it as it is: it shows the present.
/// Not thread-safe: its wearer's lock is held.</summary>
public sealed class ChannelHistory
{
    /// <summary>Samples kept: two minutes at 1 Hz, a small drawing's width of a wave. Half a kilobyte each.</summary>
    public const int Kept = 120;

    // Hourly features are the slowest that a device reports; a month of history in one frame is no rhythm.
    private const long LongestInterval = 2 * UtcMicros.PerHour;

    private readonly float[] _points = new float[Kept];
    private int _count;
    private int _next;
    private int _exponent;
    private double _value = double.NaN;
    private string _missing = "";
    private long _end = long.MinValue;
    private long _period;
    private long _interval;

    /// <summary>Takes a frame that ends no earlier than the newest one.</summary>
    public void Take(Frame frame, long offsetMicros)
    {
        ArgumentNullException.ThrowIfNull(frame);
        long end = frame.EndTicks + offsetMicros;
        if (end < _end)
        {
            return;
        }
        _interval = _end == long.MinValue ? 0 : Math.Min(LongestInterval, end - _end);
        _end = end;
        _period = frame.PeriodMicros;
        _exponent = frame.ScaleExponent;
        double unit = Math.Pow(10, _exponent);
        bool trusted = frame.Quality >= DailyFeatures.MinimumQuality;
        int gap = 0;
        for (int i = 0; i < frame.Count; i++)
        {
            for (; gap < frame.GapCount && frame.GapStarts[gap] <= i; gap++)
            {
                Add(float.NaN);
            }
            Add(trusted ? (float)(frame.Values[i] * unit) : float.NaN);
        }
        bool endsInGap = gap < frame.GapCount;
        if (endsInGap)
        {
            Add(float.NaN);
        }
        _value = trusted && !endsInGap ? frame.Values[frame.Count - 1] * unit : double.NaN;
        _missing = endsInGap ? GapReason.Text(frame.GapReasons[frame.GapCount - 1]) : trusted ? "" : "low quality";
    }

    /// <summary>What is kept.</summary>
    public ChannelTail Tail(int channelId)
    {
        var points = new float[_count];
        for (int i = 0; i < _count; i++)
        {
            points[i] = _points[(_next - _count + i + Kept) % Kept];
        }
        return new ChannelTail(channelId, _exponent, _value, _end, _missing, _period, _interval, points);
    }

    private void Add(float value)
    {
        _points[_next] = value;
        _next = (_next + 1) % Kept;
        _count = Math.Min(Kept, _count + 1);
    }
}
