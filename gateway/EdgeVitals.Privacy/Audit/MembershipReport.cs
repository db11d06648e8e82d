namespace EdgeVitals.Privacy;

/// <summary>How well an attack told members from others, beside the ceiling that the privacy bound puts on any attack.
/// </summary>
/// <param name="BalancedAccuracy">Measured (true positive rate + true negative rate) / 2.</param>
/// <param name="Interval">Interval of the attack's true balanced accuracy: the means of the Clopper-Pearson bounds of
/// both rates, each at half the significance, so that both hold together.</param>
/// <param name="Confidence">1 less the significance.</param>
/// <param name="Ceiling">Largest balanced accuracy of any attack under the bound.</param>
/// <param name="Cost">The composed bound that the ceiling belongs to.</param>
public sealed record MembershipReport(
    double BalancedAccuracy, RateInterval Interval, double Confidence, double Ceiling, PrivacyCost Cost)
{
    /// <summary>False where the attack was better than the bound allows: then the bound is wrong, or the mechanism
    /// broken. True says only that this attack shows nothing against the bound.</summary>
    public bool IsWithinCeiling => Interval.Lower <= Ceiling;

    /// <summary>The report of one attack on records of which none served to fit it.</summary>
    /// <param name="members">Records that were used, 1 to 10^10.</param>
    /// <param name="others">Records that were not, 1 to 10^10.</param>
    /// <param name="truePositives">Members that were called members.</param>
    /// <param name="trueNegatives">Others that were called others.</param>
    /// <param name="significance">Probability that the interval misses, in (0, 1).</param>
    /// <param name="cost">The composed (ε, δ) of everything that was released about a record.</param>
    /// <exception cref="PrivacyException">An argument out of range.</exception>
    public static MembershipReport FromCounts(
        long members, long others, long truePositives, long trueNegatives, double significance, PrivacyCost cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        return FromCounts(members, others, truePositives, trueNegatives, significance, cost,
            MembershipCeiling.Approximate(cost.Epsilon, cost.Delta));
    }

    /// <summary>The same where all releases were Gaussian, which has a lower ceiling.</summary>
    /// <param name="members">Records that were used, 1 to 10^10.</param>
    /// <param name="others">Records that were not, 1 to 10^10.</param>
    /// <param name="truePositives">Members that were called members.</param>
    /// <param name="trueNegatives">Others that were called others.</param>
    /// <param name="significance">Probability that the interval misses, in (0, 1).</param>
    /// <param name="cost">The composed (ε, δ), for the record.</param>
    /// <param name="mu">Sensitivity over deviation of the composed releases, finite and at least 0.</param>
    /// <exception cref="PrivacyException">An argument out of range.</exception>
    public static MembershipReport FromGaussianCounts(
        long members, long others, long truePositives, long trueNegatives, double significance, PrivacyCost cost,
        double mu)
    {
        ArgumentNullException.ThrowIfNull(cost);
        return FromCounts(members, others, truePositives, trueNegatives, significance, cost,
            MembershipCeiling.Gaussian(mu));
    }

    private static MembershipReport FromCounts(
        long members, long others, long truePositives, long trueNegatives, double significance, PrivacyCost cost,
        double ceiling)
    {
        RateInterval positive = ClopperPearson.Interval(truePositives, members, significance / 2);
        RateInterval negative = ClopperPearson.Interval(trueNegatives, others, significance / 2);
        return new MembershipReport(
            0.5 * ((truePositives / (double)members) + (trueNegatives / (double)others)),
            new RateInterval(0.5 * (positive.Lower + negative.Lower), 0.5 * (positive.Upper + negative.Upper)),
            1 - significance,
            ceiling,
            cost);
    }
}
