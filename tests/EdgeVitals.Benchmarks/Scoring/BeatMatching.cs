namespace EdgeVitals.Benchmarks.Scoring;

/// <summary>Which beats count.</summary>
internal sealed record BeatRule
{
    /// <summary>Farthest that a found beat may lie from its reference beat, s: 0.150 by ANSI/AAMI EC57:2012, 4.3.3.
    /// </summary>
    public double WindowSeconds { get; init; } = 0.150;

    /// <summary>Learning time at the beginning that is not scored, s: 300 by EC57, 4.2.2.</summary>
    public double LearningSeconds { get; init; } = 300;

    /// <summary>Spans that are not scored, samples, ends included: ventricular flutter, where nobody can say what a
    /// beat is.</summary>
    public IReadOnlyList<(long From, long To)> Excluded { get; init; } = [];

    /// <summary>The rule of EC57 without its learning time, for short recordings.</summary>
    public static BeatRule WholeRecord { get; } = new() { LearningSeconds = 0 };
}

/// <summary>Beat-by-beat comparison after ANSI/AAMI EC57: one found beat for one reference beat.</summary>
internal static class BeatMatching
{
    /// <summary>Scores one record.</summary>
    /// <param name="reference">Sample indexes of the reference beats, rising.</param>
    /// <param name="found">Sample indexes of the found beats, rising, of the same rate.</param>
    /// <param name="samplesASecond">Rate of both, Hz.</param>
    /// <param name="rule">Which beats count.</param>
    /// <exception cref="ArgumentException">A list does not rise: matching in one pass would be wrong in silence.
    /// </exception>
    public static BeatScore Score(
        IReadOnlyList<long> reference, IReadOnlyList<long> found, double samplesASecond, BeatRule rule)
    {
        int right = 0;
        int extra = 0;
        int missed = 0;
        foreach ((int r, int f) in Pair(reference, found, rule.WindowSeconds * samplesASecond))
        {
            // A pair belongs to the time of its reference beat, so that none is cut in two at the end of learning.
            long at = r >= 0 ? reference[r] : found[f];
            if (at < rule.LearningSeconds * samplesASecond || IsExcluded(at, rule)) continue;
            if (r < 0) extra++;
            else if (f < 0) missed++;
            else right++;
        }
        return new BeatScore(right, extra, missed);
    }

    /// <summary>
    /// Indexes of reference and found beats that belong together, in time order; −1 where one has no partner. Of two
    /// beats that could take the same partner the nearer one gets it, the other goes on with the next (bxb's rule).
    /// </summary>
    /// <param name="reference">Sample indexes, rising.</param>
    /// <param name="found">Sample indexes, rising.</param>
    /// <param name="window">Farthest distance of a pair, samples.</param>
    public static IEnumerable<(int Reference, int Found)> Pair(
        IReadOnlyList<long> reference, IReadOnlyList<long> found, double window)
    {
        RequireRising(reference, nameof(reference));
        RequireRising(found, nameof(found));
        int r = 0;
        int f = 0;
        while (r < reference.Count || f < found.Count)
        {
            long distance = r < reference.Count && f < found.Count ? found[f] - reference[r]
                : r < reference.Count ? long.MaxValue : long.MinValue;
            if (distance >= 0 && (distance > window || IsNearer(reference, r + 1, found[f], distance)))
            {
                yield return (r++, -1);
            }
            else if (distance < 0 && (-(double)distance > window || IsNearer(found, f + 1, reference[r], -distance)))
            {
                yield return (-1, f++);
            }
            else
            {
                yield return (r++, f++);
            }
        }
    }

    private static bool IsNearer(IReadOnlyList<long> beats, int index, long other, long distance) =>
        index < beats.Count && Math.Abs(beats[index] - other) < distance;

    private static bool IsExcluded(long sample, BeatRule rule)
    {
        foreach ((long from, long to) in rule.Excluded)
        {
            if (sample >= from && sample <= to) return true;
        }
        return false;
    }

    private static void RequireRising(IReadOnlyList<long> beats, string name)
    {
        for (int i = 1; i < beats.Count; i++)
        {
            if (beats[i] <= beats[i - 1])
            {
                throw new ArgumentException($"Beat {i} at {beats[i]} does not come after {beats[i - 1]}.", name);
            }
        }
    }
}
