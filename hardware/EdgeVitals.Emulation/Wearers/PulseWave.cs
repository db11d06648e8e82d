namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// One beat of blood volume over its phase 0..1: a systolic Gaussian (phase 0.2, σ 0.1) and a dicrotic one (a share of
/// its height at 0.52, σ 0.12), scaled to the range 0..1 and continuous from beat to beat.
/// </summary>
/// <remarks>Looked up in a table with straight lines between its points: less than 1e-5 of the pulse away from the
/// Gaussians, which is below a hundredth of a count.</remarks>
internal sealed class PulseWave
{
    private const int Points = 2000;

    private readonly double[] table = new double[Points + 1];

    /// <param name="dicroticShare">Height of the dicrotic wave as a share of the systolic one, 0..0.6.</param>
    public PulseWave(double dicroticShare)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dicroticShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dicroticShare, WearerParameters.DicroticShareHigh);
        int lowest = 0;
        int highest = 0;
        for (int i = 0; i < Points; i++)
        {
            table[i] = Raw((double)i / Points, dicroticShare);
            if (table[i] < table[lowest]) lowest = i;
            if (table[i] > table[highest]) highest = i;
        }
        FootPhase = (double)lowest / Points;
        PeakPhase = (double)highest / Points;
        double least = table[lowest];
        double range = table[highest] - least;
        for (int i = 0; i < Points; i++) table[i] = (table[i] - least) / range;
        table[Points] = table[0];
    }

    /// <summary>Phase of the lowest volume, from which the systolic wave rises.</summary>
    public double FootPhase { get; }

    /// <summary>Phase of the systolic peak.</summary>
    public double PeakPhase { get; }

    /// <summary>Volume at a phase, 0..1.</summary>
    /// <param name="phase">Place within the beat, 0 to below 1.</param>
    public double At(double phase)
    {
        double place = phase * Points;
        int below = (int)place;
        return table[below] + (table[below + 1] - table[below]) * (place - below);
    }

    private static double Raw(double phase, double share) =>
        Beat(phase, share) + Beat(phase - 1, share) + Beat(phase + 1, share);

    private static double Beat(double phase, double share) =>
        Gaussian((phase - WearerParameters.SystolicPhase) / WearerParameters.SystolicSigma)
        + share * Gaussian((phase - WearerParameters.DicroticPhase) / WearerParameters.DicroticSigma);

    private static double Gaussian(double deviations) => Math.Exp(-0.5 * deviations * deviations);
}
