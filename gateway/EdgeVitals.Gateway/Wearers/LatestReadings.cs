using EdgeVitals.Signals;
using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Wearers;

/// <summary>The newest reading of each channel of one wearer. What a device refuses takes the place of the value before
/// it: an old number is no answer to a sensor that has lost the skin. Not thread-safe: its wearer's lock is held.
/// </summary>
internal sealed class LatestReadings
{
    private const long LongestInterval = 2 * UtcMicros.PerHour;

    private readonly Dictionary<int, Kept> _kept = [];

    /// <summary>Takes a frame, unless a newer one of its channel is here.</summary>
    public void Take(Frame frame, ReadOnlySpan<AlarmSample> alarm, long end)
    {
        bool hasBefore = _kept.TryGetValue(frame.ChannelId, out Kept before);
        if (hasBefore && before.End > end)
        {
            return;
        }
        long interval = hasBefore ? Math.Min(LongestInterval, end - before.End) : 0;
        Reading reading = Newest(frame, alarm, end, out long since);
        // A frame of nothing but a gap goes on with what the one before ended in.
        if (hasBefore && frame.Count == 0 && !before.Reading.IsValid)
        {
            since = before.Reading.MissingSince;
        }
        _kept[frame.ChannelId] = new Kept(
            reading with { MissingSince = reading.IsValid ? 0 : since }, end, Math.Max(frame.PeriodMicros, interval));
    }

    /// <summary>The reading as it counts now.</summary>
    /// <param name="channel">Channel id.</param>
    /// <param name="now">UTC micros.</param>
    /// <param name="staleMicros">Age from which nothing of it is shown.</param>
    public Reading Of(int channel, long now, long staleMicros)
    {
        if (!_kept.TryGetValue(channel, out Kept kept))
        {
            return Reading.None;
        }
        long age = now - kept.End;
        if (age > staleMicros)
        {
            return kept.Reading with { Value = double.NaN, Missing = "stale", MissingSince = kept.End };
        }
        return kept.Reading with { IsAged = age > Math.Max(UtcMicros.PerMinute, 3 * kept.Interval) };
    }

    private static Reading Newest(Frame frame, ReadOnlySpan<AlarmSample> alarm, long end, out long since)
    {
        since = end;
        int gap = frame.GapCount - 1;
        if (gap >= 0 && frame.GapStarts[gap] == frame.Count)
        {
            int reason = frame.GapReasons[gap];
            for (; gap >= 0 && frame.GapStarts[gap] == frame.Count; gap--)
            {
                since -= frame.PeriodMicros * frame.GapLengths[gap];
            }
            return new Reading(double.NaN, end, frame.Quality, GapReason.Text(reason));
        }
        AlarmSample newest = alarm[^1];
        string missing = !double.IsNaN(newest.Value) ? ""
            : frame.Quality < DailyFeatures.MinimumQuality ? "low quality" : "implausible";
        for (int i = alarm.Length - 1; i >= 0 && double.IsNaN(alarm[i].Value); i--)
        {
            since = alarm[i].UtcMicros - alarm[i].PeriodMicros;
        }
        return new Reading(newest.Value, newest.UtcMicros, frame.Quality, missing);
    }

    /// <param name="Reading">As it was.</param>
    /// <param name="End">End of its frame, UTC micros.</param>
    /// <param name="Interval">Its channel's rhythm, µs.</param>
    private readonly record struct Kept(Reading Reading, long End, long Interval);
}
