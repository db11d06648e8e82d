namespace EdgeVitals.Pi.Signals;

/// <summary>Marks of an axis.</summary>
internal static class Ticks
{
    /// <summary>A step of 1, 2 or 5 times a power of ten that makes at most so many marks.</summary>
    public static double Step(double range, int most)
    {
        double rough = range / most;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        foreach (int factor in (int[])[1, 2, 5])
        {
            if (factor * power >= rough) return factor * power;
        }
        return 10 * power;
    }
}
