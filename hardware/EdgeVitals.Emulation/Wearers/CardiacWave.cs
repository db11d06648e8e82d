namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// The ECG over the phase of the heart: the model of McSharry, Clifford, Tarassenko and Smith 2003 (IEEE Trans. Biomed.
/// Eng. 50(3), eq. 1), solved instead of stepped, scaled to an R peak of 1 at the mean rate.
/// </summary>
/// <remarks>
/// <para>On the limit cycle (α = 0) their x and y are the cosine and sine of θ with dθ/dt = ω, and what is left,
/// dz/dt = −Σ aᵢ Δθᵢ exp(−Δθᵢ²/2bᵢ²) − z, is linear. At a steady ω, z = (1/ω) (g − ḡ − h/ω + h₂/ω² − ..) with
/// g = Σ aᵢ bᵢ² exp(−Δθᵢ²/2bᵢ²), ḡ its mean over a beat, h the integral of g − ḡ over θ and h₂ that of h, both without
/// mean. The series is cut after h₂. Since ω changes little within a wave, ω is the momentary one: a value is a
/// function of phase and rate alone, at any moment, in any order. A test integrates the three equations beside it and
/// states the error (below 1 % of the R peak).</para>
/// <para>The baseline z₀ is added outside (<see cref="ElectrodeSignal"/>), as the front end's high-pass takes most of
/// it.</para>
/// </remarks>
internal static class CardiacWave
{
    private const int Points = 2048;
    private const double Step = 2 * Math.PI / Points;

    private static readonly double[][] Waves =
        [.. WearerParameters.EcgWaves.Select(TableOf)];

    private static readonly double Mean = Waves[0].Take(Points).Average();
    private static readonly double[] First = IntegralOf([.. Waves[0].Select(g => g - Mean)]);
    private static readonly double[] Second = IntegralOf(First);
    private static readonly double AtR = Waves[0][0] - Mean;

    /// <summary>Voltage as a share of the R peak.</summary>
    /// <param name="phase">Place in beats; a whole number is an R peak.</param>
    /// <param name="kind">Kind of the beat whose R peak is nearest.</param>
    /// <param name="hertz">Beats a second at the moment, above zero.</param>
    /// <param name="meanHertz">Beats a second at which an R peak is 1.</param>
    public static double At(double phase, BeatKind kind, double hertz, double meanHertz)
    {
        double place = (phase - Math.Floor(phase)) * Points;
        int below = (int)place;
        double part = place - below;
        double perRadian = 1 / (2 * Math.PI * hertz);
        double z = Between(Waves[(int)kind], below, part) - Mean
            - perRadian * (Between(First, below, part) - perRadian * Between(Second, below, part));
        return z * meanHertz / (hertz * AtR);
    }

    private static double Between(double[] table, int below, double part) =>
        table[below] + (table[below + 1] - table[below]) * part;

    private static double[] TableOf(EcgWave[] waves)
    {
        double[] table = new double[Points + 1];
        for (int i = 0; i <= Points; i++)
        {
            foreach (EcgWave wave in waves)
            {
                double distance = Math.IEEERemainder(i * Step - wave.Degrees * Math.PI / 180, 2 * Math.PI);
                double deviations = distance / wave.Width;
                table[i] += wave.Size * wave.Width * wave.Width * Math.Exp(-0.5 * deviations * deviations);
            }
        }
        return table;
    }

    /// <summary>Integral over the phase of a table without mean, itself without mean (trapezoid rule).</summary>
    private static double[] IntegralOf(double[] table)
    {
        double[] sum = new double[Points + 1];
        for (int i = 0; i < Points; i++) sum[i + 1] = sum[i] + Step * (table[i] + table[i + 1]) / 2;
        double mean = sum.Take(Points).Average();
        return [.. sum.Select(s => s - mean)];
    }
}

/// <summary>One Gaussian of the heart's cycle.</summary>
/// <param name="Degrees">Place around the cycle, degrees; the R peak is at 0.</param>
/// <param name="Size">a, dimensionless.</param>
/// <param name="Width">b, rad.</param>
public readonly record struct EcgWave(double Degrees, double Size, double Width);
