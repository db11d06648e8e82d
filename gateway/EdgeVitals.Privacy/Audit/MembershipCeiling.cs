namespace EdgeVitals.Privacy;

/// <summary>
/// The largest balanced accuracy with which anyone can tell whether a person's record was used: what a privacy bound
/// promises about membership inference.
/// </summary>
/// <remarks>
/// Balanced accuracy is (true positive rate + true negative rate) / 2; a coin has 1/2. The ceiling is for the composed
/// ε and δ of everything that was released about the person, not for one release. At ε = 1 it is 73 %, at ε = 4 98 %:
/// differential privacy does not promise that an attack is no better than a coin.
/// </remarks>
public static class MembershipCeiling
{
    /// <summary>e^ε / (1 + e^ε) of a pure bound (Kairouz, Oh, Viswanath 2015, region of the errors at δ = 0).</summary>
    /// <param name="epsilon">Composed ε, finite and at least 0.</param>
    /// <exception cref="PrivacyException">ε is NaN, infinite or negative.</exception>
    public static double Pure(double epsilon) => 1 / (1 + Math.Exp(-RequireNotNegative(epsilon, nameof(epsilon))));

    /// <summary>(e^ε + δ) / (1 + e^ε) of an (ε, δ) bound (Kairouz, Oh, Viswanath 2015).</summary>
    /// <param name="epsilon">Composed ε, finite and at least 0.</param>
    /// <param name="delta">Composed δ, 0 or in (0, 1).</param>
    /// <exception cref="PrivacyException">An argument out of range.</exception>
    public static double Approximate(double epsilon, double delta)
    {
        ThresholdAttack.RequireDelta(delta);
        return Pure(epsilon) + (delta / (1 + Math.Exp(epsilon)));
    }

    /// <summary>Φ(μ/2) of a Gaussian mechanism (Dong, Roth, Su 2019, Equation 6, at equal errors).</summary>
    /// <param name="mu">Sensitivity over deviation, times √T where T releases are composed; finite, at least 0.</param>
    /// <exception cref="PrivacyException">μ is NaN, infinite or negative.</exception>
    public static double Gaussian(double mu) => NormalTail.Lower(0.5 * RequireNotNegative(mu, nameof(mu)));

    /// <summary>The same for the Gaussian mechanism that is just (ε, δ)-private: lower than
    /// <see cref="Approximate"/>, because no event of a Gaussian reaches its ε.</summary>
    /// <param name="epsilon">Composed ε.</param>
    /// <param name="delta">Composed δ.</param>
    public static double Gaussian(Epsilon epsilon, Delta delta) =>
        Gaussian(1 / AnalyticGaussian.Sigma(epsilon, delta));

    private static double RequireNotNegative(double value, string name) =>
        PrivacyException.RequireFinite(value, name) >= 0 ? value
            : throw new PrivacyException(PrivacyFault.NotPositive, name, $"{value:R} is below 0");
}
