namespace EdgeVitals.Surveillance;

/// <summary>Score intervals of proportions whose counts carry privacy noise of known variance.</summary>
/// <remarks>
/// Source: Wilson 1927, with the variance of the noise added. The interval is all f with
/// (Y - n f)^2 &lt;= z^2 (n f(1-f) + sigma_N^2). Without noise it is Wilson's. Deviation: outside 0..1 the binomial
/// variance is taken as zero instead of negative, so that a count that noise carried below zero always has an
/// interval; inside 0..1 nothing differs.
/// </remarks>
public static class ScoreInterval
{
    /// <summary>Two-sided 95 %: the 0.975 quantile of the normal distribution.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>Interval of a proportion Y / n.</summary>
    /// <param name="y">Noisy count Y, finite, signed.</param>
    /// <param name="n">Known, fixed denominator, positive.</param>
    /// <param name="noiseVariance">sigma_N^2 of the noise in Y, at least 0; 0 demands Y in 0..n.</param>
    /// <param name="z">Normal quantile, positive.</param>
    public static Estimate Solve(double y, double n, double noiseVariance, double z)
    {
        RequirePositive(n, nameof(n));
        RequirePositive(z, nameof(z));
        RequireVariance(noiseVariance, nameof(noiseVariance));
        if (!double.IsFinite(y) || (noiseVariance == 0 && (y < 0 || y > n)))
        {
            throw new ArgumentOutOfRangeException(nameof(y), y, "A count is finite, and without noise within 0..n.");
        }

        double z2 = z * z;
        Roots inside = Roots.Of(n + z2, 2 * y + z2, ((y * y) - (z2 * noiseVariance)) / n);
        double reach = z * Math.Sqrt(noiseVariance);
        return Hull(y / n, inside, (y - reach) / n, (y + reach) / n);
    }

    /// <summary>
    /// Interval of a ratio of two noisy counts Y / M, such as elevated among worn: all f with
    /// (Y - M f)^2 &lt;= z^2 (M f(1-f) + sigma_Y^2 + f^2 sigma_M^2) (Fieller 1954, with the binomial part at the
    /// observed M).
    /// </summary>
    /// <param name="y">Noisy numerator, finite.</param>
    /// <param name="m">Noisy denominator, finite.</param>
    /// <param name="numeratorVariance">Noise variance of Y, at least 0.</param>
    /// <param name="denominatorVariance">Noise variance of M, at least 0, independent of Y's.</param>
    /// <param name="z">Normal quantile, positive.</param>
    /// <param name="estimate">The interval.</param>
    /// <returns>
    /// False where M is within z deviations of zero: every ratio is then compatible, and a number would be a lie.
    /// </returns>
    public static bool TrySolveRatio(
        double y, double m, double numeratorVariance, double denominatorVariance, double z, out Estimate estimate)
    {
        RequirePositive(z, nameof(z));
        RequireVariance(numeratorVariance, nameof(numeratorVariance));
        RequireVariance(denominatorVariance, nameof(denominatorVariance));
        if (!double.IsFinite(y) || !double.IsFinite(m))
        {
            throw new ArgumentOutOfRangeException(nameof(y), "Counts are finite.");
        }

        estimate = default;
        double z2 = z * z;
        double certain = m - (z2 * denominatorVariance / Math.Max(m, double.Epsilon));
        if (m <= 0 || certain <= 0)
        {
            return false;
        }

        double constant = ((y * y) - (z2 * numeratorVariance)) / m;
        Roots inside = Roots.Of(certain + z2, (2 * y) + z2, constant);
        // certain <= m makes this discriminant 4 y^2 (1 - certain/m) + ... >= 0; only rounding can say otherwise.
        Roots outside = Roots.Of(certain, 2 * y, constant, provenReal: true);
        estimate = Hull(y / m, inside, outside.Low, outside.High);
        return true;
    }

    // Inside 0..1 the ends solve the quadratic with the binomial variance, outside the one without it.
    private static Estimate Hull(double value, Roots inside, double outsideLow, double outsideHigh)
    {
        double lower = value, upper = value;
        if (inside.Real)
        {
            lower = Math.Min(lower, Within(inside.Low) ? inside.Low : lower);
            upper = Math.Max(upper, Within(inside.High) ? inside.High : upper);
        }

        lower = Math.Min(lower, Within(outsideLow) ? lower : outsideLow);
        upper = Math.Max(upper, Within(outsideHigh) ? upper : outsideHigh);
        return new Estimate(value, lower, upper);
    }

    private static bool Within(double f) => f is >= 0 and <= 1;

    private static void RequirePositive(double value, string name)
    {
        if (!(value > 0 && double.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(name, value, "Must be positive and finite.");
        }
    }

    private static void RequireVariance(double value, string name)
    {
        if (!(value >= 0 && double.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(name, value, "A variance is finite and not negative.");
        }
    }

    // Roots of a f^2 - b f + c = 0 with a > 0.
    private readonly record struct Roots(bool Real, double Low, double High)
    {
        public static Roots Of(double a, double b, double c, bool provenReal = false)
        {
            double discriminant = (b * b) - (4 * a * c);
            if (discriminant < 0 && provenReal)
            {
                discriminant = 0;
            }

            if (discriminant < 0)
            {
                return new Roots(false, double.NaN, double.NaN);
            }

            // The larger root in absolute value first, the other by their product: no cancellation near f = 0.
            double q = (b + Math.CopySign(Math.Sqrt(discriminant), b)) / 2;
            double first = q / a;
            double second = q == 0 ? 0 : c / q;
            return new Roots(true, Math.Min(first, second), Math.Max(first, second));
        }
    }
}
