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
    /// <remarks>
    /// The curve of μ is the continuous one. At deviations of 1,000 grid units the discrete one is within 2e-6 of its
    /// epsilon, far less than the bounds of 10^9 trials leave open.
    /// </remarks>
    public bool IsGaussian { get; init; }

    /// <summary>
    /// Trials a side that show the gate's share of the exact ε with room for chance, 1,000 times a power of two; null
    /// where not even 10^10 do.
    /// </summary>
    public long? TrialsNeeded
    {
        get
        {
            for (long trials = 1000; EpsilonExact > 0 && trials <= ClopperPearson.MaximumTrials; trials *= 2)
            {
                if (ExpectedEpsilonLower(trials) >= WorstPairAudit.GateWithRoom * EpsilonExact)
                {
                    return trials;
                }
            }

            return null;
        }
    }

    /// <summary>Largest balanced accuracy of telling the two inputs apart by the event, 0.5 to 1.</summary>
    /// <remarks>Of a law with two levels no other test does better: it is half of 1 + the total variation.</remarks>
    public double BalancedAccuracy => 0.5 * (1 + FirstProbability - SecondProbability);

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
        return mu > 0 ? AnalyticGaussian.EpsilonAt(Privacy.Delta.From(Delta), mu) : 0;
    }

    /// <summary>The ε that an audit shows where every count is its expectation: its power before it runs.</summary>
    /// <param name="trials">Releases of each input, 1 to 10^10.</param>
    /// <exception cref="PrivacyException">The number of trials is out of range.</exception>
    public double ExpectedEpsilonLower(long trials) => EpsilonLower(ThresholdAttack.Expected(
        FirstProbability, SecondProbability, trials, WorstPairAudit.Significance, IsGaussian ? 0 : Delta));
}
