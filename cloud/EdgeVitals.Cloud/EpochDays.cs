namespace EdgeVitals.Cloud;

/// <summary>Days since 1970-01-01 as calendar days.</summary>
internal static class EpochDays
{
    /// <summary>Day number of 1970-01-01.</summary>
    internal static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    internal static DateOnly Date(int day) => DateOnly.FromDayNumber(Epoch + day);
}
