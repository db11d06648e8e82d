using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>A smooth function of time of mean 0 and standard deviation 1 within some ±2, made of incommensurate tones
/// of tens of seconds: what drifts, without a past to simulate.</summary>
internal sealed class SlowWander
{
    private readonly double[] offset = new double[WearerParameters.WanderHertz.Length];
    private static readonly double Amplitude = Math.Sqrt(2.0 / WearerParameters.WanderHertz.Length);

    public SlowWander(SeededNoise noise, int stream)
    {
        for (int tone = 0; tone < offset.Length; tone++) offset[tone] = 2 * Math.PI * noise.Uniform(stream, tone);
    }

    public double At(double seconds)
    {
        double sum = 0;
        for (int tone = 0; tone < offset.Length; tone++)
        {
            sum += Math.Cos(2 * Math.PI * WearerParameters.WanderHertz[tone] * seconds + offset[tone]);
        }
        return Amplitude * sum;
    }

    /// <summary>Antiderivative of <see cref="At"/>, s.</summary>
    public double IntegralAt(double seconds)
    {
        double sum = 0;
        for (int tone = 0; tone < offset.Length; tone++)
        {
            double angular = 2 * Math.PI * WearerParameters.WanderHertz[tone];
            sum += Math.Sin(angular * seconds + offset[tone]) / angular;
        }
        return Amplitude * sum;
    }
}
