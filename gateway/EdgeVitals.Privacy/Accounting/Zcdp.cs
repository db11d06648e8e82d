namespace EdgeVitals.Privacy;

/// <summary>
/// Zero-concentrated differential privacy: the currency in which (discrete) Gaussian releases are added up.
/// </summary>
/// <remarks>
/// Source: Bun and Steinke 2016 (definition, additive composition); Canonne, Kamath, Steinke 2020, "The Discrete
/// Gaussian for Differential Privacy", Theorem 14 (the discrete Gaussian of parameter sigma^2 on a query of L2
/// sensitivity Delta is Delta^2/(2 sigma^2)-zCDP, also for integer vectors) and Proposition 12 (conversion).
/// Every answer is an upper bound of the true epsilon; it is never below the exact value.
/// </remarks>
public static class Zcdp
{
    /// <summary>Golden-section steps; each shrinks the bracket by 0.618, so 120 exhaust a double's precision.</summary>
    private const int GoldenSteps = 120;

    /// <summary>Bisection steps of the inverse; 200 halvings reach the last bit of a double.</summary>
    private const int BisectionSteps = 200;

    /// <summary>rho = Delta^2 / (2 sigma^2) of one release.</summary>
    /// <param name="sensitivitySquared">Squared L2 sensitivity, grid units squared, at least 1.</param>
    /// <param name="sigmaSquared">Noise parameter sigma^2, grid units squared, at least 1.</param>
    public static double Rho(long sensitivitySquared, long sigmaSquared)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sensitivitySquared, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sigmaSquared, 1);
        return sensitivitySquared / (2.0 * sigmaSquared);
    }

    /// <summary>The least epsilon that CKS20 Proposition 12 proves for a rho-zCDP mechanism at a delta.</summary>
    /// <param name="rho">Composed rho, finite and not negative; 0 gives 0.</param>
    /// <param name="delta">In (0, 1).</param>
    /// <returns>min over a &gt; 1 of rho a + ln(1 - 1/a) - ln(delta a)/(a - 1), at least 0.</returns>
    public static double ToEpsilon(double rho, double delta)
    {
        PrivacyException.RequireProbability(delta, nameof(delta));
        if (rho == 0)
        {
            return 0;
        }

        PrivacyException.RequirePositive(rho, nameof(rho));

        // Any alpha proves a bound, so an imprecise minimum can only overstate the cost. The bracket is on
        // ln(alpha - 1): the minimiser is close to 1 + sqrt(ln(1/delta)/rho).
        double centre = 0.5 * Math.Log(-Math.Log(delta) / rho);
        double low = centre - 12, high = centre + 12;
        double ratio = (Math.Sqrt(5) - 1) / 2;
        double left = high - (ratio * (high - low)), right = low + (ratio * (high - low));
        double atLeft = Bound(rho, delta, left), atRight = Bound(rho, delta, right);
        for (int step = 0; step < GoldenSteps; step++)
        {
            if (atLeft <= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (ratio * (high - low));
                atLeft = Bound(rho, delta, left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (ratio * (high - low));
                atRight = Bound(rho, delta, right);
            }
        }

        return Math.Max(0, Math.Min(atLeft, atRight));
    }

    /// <summary>The largest rho that <see cref="ToEpsilon"/> converts to at most an epsilon at a delta.</summary>
    /// <param name="epsilon">Positive and finite.</param>
    /// <param name="delta">In (0, 1).</param>
    public static double FromEpsilon(double epsilon, double delta)
    {
        PrivacyException.RequirePositive(epsilon, nameof(epsilon));
        PrivacyException.RequireProbability(delta, nameof(delta));
        // Epsilon grows with rho without limit, so doubling finds the upper end.
        double low = 0, high = epsilon;
        while (ToEpsilon(high, delta) <= epsilon)
        {
            high *= 2;
        }

        for (int step = 0; step < BisectionSteps; step++)
        {
            double middle = 0.5 * (low + high);
            if (ToEpsilon(middle, delta) <= epsilon)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static double Bound(double rho, double delta, double logAlphaMinusOne) =>
        RenyiConversion.Bound(rho * (1 + Math.Exp(logAlphaMinusOne)), delta, logAlphaMinusOne);
}
