namespace EdgeVitals.Federated;

/// <summary>Budget days: UTC days since 1970-01-01, the only calendar in which privacy is charged.</summary>
public static class BudgetCalendar
{
    /// <summary>Last day that messages accept: 9999-12-30, so that the day after still is a date.</summary>
    public const int LastDay = 2_932_895;

    /// <summary>The UTC day that contains an instant; negative before 1970.</summary>
    public static int DayOf(DateTimeOffset instant)
    {
        long ticks = instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        long day = ticks / TimeSpan.TicksPerDay;
        // Integer division rounds towards zero; a day before 1970 must round down.
        return (int)(ticks % TimeSpan.TicksPerDay < 0 ? day - 1 : day);
    }

    /// <summary>Midnight UTC at which a day starts.</summary>
    public static DateTimeOffset StartOf(int day) => DateTimeOffset.UnixEpoch.AddDays(day);
}
