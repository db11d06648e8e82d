namespace EdgeVitals.Signals;

/// <summary>What one day says about a wearer.</summary>
/// <param name="Day">Days since 1970-01-01, UTC.</param>
/// <param name="Values">The features in the order of <see cref="DailyFeatures.Names"/>, NaN where missing.</param>
/// <param name="WornMinutes">Minutes of the day with a heart rate of sufficient quality, 0..1440.</param>
public sealed record DayFeatures(int Day, double[] Values, int WornMinutes)
{
    /// <summary>Why each feature is NaN, in the order of <see cref="Values"/>; empty where it is not.</summary>
    public required string[] Missing { get; init; }
}
