using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// Electrodermal activity at rest: a tonic level that is the person's own, a slow drift, and spontaneous responses with
/// the two-exponential shape of Benedek and Kaernbach 2010 (τ₁ 0.75 s, τ₂ 2 s). A pure function of time.
/// </summary>
internal sealed class SkinConductance(SeededNoise noise)
{
    private const double Rise = WearerParameters.SkinRiseSeconds;
    private const double Fall = WearerParameters.SkinFallSeconds;

    private static readonly double Peak = Shape(Math.Log(Fall / Rise) * Rise * Fall / (Fall - Rise));

    /// <summary>The person's level without drift and responses, µS, 2..8.</summary>
    public double Tonic { get; } = noise.Uniform(
        Streams.Skin, -1, WearerParameters.SkinLowestTonic, WearerParameters.SkinHighestTonic);

    /// <summary>Conductance, µS.</summary>
    public double At(double seconds)
    {
        double level = Tonic * (1 + WearerParameters.SkinDriftShare
            * Math.Sin(2 * Math.PI * seconds / WearerParameters.SkinDriftSeconds));
        long epoch = (long)Math.Floor(seconds / WearerParameters.SkinEpochSeconds);
        return level + Response(epoch, seconds) + Response(epoch - 1, seconds);
    }

    private double Response(long epoch, double seconds)
    {
        if (epoch < 0 || !noise.Chance(Streams.Skin, 3 * epoch, WearerParameters.SkinResponseShare)) return 0;
        double begins = (epoch + noise.Uniform(Streams.Skin, 3 * epoch + 1)) * WearerParameters.SkinEpochSeconds;
        double size = noise.Uniform(Streams.Skin, 3 * epoch + 2,
            WearerParameters.SkinSmallestResponse, WearerParameters.SkinLargestResponse);
        return seconds <= begins ? 0 : size * Shape(seconds - begins) / Peak;
    }

    private static double Shape(double since) => Math.Exp(-since / Fall) - Math.Exp(-since / Rise);
}
