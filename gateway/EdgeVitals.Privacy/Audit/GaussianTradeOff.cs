namespace EdgeVitals.Privacy;

/// <summary>The trade-off between the errors of telling N(0, 1) from N(μ, 1), and the (ε, δ) curve it is equal to.</summary>
/// <remarks>
/// Source: Dong, Roth, Su 2019, "Gaussian Differential Privacy", Equation 6 and Corollary 2.13. A Gaussian mechanism of
/// deviation σ on a query of sensitivity s, however often composed, is such a pair with μ = s √T / σ.
/// </remarks>
internal static class GaussianTradeOff
{
    /// <summary>ln δ(ε) = ln (Φ(μ/2 − ε/μ) − e^ε Φ(−μ/2 − ε/μ)).</summary>
    public static double LogDelta(double mu, double epsilon) => LogSpace.Subtract(
        NormalTail.LogLower((0.5 * mu) - (epsilon / mu)),
        epsilon + NormalTail.LogLower((-0.5 * mu) - (epsilon / mu)));

    /// <summary>The least ε of which δ(ε) is at most δ; 0 where even ε = 0 is.</summary>
    /// <param name="mu">At least 0; 0 gives 0.</param>
    /// <param name="delta">In (0, 1).</param>
    public static double Epsilon(double mu, double delta)
    {
        double logDelta = Math.Log(delta);
        if (mu <= 0 || LogDelta(mu, 0) <= logDelta)
        {
            return 0;
        }

        double low = 0, high = 1;
        while (LogDelta(mu, high) > logDelta)
        {
            (low, high) = (high, 2 * high);
        }

        while (high - low > 1e-14 * high)
        {
            double middle = 0.5 * (low + high);
            (low, high) = LogDelta(mu, middle) > logDelta ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>
    /// The least probability under N(0, 1) of an event that has the given one under N(μ, 1): the inverse of the
    /// "blow-up" of Mahloujifar et al. 2024, Definition 4.
    /// </summary>
    /// <param name="mu">At least 0.</param>
    /// <param name="rate">0 to 1.</param>
    public static double InverseBlowUp(double mu, double rate) =>
        rate is <= 0 or >= 1 ? rate : NormalTail.Lower(NormalTail.Quantile(rate) - mu);
}
