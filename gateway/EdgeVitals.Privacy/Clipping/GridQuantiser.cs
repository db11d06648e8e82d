namespace EdgeVitals.Privacy;

/// <summary>
/// Rounds a real vector to integers in grid units whose squared norm is at most C^2, checked exactly.
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

    /// <summary>Largest grid exponent: a unit of 2^-40 is finer than any measurement.</summary>
    public const int MaximumGridExponent = 40;

    // Each shrink takes off a thousandth; rounding adds at most sqrt(dimension)/2 to the norm, so the loop ends.
    private const double Shrink = 0.999;

    /// <summary>round(s v) with the largest s that the loop reaches at which the exact norm is at most C.</summary>
    /// <param name="vector">Grid units, at least one coordinate. Nothing may be released from NaN or infinity.</param>
    /// <param name="clipNorm">C, grid units, 1 to 2^40.</param>
    /// <exception cref="PrivacyException">A coordinate is not finite, the vector is empty or C out of range.
    /// </exception>
    public static long[] Quantise(ReadOnlySpan<double> vector, long clipNorm) => Quantise(vector, clipNorm, 0);

    /// <summary>The same of a vector in natural units on a grid of 2^-k: round(s 2^k v).</summary>
    /// <param name="vector">Natural units, at least one coordinate. Nothing may be released from NaN or infinity.
    /// </param>
    /// <param name="clipNorm">C, grid units (2^k times the norm in natural units), 1 to 2^40.</param>
    /// <param name="gridExponent">k, 0 to 40; multiplying by 2^k is exact.</param>
    /// <exception cref="PrivacyException">A coordinate is not finite, the vector is empty, C or k out of range.
    /// </exception>
    public static long[] Quantise(ReadOnlySpan<double> vector, long clipNorm, int gridExponent)
    {
        Require(vector.Length, clipNorm);
        if (gridExponent is < 0 or > MaximumGridExponent)
        {
            throw new PrivacyException(PrivacyFault.OutOfRange, "grid exponent",
                $"{gridExponent} is outside 0..{MaximumGridExponent}");
        }

        double scale = InitialScale(vector, clipNorm, 1L << gridExponent);
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

    /// <summary>Throws unless the exact norm of a contribution is at most C: what a sum must hold of each of its
    /// terms before it is noised.</summary>
    /// <param name="contribution">Grid units, at least one coordinate.</param>
    /// <param name="clipNorm">C, grid units, 1 to 2^40.</param>
    /// <exception cref="PrivacyException">OverClip, which names C and not the contribution's own norm; or the
    /// contribution is empty or C out of range.</exception>
    public static void RequireWithin(ReadOnlySpan<long> contribution, long clipNorm)
    {
        Require(contribution.Length, clipNorm);
        Int128 bound = (Int128)clipNorm * clipNorm, sum = 0;
        foreach (long value in contribution)
        {
            // At most 2^80 + 2^126: no overflow, since a larger sum has thrown before.
            sum += (Int128)value * value;
            if (sum > bound)
            {
                // Not by how much: the norm is a wearer's own, and messages go to logs.
                throw new PrivacyException(PrivacyFault.OverClip, nameof(contribution),
                    $"its exact norm on the grid is above the clip C = {clipNorm}");
            }
        }
    }

    private static void Require(int length, long clipNorm)
    {
        if (length == 0)
        {
            throw new PrivacyException(PrivacyFault.Empty, "vector", "an empty vector is never released");
        }

        if (clipNorm is < 1 or > MaximumClipNorm)
        {
            throw new PrivacyException(
                PrivacyFault.OutOfRange, "clip norm", $"{clipNorm} is outside 1..{MaximumClipNorm}");
        }
    }

    /// <summary>Grid units a natural one, less where the vector is longer than the clip.</summary>
    private static double InitialScale(ReadOnlySpan<double> vector, long clipNorm, double unit)
    {
        foreach (double value in vector)
        {
            PrivacyException.RequireFinite(value, nameof(vector));
        }

        _ = ScaledNorm.TryOf(vector, out ScaledNorm norm);
        return norm.Value * unit <= clipNorm ? unit : clipNorm / norm.Largest / norm.Root;
    }
}
