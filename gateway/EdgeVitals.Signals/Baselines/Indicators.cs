namespace EdgeVitals.Signals;

/// <summary>
/// The two bits a wearer contributes to daily surveillance: "worn" (the day can be judged) and "elevated" (it looks
/// like the onset of an illness). Elevated implies worn, so that a share never exceeds one.
/// </summary>
public static class Indicators
{
    /// <summary>Number of indicators.</summary>
    public const int Count = 2;

    /// <summary>Index of "worn".</summary>
    public const int Worn = 0;

    /// <summary>Index of "elevated".</summary>
    public const int Elevated = 1;

    /// <summary>A valid day of wear: ten hours, as accelerometer studies count it (Troiano et al. 2008).</summary>
    public const int MinimumWornMinutes = 600;

    /// <summary>
    /// Deviations of the resting heart rate that count as elevated. Two: the response of a clear responder at onset
    /// (twice 3.2 /min on a deviation of 3.3 /min). On the virtual cohort, confounders and the baseline's own error
    /// included, 5.5 % of healthy days and about half of responders' days 0 and 1 are elevated.
    /// </summary>
    public const double ElevatedDeviations = 2.0;

    /// <summary>Mean temperature of a day in °C that counts as elevated by itself: fever.</summary>
    public const double FeverCelsius = 38.0;

    /// <summary>Names, in order; stable, they are part of the task's definition.</summary>
    public static string[] Names => ["worn", "elevated"];

    /// <summary>Computes both bits.</summary>
    /// <param name="wornMinutes">Minutes of the day with a valid heart rate, 0..1440.</param>
    /// <param name="standardised">Output of <see cref="Baseline.Standardise"/>; zeros while there is none.</param>
    /// <param name="raw">The day's features, NaN where missing (a missing temperature is no fever).</param>
    public static bool[] Compute(double wornMinutes, ReadOnlySpan<double> standardised, ReadOnlySpan<double> raw)
    {
        if (standardised.Length != DailyFeatures.Dimension || raw.Length != DailyFeatures.Dimension)
        {
            throw new ArgumentException($"A day has {DailyFeatures.Dimension} features.");
        }
        bool worn = wornMinutes >= MinimumWornMinutes;
        bool elevated = standardised[DailyFeatures.RestingHeartRate] >= ElevatedDeviations
            || raw[DailyFeatures.Temperature] >= FeverCelsius;
        return [worn, worn && elevated];
    }
}
