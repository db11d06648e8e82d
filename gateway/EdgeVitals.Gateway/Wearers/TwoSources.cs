using EdgeVitals.Signals;

namespace EdgeVitals.Gateway.Wearers;

/// <summary>One reading of a quantity that two sensors measure.</summary>
internal static class TwoSources
{
    /// <summary>The oximeter's, as in the features; the electrocardiogram's while the oximeter has none that is live.
    /// </summary>
    public static Reading HeartRate(Reading oximeter, Reading ecg) => Second(oximeter, ecg) ? ecg : oximeter;

    /// <summary>Both joined while both are live (<see cref="RespirationFusion"/>), else the one that is.</summary>
    public static Reading Respiration(Reading oximeter, Reading ecg)
    {
        if (!oximeter.IsValid || !ecg.IsValid || oximeter.IsAged || ecg.IsAged)
        {
            return Second(oximeter, ecg) ? ecg : oximeter;
        }
        FusedRespiration fused = RespirationFusion.Fuse(
        [
            new RespirationEstimate(RespirationSource.Device, oximeter.Value, oximeter.Quality / 100.0),
            new RespirationEstimate(RespirationSource.EcgAmplitude, ecg.Value, ecg.Quality / 100.0),
        ]);
        long newest = Math.Max(oximeter.UtcMicros, ecg.UtcMicros);
        return new Reading(fused.PerMinute, newest, (int)Math.Round(100 * fused.Quality), fused.Missing)
        {
            MissingSince = fused.Missing.Length > 0 ? newest : 0,
        };
    }

    private static bool Second(Reading first, Reading second) =>
        (second.IsValid && (!first.IsValid || (first.IsAged && !second.IsAged)))
        // Without any reading the reason of a sensor that is there says more than "no data" of one that is not.
        || (!first.IsValid && first.UtcMicros == 0 && second.UtcMicros != 0);
}
