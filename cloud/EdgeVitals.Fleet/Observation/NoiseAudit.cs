using EdgeVitals.Federated;
using EdgeVitals.Privacy;

namespace EdgeVitals.Fleet.Observation;

/// <summary>
/// Puts the noise of the daily surveillance release to the test with which anyone can check it: the real sampler, many
/// times, with and without a wearer who changes both indicators, and what ε the difference proves.
/// </summary>
public static class NoiseAudit
{
    /// <summary>
    /// Releases of each of the two sums. The expected bound is then 0.947 of the exact ε and its deviation 0.008: the
    /// gate of 0.9 is six deviations below. Half of them would be refused as powerless one time in two hundred.
    /// </summary>
    internal const long Trials = 4_096_000;

    /// <summary>The audit, on one thread: the fleet beside it goes on.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>Verdict and figures; null where it was ended early.</returns>
    public static WorstPairResult? Run(CancellationToken cancellationToken)
    {
        TaskDefinition task = StandardTasks.SurveillanceDaily("audit", 1, 1);
        // A wearer who was neither worn nor elevated, replaced by one who was both: the proven sensitivity.
        long[] difference = new long[task.Dimension];
        Array.Fill(difference, 1L);
        WorstPair pair = ReleasePair.Of(
            task.Id, difference, task.SigmaSquared, Epsilon.From(task.Epsilon), Delta.From(task.Delta));
        try
        {
            return WorstPairAudit.Run(pair, Trials, _ => new CryptoRandom(), 1, null, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
