namespace EdgeVitals.Privacy;

/// <summary>
/// Rounds a real vector in grid units to integers whose squared norm is at most C^2, checked exactly.
/// </summary>
/// <remarks>
/// Source: Canonne, Kamath, Steinke 2020, section on multivariate queries: noise protects only what lies on the grid,
/// so the clip is verified there and not in floating point. The result is always round(s v) for one scalar
/// 0 &lt; s &lt;= 1: whatever holds for every s v with norm at most C, up to half a unit a coordinate, holds for it.
/// </remarks>
public static class GridQuantiser
{
    /// <summary>Largest C, grid units: 2^40 keeps every squared coordinate far inside Int128.</summary>
    public const long MaximumClipNorm = 1L << 40;

    // Each shrink takes off a thousandth; rounding adds at most sqrt(dimension)/2 to the norm, so the loop ends.
    private const double Shrink = 0.999;

    /// <summary>round(s v) with the largest s that the loop reaches at which the exact norm is at most C.</summary>
    /// <param name="vector">Grid units. NaN or infinity throws: nothing may be released from it.</param>
    /// <param name="clipNorm">C, grid units, 1 to 2^40.</param>
    public static long[] Quantise(ReadOnlySpan<double> vector, long clipNorm)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(clipNorm, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clipNorm, MaximumClipNorm);
        if (vector.IsEmpty)
        {
            throw new ArgumentException("An empty vector is never released.", nameof(vector));
        }

        double scale = InitialScale(vector, clipNorm);
        Int128 bound = (Int128)clipNorm * clipNorm;
        long[] grid = new long[vector.Length];
        while (true)
        {
            for (int i = 0; i < grid.Length; i++)
            {
                grid[i] = (long)Math.Round(vector[i] * scale, MidpointRounding.ToEven);
            }

            if (SquaredNorm(grid) <= bound)
            {
                return grid;
            }

            scale *= Shrink;
        }
    }

    /// <summary>Exact sum of squares; throws OverflowException rather than wrap.</summary>
    public static Int128 SquaredNorm(ReadOnlySpan<long> vector)
    {
        Int128 sum = 0;
        foreach (long value in vector)
        {
            sum += (Int128)value * value;
        }

        return sum;
    }

    /// <summary>Below the clip nothing is scaled.</summary>
    private static double InitialScale(ReadOnlySpan<double> vector, long clipNorm)
    {
        if (!ScaledNorm.TryOf(vector, out ScaledNorm norm))
        {
            throw new ArgumentException("A coordinate is not finite.", nameof(vector));
        }

        return norm.Value <= clipNorm ? 1 : clipNorm / norm.Largest / norm.Root;
    }
}
