namespace EdgeVitals.Gateway;

/// <summary>Conversion between the journal's microseconds since 1970-01-01T00:00Z and the library's instants.</summary>
internal static class UtcMicros
{
    public const long PerMinute = 60_000_000;
    public const long PerHour = 60 * PerMinute;
    public const long PerDay = 24 * PerHour;

    public static long Now(TimeProvider time) => From(time.GetUtcNow());

    public static long From(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / 10;

    public static DateTimeOffset ToInstant(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * 10);

    /// <summary>Days since 1970-01-01, UTC.</summary>
    public static int Day(long micros) => (int)Math.Floor(micros / (double)PerDay);
}
