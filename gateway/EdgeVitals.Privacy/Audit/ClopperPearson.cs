namespace EdgeVitals.Privacy;

/// <summary>Exact confidence bounds of a binomial rate.</summary>
/// <remarks>
/// Source: Clopper and Pearson 1934, "The Use of Confidence or Fiducial Limits Illustrated in the Case of the
/// Binomial". They hold for every rate and every number of trials, unlike a normal approximation, so an audit built on
/// them raises a false alarm with at most the probability it states. Found by bisection of the binomial tail down to
/// neighbouring doubles.
/// </remarks>
public static class ClopperPearson
{
    /// <summary>Largest number of trials; beyond it the tail's continued fraction would take seconds.</summary>
    public const long MaximumTrials = 10_000_000_000;

    /// <summary>The rate at which k or fewer successes have just the probability of the significance.</summary>
    /// <param name="successes">k, 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">n, 1 to 10^10.</param>
    /// <param name="significance">One-sided probability that the true rate is above the bound, in (0, 1).</param>
    /// <returns>The solution p of P(X at most k) = significance; 1 where k = n.</returns>
    /// <exception cref="PrivacyException">A count or the significance out of range.</exception>
    public static double Upper(long successes, long trials, double significance)
    {
        Require(successes, trials, significance);
        return Upper((double)successes, trials, significance);
    }

    /// <summary>The rate at which k or more successes have just the probability of the significance.</summary>
    /// <param name="successes">k, 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">n, 1 to 10^10.</param>
    /// <param name="significance">One-sided probability that the true rate is below the bound, in (0, 1).</param>
    /// <returns>The solution p of P(X at least k) = significance; 0 where k = 0.</returns>
    /// <exception cref="PrivacyException">A count or the significance out of range.</exception>
    public static double Lower(long successes, long trials, double significance)
    {
        Require(successes, trials, significance);
        return Lower((double)successes, trials, significance);
    }

    /// <summary>Both bounds, each at half the significance.</summary>
    /// <param name="successes">k, 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">n, 1 to 10^10.</param>
    /// <param name="significance">Probability that the interval misses the true rate, in (0, 1).</param>
    /// <exception cref="PrivacyException">A count or the significance out of range.</exception>
    public static RateInterval Interval(long successes, long trials, double significance) =>
        new(Lower(successes, trials, significance / 2), Upper(successes, trials, significance / 2));

    /// <summary>The upper bound at a count that need not be whole, as an expected one.</summary>
    internal static double Upper(double successes, double trials, double significance)
    {
        if (successes >= trials)
        {
            return 1;
        }

        return successes <= 0
            ? -LogSpace.ExpM1(Math.Log(significance) / trials)
            : Solve(p => RegularisedBeta.Lower(trials - successes, successes + 1, 1 - p, p) > significance);
    }

    /// <summary>The lower bound at a count that need not be whole.</summary>
    internal static double Lower(double successes, double trials, double significance)
    {
        if (successes <= 0)
        {
            return 0;
        }

        return successes >= trials
            ? Math.Exp(Math.Log(significance) / trials)
            : Solve(p => RegularisedBeta.Lower(successes, trials - successes + 1, p, 1 - p) < significance);
    }

    /// <summary>The rate up to which <paramref name="isBelow"/> holds.</summary>
    private static double Solve(Func<double, bool> isBelow)
    {
        double low = 0, high = 1;
        while (true)
        {
            double middle = 0.5 * (low + high);
            if (middle <= low || middle >= high)
            {
                return high;
            }

            (low, high) = isBelow(middle) ? (middle, high) : (low, middle);
        }
    }

    private static void Require(long successes, long trials, double significance)
    {
        PrivacyException.RequireCount(trials, nameof(trials), MaximumTrials);
        PrivacyException.RequireProbability(significance, nameof(significance));
        if (successes < 0 || successes > trials)
        {
            throw new PrivacyException(
                PrivacyFault.OutOfRange, nameof(successes), $"{successes} does not lie between 0 and {trials}");
        }
    }
}
