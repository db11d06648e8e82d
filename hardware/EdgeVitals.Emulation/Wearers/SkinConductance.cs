using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// Electrodermal activity at rest: a tonic level that is the person's own, a slow drift, and spontaneous responses with
/// the two-exponential shape of Benedek and Kaernbach 2010 (τ₁ 0.75 s, τ₂ 2 s). A pure function of time.
/// </summary>
internal sealed class SkinConductance(SeededNoise noise)
{
    // Responses: at most one in half a minute, in 60 % of them, 0.05-0.8 µS (chosen within textbook ranges of 1-3 a
    // minute and 0.05-1 µS at rest).
    private const double EpochSeconds = 30;
    private const double ResponseShare = 0.6;
    private const double SmallestResponse = 0.05;
    private const double LargestResponse = 0.8;
    private const double RiseSeconds = 0.75;
    private const double FallSeconds = 2;

    // Chosen: a tenth up and down in ten minutes.
    private const double DriftShare = 0.1;
    private const double DriftSeconds = 600;
    private const double LowestTonic = 2;
    private const double HighestTonic = 8;

    private static readonly double Peak = Shape(
        Math.Log(FallSeconds / RiseSeconds) * RiseSeconds * FallSeconds / (FallSeconds - RiseSeconds));

    /// <summary>The person's level without drift and responses, µS, 2..8.</summary>
    public double Tonic { get; } = noise.Uniform(Streams.Skin, -1, LowestTonic, HighestTonic);

    /// <summary>Conductance, µS.</summary>
    public double At(double seconds)
    {
        double level = Tonic * (1 + DriftShare * Math.Sin(2 * Math.PI * seconds / DriftSeconds));
        long epoch = (long)Math.Floor(seconds / EpochSeconds);
        return level + Response(epoch, seconds) + Response(epoch - 1, seconds);
    }

    private double Response(long epoch, double seconds)
    {
        if (epoch < 0 || !noise.Chance(Streams.Skin, 3 * epoch, ResponseShare)) return 0;
        double begins = (epoch + noise.Uniform(Streams.Skin, 3 * epoch + 1)) * EpochSeconds;
        double size = noise.Uniform(Streams.Skin, 3 * epoch + 2, SmallestResponse, LargestResponse);
        return seconds <= begins ? 0 : size * Shape(seconds - begins) / Peak;
    }

    private static double Shape(double since) => Math.Exp(-since / FallSeconds) - Math.Exp(-since / RiseSeconds);
}
