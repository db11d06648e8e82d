namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// One beat of blood volume over its phase 0..1: a systolic Gaussian (phase 0.2, σ 0.1) and a dicrotic one (0.35 of
/// its height at 0.52, σ 0.12), scaled to the range 0..1 and continuous from beat to beat.
/// </summary>
internal static class PulseWave
{
    private static readonly double Lowest = Extreme(Math.Min);
    private static readonly double Range = Extreme(Math.Max) - Lowest;

    /// <summary>Phase of the lowest volume, from which the systolic wave rises.</summary>
    public static readonly double FootPhase = Foot();

    public static double At(double phase) => (Raw(phase) - Lowest) / Range;

    private static double Raw(double phase) => Beat(phase) + Beat(phase - 1) + Beat(phase + 1);

    private static double Beat(double phase) =>
        Gaussian((phase - 0.2) / 0.1) + 0.35 * Gaussian((phase - 0.52) / 0.12);

    private static double Gaussian(double deviations) => Math.Exp(-0.5 * deviations * deviations);

    private static double Foot()
    {
        int lowest = 0;
        for (int i = 1; i < 2000; i++)
        {
            if (Raw(i / 2000.0) < Raw(lowest / 2000.0)) lowest = i;
        }
        return lowest / 2000.0;
    }

    private static double Extreme(Func<double, double, double> pick)
    {
        double extreme = Raw(0);
        for (int i = 1; i < 2000; i++)
        {
            extreme = pick(extreme, Raw(i / 2000.0));
        }
        return extreme;
    }
}
