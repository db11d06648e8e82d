using System.Runtime.ExceptionServices;

namespace EdgeVitals.Privacy;

/// <summary>
/// Runs the real mechanism many times on its two worst inputs and compares what the releases show with what its
/// parameters say. A broken mechanism fails, and so does a test too weak to notice one.
/// </summary>
/// <remarks>
/// Passed where 0.9 ε ≤ ε_L ≤ ε, ε the exact one at δ and ε_L the bound that Clopper-Pearson bounds of both error
/// rates prove, and the claimed ε is not below the exact one. A sound mechanism is called broken with at most twice the
/// significance as probability: once for ε_L > ε, once for rates that exclude its law. Sources: Jagielski, Ullman,
/// Oprea 2020; Nasr et al. 2023, "Tight Auditing of Differentially Private Machine Learning" (μ of a Gaussian from both
/// errors).
/// </remarks>
public static class WorstPairAudit
{
    /// <summary>
    /// Probability that ε_L is above the exact ε by chance, split evenly over both error rates: an audit in every
    /// build of some years does not fail by chance. A larger one would need fewer trials and flake.
    /// </summary>
    public const double Significance = 1e-6;

    /// <summary>Most trials a side.</summary>
    public const long MaximumTrials = 1_000_000_000;

    /// <summary>Share of the exact ε that must be shown: with it, a mechanism that leaks a quarter more than it says
    /// would have been caught.</summary>
    private const double Gate = 0.9;

    /// <summary>The gate with some room for chance, for advice on the number of trials.</summary>
    internal const double GateWithRoom = 0.95;

    /// <summary>Relative difference that rounding of the parameters' doubles explains.</summary>
    private const double Rounding = 1e-9;

    private const int Percents = 100;

    /// <summary>The audit.</summary>
    /// <param name="pair">Mechanism, inputs and event.</param>
    /// <param name="trials">Releases of each input, 1 to 10^9.</param>
    /// <param name="newStream">Makes the stream of worker 0, 1, ...; independent of each other. Disposed of here where
    /// it is disposable.</param>
    /// <param name="workers">How many streams and threads, at least 1; with seeded streams it is part of the seed.
    /// </param>
    /// <param name="progress">Told 1 to 100 as percents of the trials are done, in order, from a worker's thread; or
    /// null.</param>
    /// <param name="cancellationToken">Ends the audit early.</param>
    /// <exception cref="PrivacyException">The number of trials is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static WorstPairResult Run(
        WorstPair pair,
        long trials,
        Func<int, IRandomBytes> newStream,
        int workers,
        Action<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(newStream);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        PrivacyException.RequireCount(trials, nameof(trials), MaximumTrials);
        Tally tally = new(trials, progress);
        ParallelOptions options = new() { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken };
        try
        {
            Parallel.For(0, workers, options, worker =>
            {
                IRandomBytes stream = newStream(worker);
                using IDisposable? owned = stream as IDisposable;
                long share = (trials / workers) + (worker < trials % workers ? 1 : 0);
                for (int part = 0; part < Percents; part++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    long count = (share * (part + 1) / Percents) - (share * part / Percents);
                    tally.Add(count, Trials(pair, count, stream));
                }
            });
        }
        catch (AggregateException failures)
        {
            // What a mechanism or a generator threw is what the caller should see, not how many threads saw it.
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }

        return Judge(pair, trials, tally.FalseNegatives, tally.FalsePositives);
    }

    /// <summary>The verdict on counts, however they were come by.</summary>
    /// <param name="pair">Mechanism, inputs and event.</param>
    /// <param name="trials">Releases of each input, 1 to 10^9.</param>
    /// <param name="falseNegatives">Releases of the first input without the event.</param>
    /// <param name="falsePositives">Releases of the second input with it.</param>
    /// <exception cref="PrivacyException">A count out of range.</exception>
    public static WorstPairResult Judge(WorstPair pair, long trials, long falseNegatives, long falsePositives)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ThresholdAttack attack = ThresholdAttack.FromCounts(
            trials, trials, falseNegatives, falsePositives, Significance, pair.IsGaussian ? 0 : pair.Delta);
        double shown = pair.EpsilonLower(attack);
        AuditVerdict verdict = AuditVerdict.Passed;
        if (pair.EpsilonExact > pair.Claimed.Value * (1 + Rounding))
        {
            verdict = AuditVerdict.ClaimTooLow;
        }
        else if (shown > pair.EpsilonExact)
        {
            verdict = AuditVerdict.LeaksMore;
        }
        else if (pair.EpsilonExact == 0 || shown < Gate * pair.EpsilonExact)
        {
            verdict = Agrees(falseNegatives, trials, 1 - pair.FirstProbability)
                && Agrees(falsePositives, trials, pair.SecondProbability)
                ? AuditVerdict.Powerless : AuditVerdict.NotItsLaw;
        }

        return new WorstPairResult(
            pair, trials, falseNegatives, falsePositives, shown, 1 - Significance, verdict);
    }

    private static bool Agrees(long count, long trials, double probability)
    {
        RateInterval interval = ClopperPearson.Interval(count, trials, Significance / 2);
        return probability >= interval.Lower && probability <= interval.Upper;
    }

    private static (long FalseNegatives, long FalsePositives) Trials(WorstPair pair, long count, IRandomBytes stream)
    {
        long missed = 0, called = 0;
        for (long i = 0; i < count; i++)
        {
            missed += pair.First(stream) ? 0 : 1;
            called += pair.Second(stream) ? 1 : 0;
        }

        return (missed, called);
    }

    /// <summary>Counts of all workers.</summary>
    private sealed class Tally(long trials, Action<int>? progress)
    {
        private readonly Lock _lock = new();
        private long _done;
        private int _percent;

        public long FalseNegatives { get; private set; }

        public long FalsePositives { get; private set; }

        public void Add(long count, (long FalseNegatives, long FalsePositives) errors)
        {
            lock (_lock)
            {
                FalseNegatives += errors.FalseNegatives;
                FalsePositives += errors.FalsePositives;
                _done += count;
                for (int percent = (int)(Percents * _done / trials); _percent < percent;)
                {
                    _percent++;
                    progress?.Invoke(_percent);
                }
            }
        }
    }
}
