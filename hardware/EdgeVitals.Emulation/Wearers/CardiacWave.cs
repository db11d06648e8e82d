namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// One heart beat of the ECG over its phase: the sum of Gaussians P, Q, R, S, T of McSharry, Clifford, Tarassenko and
/// Smith 2003 (IEEE Trans. Biomed. Eng. 50(3), table I and eq. 1), scaled to an R peak of 1.
/// </summary>
/// <remarks>Their equation dz/dt = −Σ aᵢ Δθᵢ exp(−Δθᵢ²/2bᵢ²) has, at a steady rate and without the pull to the
/// baseline, the solution z = Σ (aᵢ bᵢ²/ω) exp(−Δθᵢ²/2bᵢ²), which is used here: a value is a function of the phase
/// alone. The widths do not change with the heart rate.</remarks>
internal static class CardiacWave
{
    private static readonly double[] Angle = [-Math.PI / 3, -Math.PI / 12, 0, Math.PI / 12, Math.PI / 2];
    private static readonly double[] Height = [1.2, -5, 30, -7.5, 0.75];
    private static readonly double[] Width = [0.25, 0.1, 0.1, 0.1, 0.4];
    private static readonly double AtR = Raw(0);

    /// <summary>Voltage as a share of the R peak; phase 0 is the R peak.</summary>
    public static double At(double phase) => Raw(2 * Math.PI * (phase - Math.Round(phase))) / AtR;

    private static double Raw(double theta)
    {
        double sum = 0;
        for (int i = 0; i < Angle.Length; i++)
        {
            double distance = theta - Angle[i];
            if (distance > Math.PI) distance -= 2 * Math.PI;
            if (distance < -Math.PI) distance += 2 * Math.PI;
            double deviations = distance / Width[i];
            // Beyond five deviations a wave is below a microvolt: most of a beat is one or two of the five.
            if (deviations is > -5 and < 5)
            {
                sum += Height[i] * Width[i] * Width[i] * Math.Exp(-0.5 * deviations * deviations);
            }
        }
        return sum;
    }
}
