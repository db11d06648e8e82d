namespace EdgeVitals.Privacy;

/// <summary>What the number of right guesses in one run proves about ε.</summary>
/// <remarks>
/// m canaries were each put in by a fair coin; of r guesses (the rest abstain) v were right.
/// Sources: Steinke, Nasr, Jagielski 2023, "Privacy Auditing with One (1) Training Run", Theorem 5.2 and Algorithm 2
/// (pure and approximate); Mahloujifar, Melis, Chaudhuri 2024, "Auditing f-Differential Privacy in One Run",
/// Algorithm 3 ("audit_rh_with_cap"), here with the trade-off curve of a Gaussian mechanism. Unlike
/// <see cref="ThresholdAttack"/> they need no independent runs.
/// </remarks>
public static class OneRunBound
{
    /// <summary>Largest number of canaries: the sums are linear in it and a bound takes some 60 of them.</summary>
    public const int MaximumCanaries = 1_000_000;

    /// <summary>ε beyond which no bound is looked for; a million right guesses of a million show 13 at 95 %.</summary>
    private const double MaximumEpsilon = 512;

    /// <summary>μ beyond which no bound is looked for: ε is then above 512.</summary>
    private const double MaximumMu = 32;

    /// <summary>
    /// The largest probability with which an (ε, δ)-private run lets as many guesses be right.
    /// </summary>
    /// <param name="counts">Canaries, guesses and right guesses.</param>
    /// <param name="epsilon">ε of the claim, finite and at least 0.</param>
    /// <param name="delta">δ of the claim, 0 or in (0, 1).</param>
    /// <exception cref="PrivacyException">An argument out of range.</exception>
    public static double PValue(OneRunCounts counts, double epsilon, double delta)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ThresholdAttack.RequireDelta(delta);
        if (PrivacyException.RequireFinite(epsilon, nameof(epsilon)) < 0)
        {
            throw new PrivacyException(PrivacyFault.NotPositive, nameof(epsilon), $"{epsilon:R} is below 0");
        }

        return PValueOf(counts, epsilon, delta);
    }

    /// <summary>The largest ε that the counts refute: the true one is above it with the confidence.</summary>
    /// <param name="counts">Canaries, guesses and right guesses.</param>
    /// <param name="significance">Probability that the bound is too high, in (0, 1).</param>
    /// <param name="delta">δ of the claim, 0 or in (0, 1).</param>
    /// <returns>At least 0; 0 where nothing is refuted.</returns>
    /// <exception cref="PrivacyException">An argument out of range.</exception>
    public static double EpsilonLower(OneRunCounts counts, double significance, double delta)
    {
        ArgumentNullException.ThrowIfNull(counts);
        PrivacyException.RequireProbability(significance, nameof(significance));
        ThresholdAttack.RequireDelta(delta);
        return LargestRefuted(epsilon => PValueOf(counts, epsilon, delta) < significance, MaximumEpsilon);
    }

    /// <summary>
    /// The largest ε for which the counts refute that the run is as private as the Gaussian mechanism that is just
    /// (ε, δ)-private: mostly more than <see cref="EpsilonLower"/>, and a statement about Gaussian noise alone.
    /// </summary>
    /// <remarks>
    /// The recursion begins at the significance, so with the share of right guesses fixed the bound no longer grows from
    /// some hundred guesses on: at 90 % right and 95 % confidence it stays at μ = 0.88, however many canaries.
    /// </remarks>
    /// <param name="counts">Canaries, guesses and right guesses.</param>
    /// <param name="significance">Probability that the bound is too high, in (0, 1).</param>
    /// <param name="delta">δ of the claim.</param>
    /// <returns>At least 0; 0 where nothing is refuted.</returns>
    /// <exception cref="PrivacyException">An argument out of range.</exception>
    public static double EpsilonLowerOfGaussian(OneRunCounts counts, double significance, Delta delta)
    {
        ArgumentNullException.ThrowIfNull(counts);
        PrivacyException.RequireProbability(significance, nameof(significance));
        double mu = LargestRefuted(mu => RefutesGaussian(counts, significance, mu), MaximumMu);
        return mu > 0 ? AnalyticGaussian.EpsilonAt(delta, mu) : 0;
    }

    private static double PValueOf(OneRunCounts counts, double epsilon, double delta)
    {
        double right = 1 / (1 + Math.Exp(-epsilon)), wrong = 1 / (1 + Math.Exp(epsilon));
        double beta = counts.Right == 0 ? 1
            : RegularisedBeta.Lower(counts.Right, counts.Guesses - counts.Right + 1, right, wrong);
        if (delta == 0)
        {
            return beta;
        }

        // Theorem 5.2: alpha = max over i of P(v - i <= W < v) / i. The masses below v are unimodal, so once one is
        // under the mean of those before it, no longer stretch has a larger mean.
        double sum = 0, alpha = 0;
        for (int i = 1; i <= counts.Right; i++)
        {
            double mass = Math.Exp(BinomialMass.Log(counts.Guesses, counts.Right - i, right, wrong));
            if (mass < alpha)
            {
                break;
            }

            sum += mass;
            alpha = Math.Max(alpha, sum / i);
        }

        return Math.Min(1, beta + (2 * counts.Canaries * delta * alpha));
    }

    /// <summary>Algorithm 3 of Mahloujifar et al. with f the trade-off curve of N(0, 1) against N(mu, 1).</summary>
    private static bool RefutesGaussian(OneRunCounts counts, double significance, double mu)
    {
        double right = significance * counts.Right / counts.Canaries;
        double wrong = significance * (counts.Guesses - counts.Right) / counts.Canaries;
        for (int i = counts.Right - 1; i >= 0; i--)
        {
            // The least probability under N(0, 1) of an event that has the probability `right` under N(mu, 1).
            double inverse = right is <= 0 or >= 1 ? right : NormalTail.Lower(NormalTail.Quantile(right) - mu);
            if (inverse <= wrong)
            {
                // Neither can change any more.
                break;
            }

            right = Math.Min(1, right + (i / (double)(counts.Guesses - i) * (inverse - wrong)));
            wrong = inverse;
        }

        return right + wrong > counts.Guesses / (double)counts.Canaries;
    }

    private static double LargestRefuted(Func<double, bool> isRefuted, double limit)
    {
        if (!isRefuted(0))
        {
            return 0;
        }

        double low = 0, high = 1;
        while (high < limit && isRefuted(high))
        {
            (low, high) = (high, 2 * high);
        }

        while (high - low > 1e-12 * high)
        {
            double middle = 0.5 * (low + high);
            (low, high) = isRefuted(middle) ? (middle, high) : (low, middle);
        }

        return low;
    }
}
