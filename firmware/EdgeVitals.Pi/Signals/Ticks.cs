namespace EdgeVitals.Pi.Signals;

/// <summary>Marks of an axis.</summary>
internal static class Ticks
{
    /// <summary>Most marks of an axis, whatever its range.</summary>
    public const int Most = 20;

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

    /// <summary>The marks from low to high, both included, at a step for about so many; never more than
    /// <see cref="Most"/>.</summary>
    /// <remarks>Counted in whole steps: beside 10^16 a step of 1 leaves a float where it is.</remarks>
    public static IEnumerable<double> Marks(double low, double high, int about)
    {
        double step = Step(high - low, about);
        double first = Math.Ceiling(low / step);
        for (int mark = 0; mark < Most; mark++)
        {
            double at = (first + mark) * step;
            if (!(at <= high + 1e-9 * step)) yield break;
            yield return at;
        }
    }
}
