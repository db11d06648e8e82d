namespace EdgeVitals.Signals;

/// <summary>What one UTC hour says about a wearer.</summary>
/// <param name="Hour">Hours since 1970-01-01T00:00Z.</param>
/// <param name="Values">The features in the order of <see cref="HourlyFeatures.Names"/>, NaN where missing.</param>
/// <param name="Present">Share of the hour's minutes behind each feature, 0..1; for RMSSD the share of accepted
/// intervals.</param>
/// <param name="Missing">Why each feature is NaN, or empty.</param>
/// <param name="WornMinutes">Minutes with a heart rate, 0..60.</param>
public sealed record HourFeatures(long Hour, double[] Values, double[] Present, string[] Missing, int WornMinutes);
