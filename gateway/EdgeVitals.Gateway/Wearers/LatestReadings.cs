using EdgeVitals.Signals;
using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Wearers;

/// <summary>The newest reading of each channel of one wearer. What a device refuses takes the place of the value before
/// it: an old number is no answer to a sensor that has lost the skin. Not thread-safe: its wearer's lock is held.
/// </summary>
internal sealed class LatestReadings
{
    private readonly Dictionary<int, Kept> _kept = [];

    /// <summary>Takes a frame, unless a newer one of its channel is here.</summary>
    public void Take(Frame frame, ReadOnlySpan<AlarmSample> alarm, long end)
    {
        bool hasBefore = _kept.TryGetValue(frame.ChannelId, out Kept before);
        if (hasBefore && before.End > end)
        {
            return;
        }
        Reading reading = Newest(frame, alarm, end);
        // A frame without any value goes on with what the one before ended in.
        long since = LastValue(alarm) is { } last ? last
            : hasBefore && !before.Reading.IsValid ? before.Reading.MissingSince
            : end - (frame.EndTicks - frame.StartTicks);
        _kept[frame.ChannelId] = new Kept(
            reading with { MissingSince = reading.IsValid ? 0 : since }, end, frame.PeriodMicros);
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
        return kept.Reading with { IsAged = IsAged(age, kept.Period) };
    }

    /// <summary>Whether what was measured is no longer the present. The period of the samples decides, not the pause
    /// between frames: a device that died between two windows an hour apart would look alive for three.</summary>
    /// <param name="age">Time since its end, µs.</param>
    /// <param name="period">Time that a sample stands for, µs.</param>
    public static bool IsAged(long age, long period) => age > Math.Max(UtcMicros.PerMinute, 3 * period);

    private static long? LastValue(ReadOnlySpan<AlarmSample> alarm)
    {
        for (int i = alarm.Length - 1; i >= 0; i--)
        {
            if (!double.IsNaN(alarm[i].Value))
            {
                return alarm[i].UtcMicros;
            }
        }
        return null;
    }

    private static Reading Newest(Frame frame, ReadOnlySpan<AlarmSample> alarm, long end)
    {
        int gap = frame.GapCount - 1;
        if (gap >= 0 && frame.GapStarts[gap] == frame.Count)
        {
            return new Reading(double.NaN, end, frame.Quality, GapReason.Text(frame.GapReasons[gap]));
        }
        AlarmSample newest = alarm[^1];
        string missing = !double.IsNaN(newest.Value) ? ""
            : frame.Quality < DailyFeatures.MinimumQuality ? "low quality" : "implausible";
        return new Reading(newest.Value, newest.UtcMicros, frame.Quality, missing);
    }

    /// <param name="Reading">As it was.</param>
    /// <param name="End">End of its frame, UTC micros.</param>
    /// <param name="Period">Time that a sample stands for, µs.</param>
    private readonly record struct Kept(Reading Reading, long End, long Period);
}
