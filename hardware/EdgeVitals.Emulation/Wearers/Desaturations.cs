using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>Draws the dips of a night with sleep apnoea: falls of 2-4 % within 20-40 s and recoveries within 10-20 s, 5
/// to 30 an hour.</summary>
public static class Desaturations
{
    /// <summary>Episodes over a stretch of device time, in order and without overlap.</summary>
    /// <param name="seed">Same seed, same episodes.</param>
    /// <param name="fromMicros">First microsecond of the stretch.</param>
    /// <param name="toMicros">End of the stretch; no dip begins that would recover after it.</param>
    /// <param name="perHour">How many an hour, above 0 to 30. One falls into each n-th of an hour.</param>
    public static VitalEpisode[] Draw(ulong seed, long fromMicros, long toMicros, double perHour)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perHour);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(perHour, WearerParameters.DesaturationsPerHourHigh);
        var noise = new SeededNoise(seed);
        var episodes = new List<VitalEpisode>();
        double slot = 3600e6 / perHour;
        for (long i = 0; fromMicros + (i + 1) * slot <= toMicros; i++)
        {
            double fall = noise.Uniform(Streams.Desaturation, 4 * i,
                WearerParameters.DesaturationFallLow, WearerParameters.DesaturationFallHigh);
            double recovery = noise.Uniform(Streams.Desaturation, 4 * i + 1,
                WearerParameters.DesaturationRecoveryLow, WearerParameters.DesaturationRecoveryHigh);
            double size = noise.Uniform(Streams.Desaturation, 4 * i + 2,
                WearerParameters.DesaturationLow, WearerParameters.DesaturationHigh);
            double free = slot - (fall + recovery) * 1e6;
            double start = fromMicros + i * slot + free * noise.Uniform(Streams.Desaturation, 4 * i + 3);
            episodes.Add(new VitalEpisode(EpisodeKind.Desaturation, (long)start, (long)(fall * 1e6), size)
            {
                RiseSeconds = fall, FallSeconds = recovery,
            });
        }
        return [.. episodes];
    }
}
