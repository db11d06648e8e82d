namespace EdgeVitals.Privacy;

/// <summary>What the error counts of one fixed test prove about the privacy loss of a mechanism.</summary>
/// <remarks>
/// Source: Jagielski, Ullman, Oprea 2020, "Auditing Differentially Private Machine Learning"; Nasr et al. 2021,
/// "Adversary Instantiation". Of an (ε, δ)-private mechanism every test has
/// 1 − FNR ≤ e^ε FPR + δ, so upper bounds of both error rates are a lower bound of ε. The test must have been fixed
/// before the counted trials were drawn.
/// </remarks>
/// <param name="FalseNegativeUpper">Upper bound of the rate at which a present input is missed.</param>
/// <param name="FalsePositiveUpper">Upper bound of the rate at which an absent input is called present.</param>
/// <param name="Epsilon">Lower bound of ε from the test as it is, at least 0.</param>
/// <param name="EpsilonEitherWay">The larger of that and the bound of the opposite test, at least 0; the same two
/// rates bound both, so it costs no confidence.</param>
public sealed record ThresholdAttack(
    double FalseNegativeUpper, double FalsePositiveUpper, double Epsilon, double EpsilonEitherWay)
{
    /// <summary>The bound from counts; half the significance goes to each rate.</summary>
    /// <param name="present">Trials with the input, 1 to 10^10.</param>
    /// <param name="absent">Trials without it, or with the other one, 1 to 10^10.</param>
    /// <param name="falseNegatives">Trials with the input that the test missed.</param>
    /// <param name="falsePositives">Trials without it that the test called present.</param>
    /// <param name="significance">Probability that the bound is too high, in (0, 1).</param>
    /// <param name="delta">δ of the claim, 0 for a pure one, below 1.</param>
    /// <exception cref="PrivacyException">A count, the significance or δ out of range.</exception>
    public static ThresholdAttack FromCounts(
        long present, long absent, long falseNegatives, long falsePositives, double significance, double delta)
    {
        RequireDelta(delta);
        return OfRates(
            ClopperPearson.Upper(falseNegatives, present, significance / 2),
            ClopperPearson.Upper(falsePositives, absent, significance / 2),
            delta);
    }

    /// <summary>
    /// What <see cref="FromCounts"/> would give where both inputs were tried equally often and every count was its
    /// expectation: the power of an audit before it runs.
    /// </summary>
    /// <param name="hitRate">Probability of the event at the first input, 0 to 1.</param>
    /// <param name="falseRate">Probability of the event at the second input, 0 to 1.</param>
    /// <param name="trials">Trials at each input, 1 to 10^10.</param>
    /// <param name="significance">In (0, 1).</param>
    /// <param name="delta">0 or in (0, 1).</param>
    /// <exception cref="PrivacyException">An argument out of range.</exception>
    public static ThresholdAttack Expected(
        double hitRate, double falseRate, long trials, double significance, double delta)
    {
        RequireDelta(delta);
        PrivacyException.RequireCount(trials, nameof(trials), ClopperPearson.MaximumTrials);
        PrivacyException.RequireProbability(significance, nameof(significance));
        return OfRates(
            ClopperPearson.Upper((1 - RequireRate(hitRate)) * trials, trials, significance / 2),
            ClopperPearson.Upper(RequireRate(falseRate) * trials, trials, significance / 2),
            delta);
    }

    /// <summary>δ of a claim: 0, or in (0, 1).</summary>
    internal static void RequireDelta(double delta)
    {
        if (delta != 0)
        {
            PrivacyException.RequireProbability(delta, nameof(delta));
        }
    }

    private static double RequireRate(double rate) =>
        PrivacyException.RequireFinite(rate, nameof(rate)) is >= 0 and <= 1 ? rate
            : throw new PrivacyException(
                PrivacyFault.OutsideUnitInterval, nameof(rate), $"{rate:R} does not lie between 0 and 1");

    private static ThresholdAttack OfRates(double falseNegative, double falsePositive, double delta)
    {
        double forward = Bound(falseNegative, falsePositive, delta);
        double backward = Bound(falsePositive, falseNegative, delta);
        return new ThresholdAttack(falseNegative, falsePositive, forward, Math.Max(forward, backward));
    }

    private static double Bound(double missed, double called, double delta)
    {
        double caught = 1 - missed - delta;
        return caught > 0 ? Math.Max(0, Math.Log(caught / called)) : 0;
    }
}
