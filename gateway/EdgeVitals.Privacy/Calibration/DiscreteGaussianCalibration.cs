namespace EdgeVitals.Privacy;

/// <summary>The least noise of discrete Gaussian releases that keeps within an (epsilon, delta).</summary>
/// <remarks>
/// Source: Canonne, Kamath, Steinke 2020, Theorem 14 (rho = Delta^2 / (2 sigma^2) a release, also below sigma^2 = 1)
/// and Proposition 12 (<see cref="Zcdp.ToEpsilon"/>); rho adds up over releases. Never by the continuous Gaussian's
/// curve, which undercuts the discrete one at a small sigma.
/// </remarks>
public static class DiscreteGaussianCalibration
{
    /// <summary>Largest denominator of the grid: numerators then stay below 2^60.</summary>
    public const long MaximumDenominator = 1L << 20;

    /// <summary>Above the relative error of rho, which is rounded seven times.</summary>
    private const double RhoMargin = 1.0 / (1L << 48);

    /// <summary>
    /// Above the rounding of the conversion, some 1e-15. Both margins are far below what one step of sigma^2 changes
    /// while there are fewer than 10^9 steps up to it; beyond, the answer may lie one part in 10^9 above the least.
    /// </summary>
    private const double EpsilonMargin = 1.0 / (1L << 46);

    /// <summary>The least sigma^2 on the grid at which all releases together cost at most epsilon at delta.</summary>
    /// <param name="epsilon">Of all releases together.</param>
    /// <param name="delta">Of all releases together.</param>
    /// <param name="sensitivitySquared">Squared L2 sensitivity of one release, grid units squared, at least 1.</param>
    /// <param name="releases">How many, at least 1.</param>
    /// <param name="denominator">sigma^2 is a multiple of 1/denominator, 1 to 2^20: 1 asks for an integer.</param>
    /// <returns>sigma^2, grid units squared.</returns>
    /// <exception cref="PrivacyException">A count out of range, or no sigma^2 up to 2^40 is enough.</exception>
    public static Rational SigmaSquared(
        Epsilon epsilon, Delta delta, long sensitivitySquared, long releases = 1, long denominator = 1)
    {
        PrivacyException.RequireCount(sensitivitySquared, "squared sensitivity", long.MaxValue);
        PrivacyException.RequireCount(releases, nameof(releases), long.MaxValue);
        PrivacyException.RequireCount(denominator, nameof(denominator), MaximumDenominator);
        // Twice the rho of all releases, times sigma^2's numerator.
        double twiceRho = (double)sensitivitySquared * releases * denominator * (1 + RhoMargin);
        bool IsEnough(long numerator) =>
            Zcdp.ToEpsilon(twiceRho / (2.0 * numerator), delta.Value) + EpsilonMargin <= epsilon.Value;

        // The cost falls as sigma^2 grows. Invariant: high is enough, low is not (0 is no noise at all).
        long low = 0, high = DiscreteGaussian.MaximumSigmaSquared * denominator;
        if (!IsEnough(high))
        {
            throw new PrivacyException(PrivacyFault.OutOfRange, "sigma squared",
                $"epsilon {epsilon} at delta {delta} would need more than {DiscreteGaussian.MaximumSigmaSquared}");
        }

        while (high - low > 1)
        {
            long middle = low + ((high - low) / 2);
            if (IsEnough(middle))
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }

        return Rational.Of(high, denominator);
    }
}
