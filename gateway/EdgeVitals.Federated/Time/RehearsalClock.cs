using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EdgeVitals.Federated;

/// <summary>
/// A clock whose time passes faster (or slower) than real time, for demonstrations and evaluations:
/// virtual = virtualAnchor + (real - realAnchor) * scale. Timers, delays and elapsed times follow it.
/// </summary>
/// <remarks>
/// Programs that share the text of one clock (<see cref="ToString"/>) share its virtual time, as far as their real
/// clocks agree. Whoever uses it says so on screen, with <see cref="Banner"/>.
/// </remarks>
public sealed class RehearsalClock : TimeProvider
{
    /// <summary>
    /// Largest scale: a day in less than a tenth of a second. The least wait of a timer, one real millisecond, is then
    /// 17 virtual minutes; beyond it the hours of a round could no longer be told apart.
    /// </summary>
    public const decimal MaximumScale = 1_000_000m;

    /// <summary>Smallest scale: a second takes about 17 minutes.</summary>
    public const decimal MinimumScale = 0.001m;

    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    // Timers of the runtime count whole milliseconds and take at most 2^32 - 2 of them.
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(4294967294);

    private readonly TimeProvider _real;
    private readonly long _startStamp;

    /// <summary>A clock with given anchors.</summary>
    /// <param name="scale">Virtual seconds a real second, 0.001 to 1,000,000.</param>
    /// <param name="realAnchor">Real instant at which virtual time is <paramref name="virtualAnchor"/>.</param>
    /// <param name="virtualAnchor">Virtual instant at the anchor.</param>
    /// <param name="real">Real time; the system's where null.</param>
    public RehearsalClock(
        decimal scale, DateTimeOffset realAnchor, DateTimeOffset virtualAnchor, TimeProvider? real = null)
    {
        if (scale is < MinimumScale or > MaximumScale)
        {
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "A scale lies between 0.001 and 1000000.");
        }

        (Scale, RealAnchor, VirtualAnchor) = (scale, realAnchor.ToUniversalTime(), virtualAnchor.ToUniversalTime());
        _real = real ?? System;
        _startStamp = _real.GetTimestamp();
    }

    /// <summary>Virtual seconds a real second.</summary>
    public decimal Scale { get; }

    /// <summary>Real instant of the anchor, UTC.</summary>
    public DateTimeOffset RealAnchor { get; }

    /// <summary>Virtual instant of the anchor, UTC.</summary>
    public DateTimeOffset VirtualAnchor { get; }

    /// <summary>What a screen must say while this clock runs, such as "Virtual time: 1 second is 1 hour".</summary>
    public string Banner => "Virtual time: 1 second is " + Words(Scale);

    /// <summary>Stamps count virtual ticks of 100 ns.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => _real.LocalTimeZone;

    /// <summary>
    /// Reads "SCALE@VIRTUALSTART" (virtual time starts now) or "SCALE@VIRTUALSTART/REALANCHOR", instants in ISO 8601
    /// with Z or an offset, such as "3600@2026-03-01T18:00:00Z/2026-11-23T07:00:00Z".
    /// </summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out RehearsalClock? clock, out string reason, TimeProvider? real = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        clock = null;
        reason = "";
        string[] parts = text.Split('@');
        if (parts.Length != 2)
        {
            reason = "expected SCALE@VIRTUALSTART or SCALE@VIRTUALSTART/REALANCHOR";
            return false;
        }

        if (!decimal.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal scale)
            || scale is < MinimumScale or > MaximumScale)
        {
            reason = $"scale '{parts[0]}': expected a number of 0.001 to 1000000";
            return false;
        }

        string[] instants = parts[1].Split('/');
        DateTimeOffset realAnchor = (real ?? System).GetUtcNow();
        if (instants.Length > 2 || !TryInstant(instants[0], out DateTimeOffset start)
            || (instants.Length == 2 && !TryInstant(instants[1], out realAnchor)))
        {
            reason = $"'{parts[1]}': expected one or two instants such as 2026-03-01T18:00:00Z, separated by '/'";
            return false;
        }

        clock = new RehearsalClock(scale, realAnchor, start, real);
        return true;
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        // Decimal holds ticks times scale exactly; beyond the calendar the clock stands still at its end.
        decimal ticks = VirtualAnchor.UtcTicks + ((_real.GetUtcNow() - RealAnchor).Ticks * Scale);
        decimal inRange = Math.Clamp(ticks, DateTimeOffset.MinValue.UtcTicks, DateTimeOffset.MaxValue.UtcTicks);
        return new DateTimeOffset((long)inRange, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => (long)(_real.GetElapsedTime(_startStamp).Ticks * Scale);

    /// <summary>A timer in virtual time; a positive wait lasts at least one real millisecond.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(this, _real.CreateTimer(callback, state, RealWait(dueTime), RealWait(period)));

    /// <summary>Text that <see cref="TryParse"/> reads back.</summary>
    public override string ToString() =>
        $"{Scale.ToString("0.############################", CultureInfo.InvariantCulture)}@{Text(VirtualAnchor)}"
        + $"/{Text(RealAnchor)}";

    private static string Text(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture);

    private static bool TryInstant(string text, out DateTimeOffset instant)
    {
        string[] formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];
        // Without Z or an offset the instant would depend on the machine's zone, so it is refused.
        bool zoned = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-');
        return DateTimeOffset.TryParseExact(
            text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out instant) && zoned;
    }

    private static string Words(decimal seconds)
    {
        (decimal Length, string Name)[] units = [(86400, "day"), (3600, "hour"), (60, "minute")];
        foreach ((decimal length, string name) in units)
        {
            if (seconds >= length && seconds % length == 0)
            {
                return Amount(seconds / length, name);
            }
        }

        return Amount(seconds, "second");
    }

    private static string Amount(decimal count, string unit) =>
        $"{count.ToString("0.############################", CultureInfo.InvariantCulture)} {unit}"
        + (count == 1 ? "" : "s");

    private TimeSpan RealWait(TimeSpan wait)
    {
        // Zero fires at once and a negative wait is either infinite or the caller's bug: the real timer judges both.
        if (wait <= TimeSpan.Zero)
        {
            return wait;
        }

        decimal ticks = Math.Ceiling(wait.Ticks / Scale);
        return ticks >= LongestWait.Ticks ? LongestWait : TimeSpan.FromTicks(Math.Max((long)ticks, LeastWait.Ticks));
    }

    private sealed class ScaledTimer(RehearsalClock clock, ITimer real) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) =>
            real.Change(clock.RealWait(dueTime), clock.RealWait(period));

        public void Dispose() => real.Dispose();

        public ValueTask DisposeAsync() => real.DisposeAsync();
    }
}
