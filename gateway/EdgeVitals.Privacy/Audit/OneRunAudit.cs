namespace EdgeVitals.Privacy;

/// <summary>
/// Audit of a whole pipeline by one run of it: some canaries are put in by coin flips, the pipeline runs, and guesses
/// from its output about which were in bound ε from below.
/// </summary>
/// <remarks>
/// Source: Steinke, Nasr, Jagielski 2023, Algorithm 1. The canaries must be independent of each other (each adds or
/// takes away one wearer), and scores may depend on the output and the canaries, never on <see cref="IsIncluded"/>.
/// </remarks>
public sealed class OneRunAudit
{
    private readonly bool[] _included;

    private OneRunAudit(bool[] included) => _included = included;

    /// <summary>m, the number of canaries.</summary>
    public int Canaries => _included.Length;

    /// <summary>Flips a fair coin for each canary.</summary>
    /// <param name="canaries">m, 1 to 10^6.</param>
    /// <param name="random">Uniform bytes.</param>
    /// <exception cref="PrivacyException">The number is out of range.</exception>
    public static OneRunAudit Draw(int canaries, IRandomBytes random)
    {
        PrivacyException.RequireCount(canaries, nameof(canaries), OneRunBound.MaximumCanaries);
        ArgumentNullException.ThrowIfNull(random);
        BitSource bits = new(random);
        bool[] included = new bool[canaries];
        for (int i = 0; i < canaries; i++)
        {
            included[i] = bits.Take(1) == 1;
        }

        return new OneRunAudit(included);
    }

    /// <summary>True where the canary is to be put in.</summary>
    /// <param name="canary">0 to <see cref="Canaries"/> − 1.</param>
    public bool IsIncluded(int canary) => _included[canary];

    /// <summary>
    /// Guesses "in" for the highest scores and "out" for the lowest, abstains from the rest, and counts.
    /// </summary>
    /// <param name="scores">One a canary, higher where it looks more as if it were in. Finite.</param>
    /// <param name="guessesIn">k+, highest scores that are guessed in, at least 0.</param>
    /// <param name="guessesOut">k−, lowest scores that are guessed out, at least 0; both together 1 to m.</param>
    /// <param name="significance">Probability that a bound is too high, in (0, 1).</param>
    /// <param name="delta">δ of the claim, 0 or in (0, 1).</param>
    /// <exception cref="PrivacyException">A score is not finite, or a count or parameter out of range.</exception>
    public OneRunResult ConcludeByRank(
        ReadOnlySpan<double> scores, int guessesIn, int guessesOut, double significance, double delta)
    {
        RequireScores(scores);
        if (guessesIn < 0 || guessesOut < 0 || (long)guessesIn + guessesOut > Canaries)
        {
            throw new PrivacyException(PrivacyFault.OutOfRange, "guesses",
                $"{guessesIn} in and {guessesOut} out are not two counts of at most {Canaries} together");
        }

        // Equal scores are ordered by index, which says nothing about the coins.
        int[] order = [.. Enumerable.Range(0, Canaries)];
        double[] keys = scores.ToArray();
        Array.Sort(order, (left, right) => keys[left].CompareTo(keys[right]) is var by and not 0 ? by : left - right);
        int right = 0;
        for (int i = 0; i < guessesOut; i++)
        {
            right += _included[order[i]] ? 0 : 1;
        }

        for (int i = Canaries - guessesIn; i < Canaries; i++)
        {
            right += _included[order[i]] ? 1 : 0;
        }

        return OneRunResult.Of(new OneRunCounts(Canaries, guessesIn + guessesOut, right), significance, delta);
    }

    /// <summary>
    /// Guesses "in" from an upper threshold on and "out" down from a lower one, abstains between them, and counts.
    /// </summary>
    /// <param name="scores">One a canary, higher where it looks more as if it were in. Finite.</param>
    /// <param name="outUpTo">Scores up to here are guessed out; minus infinity for none.</param>
    /// <param name="inFrom">Scores from here on are guessed in, above <paramref name="outUpTo"/>; infinity for none.
    /// </param>
    /// <param name="significance">Probability that a bound is too high, in (0, 1).</param>
    /// <param name="delta">δ of the claim, 0 or in (0, 1).</param>
    /// <exception cref="PrivacyException">A score is not finite, the thresholds are not in order, no guess is left, or
    /// a parameter is out of range.</exception>
    public OneRunResult ConcludeByThreshold(
        ReadOnlySpan<double> scores, double outUpTo, double inFrom, double significance, double delta)
    {
        RequireScores(scores);
        if (!(outUpTo < inFrom))
        {
            throw new PrivacyException(
                PrivacyFault.OutOfRange, "thresholds", $"{outUpTo:R} is not below {inFrom:R}");
        }

        int guesses = 0, right = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            bool isIn = scores[i] >= inFrom;
            if (isIn || scores[i] <= outUpTo)
            {
                guesses++;
                right += isIn == _included[i] ? 1 : 0;
            }
        }

        return OneRunResult.Of(new OneRunCounts(Canaries, guesses, right), significance, delta);
    }

    private void RequireScores(ReadOnlySpan<double> scores)
    {
        if (scores.Length != Canaries)
        {
            throw new PrivacyException(
                PrivacyFault.OutOfRange, nameof(scores), $"{scores.Length} scores of {Canaries} canaries");
        }

        foreach (double score in scores)
        {
            PrivacyException.RequireFinite(score, nameof(scores));
        }
    }
}
