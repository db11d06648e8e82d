using EdgeVitals.Wire;

namespace EdgeVitals.Signals;

/// <summary>How much of a stretch of time a channel has measured, and why not the rest. Time that no device has spoken
/// of, between the windows of one that measures by the hour, is neither.</summary>
/// <param name="MeasuredSeconds">Time with a value that counts.</param>
/// <param name="MissingSeconds">Time that a device has named as missing, or whose value does not count.</param>
/// <param name="MainReason">The <see cref="GapReason"/> of most of the missing time; 0 where nothing is missing.
/// </param>
public readonly record struct Coverage(double MeasuredSeconds, double MissingSeconds, int MainReason)
{
    /// <summary>Share of the time spoken of that has a value, 0..1; NaN where nothing was said.</summary>
    public double Share => MeasuredSeconds / (MeasuredSeconds + MissingSeconds);
}

/// <summary>
/// Adds up by UTC hour and day what a channel of one wearer has measured and what was missing, by reason. Days are kept
/// as long as a baseline reaches, hours for two days. Not thread-safe.
/// </summary>
public sealed class ChannelCoverage
{
    /// <summary>Days whose hours are kept, the newest included.</summary>
    public const int HourDays = 2;

    // Reason 0 is "measured"; codes of a later version share the last place.
    private const int Reasons = GapReason.ClockJump + 2;
    private const long MicrosPerHour = 3_600_000_000;
    private const long MicrosPerMilli = 1000;

    /// <summary>No frame speaks for more than the history that is kept: a longer gap is cut at its old end.</summary>
    private const long LongestHours = (Baseline.MaximumDays + Baseline.GapDays + 2) * 24L;

    private readonly Dictionary<int, int[]> _days = [];

    // A ring: a month of history passes through it hour by hour and leaves nothing behind.
    private readonly long[] _hours = new long[HourDays * 24];
    private readonly int[] _ofHours = new int[HourDays * 24 * Reasons];

    /// <summary>Nothing is known yet.</summary>
    public ChannelCoverage() => Array.Fill(_hours, long.MinValue);

    /// <summary>Adds a stretch of time.</summary>
    /// <param name="startMicros">Its start, microseconds since 1970 UTC.</param>
    /// <param name="micros">Its length, µs; 0 or less adds nothing.</param>
    /// <param name="reason">0 for measured, or a <see cref="GapReason"/>.</param>
    public void Add(long startMicros, long micros, int reason)
    {
        long end = startMicros + micros;
        long at = Math.Max(startMicros, end - LongestHours * MicrosPerHour);
        int place = Math.Clamp(reason, 0, Reasons - 1);
        while (at < end)
        {
            long hour = FloorDivide(at, MicrosPerHour);
            long next = Math.Min(end, (hour + 1) * MicrosPerHour);
            int millis = (int)((next - at) / MicrosPerMilli);
            Count(OfDay((int)FloorDivide(hour, 24)), place, millis);
            Count(OfHour(hour), place, millis);
            at = next;
        }
    }

    /// <summary>An hour, hours since 1970 UTC; nothing where a newer one has taken its place.</summary>
    public Coverage Hour(long hour) => Of(_hours[Place(hour)] == hour ? OfHour(hour) : []);

    /// <summary>A day, days since 1970 UTC.</summary>
    public Coverage Day(int day) => Of(_days.GetValueOrDefault(day));

    /// <summary>Forgets days before the given one.</summary>
    public void Trim(int firstDay)
    {
        foreach (int day in _days.Keys.Where(d => d < firstDay).ToList())
        {
            _days.Remove(day);
        }
    }

    private static int Place(long hour) => (int)(hour - FloorDivide(hour, HourDays * 24) * HourDays * 24);

    private Span<int> OfDay(int day)
    {
        if (!_days.TryGetValue(day, out int[]? counts))
        {
            counts = new int[Reasons];
            _days[day] = counts;
        }
        return counts;
    }

    /// <summary>The counts of an hour; empty for one that is too old to be kept.</summary>
    private Span<int> OfHour(long hour)
    {
        int place = Place(hour);
        Span<int> counts = _ofHours.AsSpan(place * Reasons, Reasons);
        if (_hours[place] > hour)
        {
            return [];
        }
        if (_hours[place] < hour)
        {
            _hours[place] = hour;
            counts.Clear();
        }
        return counts;
    }

    private static void Count(Span<int> counts, int place, int millis)
    {
        if (!counts.IsEmpty)
        {
            // A day has 86.4 million milliseconds; several devices that speak of the same hour must not overflow.
            counts[place] = (int)Math.Min(int.MaxValue, (long)counts[place] + millis);
        }
    }

    private static Coverage Of(ReadOnlySpan<int> millis)
    {
        if (millis.IsEmpty)
        {
            return default;
        }
        long missing = 0;
        int main = 0;
        for (int reason = 1; reason < millis.Length; reason++)
        {
            missing += millis[reason];
            main = millis[reason] > 0 && (main == 0 || millis[reason] > millis[main]) ? reason : main;
        }
        return new Coverage(millis[0] / 1000.0, missing / 1000.0, main);
    }

    private static long FloorDivide(long value, long divisor)
    {
        long quotient = value / divisor;
        return value % divisor < 0 ? quotient - 1 : quotient;
    }
}
