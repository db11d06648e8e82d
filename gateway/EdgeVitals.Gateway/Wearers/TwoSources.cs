using EdgeVitals.Signals;

namespace EdgeVitals.Gateway.Wearers;

/// <summary>One reading of a quantity that two sensors measure.</summary>
internal static class TwoSources
{
    // Longest distance of two readings of the same breath: two windows of the meter. A breathing rate of an hour ago is
    // another one.
    private const long Together = UtcMicros.PerMinute;

    /// <summary>The oximeter's, as in the features; the electrocardiogram's while the oximeter has none that is live.
    /// </summary>
    public static Reading HeartRate(Reading oximeter, Reading ecg) => StandsIn(oximeter, ecg) ? ecg : oximeter;

    /// <summary>Both joined where both have a value within a minute (<see cref="RespirationFusion"/>), else the newer.
    /// </summary>
    public static Reading Respiration(Reading oximeter, Reading ecg)
    {
        if (!oximeter.IsValid || !ecg.IsValid)
        {
            return StandsIn(oximeter, ecg) ? ecg : oximeter;
        }
        if (Math.Abs(oximeter.UtcMicros - ecg.UtcMicros) > Together)
        {
            return ecg.UtcMicros > oximeter.UtcMicros ? ecg : oximeter;
        }
        FusedRespiration fused = RespirationFusion.OfSensors(
            oximeter.Value, oximeter.Quality / 100.0, ecg.Value, ecg.Quality / 100.0);
        // No newer than what it was made of.
        long oldest = Math.Min(oximeter.UtcMicros, ecg.UtcMicros);
        return new Reading(fused.PerMinute, oldest, (int)Math.Round(100 * fused.Quality), fused.Missing)
        {
            MissingSince = fused.Missing.Length > 0 ? oldest : 0,
            IsAged = oximeter.IsAged || ecg.IsAged,
        };
    }

    private static bool StandsIn(Reading first, Reading second)
    {
        if (first.IsValid)
        {
            return second.IsValid && first.IsAged && !second.IsAged;
        }
        // Without any reading the reason of a sensor that is there says more than "no data" of one that is not. A
        // number from before the refusal is the number of before, whichever sensor gave it.
        return first.UtcMicros == 0 ? second.UtcMicros != 0
            : second.IsValid && second.UtcMicros >= first.MissingSince
                && second.UtcMicros >= first.UtcMicros - Together;
    }
}
