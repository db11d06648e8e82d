namespace EdgeVitals.Privacy;

/// <summary>
/// Two inputs that a mechanism tells apart best, and the event of a release that does it: what an audit runs.
/// </summary>
/// <remarks>
/// The law's numbers come from the mechanism's parameters, the event from releases of the real mechanism; the audit
/// compares the two.
/// </remarks>
public sealed record WorstPair
{
    /// <summary>Name of the mechanism.</summary>
    public required string Mechanism { get; init; }

    /// <summary>The two inputs and the event, for people.</summary>
    public required string Description { get; init; }

    /// <summary>ε that the mechanism claims.</summary>
    public required Epsilon Claimed { get; init; }

    /// <summary>The exact ε of the pair at δ under the law, at least 0.</summary>
    public required double EpsilonExact { get; init; }

    /// <summary>δ of the claim, 0 for a pure one.</summary>
    public double Delta { get; init; }

    /// <summary>One fresh release of the first input: true where the event is seen.</summary>
    public required Func<IRandomBytes, bool> First { get; init; }

    /// <summary>One fresh release of the second input: true where the event is seen.</summary>
    public required Func<IRandomBytes, bool> Second { get; init; }

    /// <summary>Probability of the event at the first input under the law, 0 to 1.</summary>
    public required double FirstProbability { get; init; }

    /// <summary>Probability of the event at the second input under the law, 0 to 1.</summary>
    public required double SecondProbability { get; init; }

    /// <summary>
    /// True for a Gaussian law, of which no event reaches the exact ε: both errors at the half-space between the means
    /// give μ, and μ gives ε(δ). False where the event itself has the ratio e^ε.
    /// </summary>
    public bool IsGaussian { get; init; }

    /// <summary>The ε at δ that upper bounds of both error rates prove.</summary>
    internal double EpsilonLower(ThresholdAttack attack)
    {
        if (!IsGaussian)
        {
            return attack.Epsilon;
        }

        if (attack.FalsePositiveUpper >= 1 || attack.FalseNegativeUpper >= 1)
        {
            return 0;
        }

        double mu = -NormalTail.Quantile(attack.FalsePositiveUpper) - NormalTail.Quantile(attack.FalseNegativeUpper);
        return GaussianTradeOff.Epsilon(mu, Delta);
    }

    /// <summary>The ε that so many trials a side show where every count is its expectation.</summary>
    internal double ExpectedEpsilonLower(long trials, double significance) => EpsilonLower(
        ThresholdAttack.Expected(FirstProbability, SecondProbability, trials, significance, IsGaussian ? 0 : Delta));
}
