namespace EdgeVitals.Signals;

/// <summary>
/// Whether the intervals of a window can be those of one heart: the three rules of Orphanidou et al. 2015 (IEEE J
/// Biomed Health Inform 19:832), then the share of intervals that <see cref="IntervalArtefacts"/> accepts.
/// </summary>
public static class IntervalQuality
{
    /// <summary>Lowest mean rate, /min; below it the rules take missed beats for a slow heart.</summary>
    public const double SlowestRate = 40;

    /// <summary>Highest mean rate, /min.</summary>
    public const double FastestRate = 180;

    /// <summary>Longest interval, ms: more is a beat that was missed.</summary>
    public const double LongestMilliseconds = 3000;

    /// <summary>Largest ratio of the longest to the shortest interval: within ten seconds a heart does not change its
    /// rate by more, a missed beat doubles one interval.</summary>
    public const double LargestRatio = 2.2;

    /// <summary>Smallest share of accepted intervals.</summary>
    public const double SmallestShare = 0.5;

    /// <summary>Judges a window's intervals, ms, in order; two or more are needed.</summary>
    public static QualityIndex Of(ReadOnlySpan<double> intervals)
    {
        if (intervals.Length < 2)
        {
            return QualityIndex.Refuse("too few beats");
        }
        double sum = 0, shortest = double.MaxValue, longest = 0;
        foreach (double interval in intervals)
        {
            if (!(interval > 0 && interval <= LongestMilliseconds))
            {
                return QualityIndex.Refuse("interval is none");
            }
            sum += interval;
            shortest = Math.Min(shortest, interval);
            longest = Math.Max(longest, interval);
        }
        double rate = 60_000 * intervals.Length / sum;
        if (rate is < SlowestRate or > FastestRate)
        {
            return QualityIndex.Refuse("rate outside 40..180 a minute");
        }
        if (longest / shortest >= LargestRatio)
        {
            return QualityIndex.Refuse("intervals uneven");
        }
        bool[] marks = new bool[intervals.Length];
        double share = 1 - IntervalArtefacts.Mark(intervals, marks) / (double)intervals.Length;
        return new QualityIndex(share, share < SmallestShare ? "intervals implausible" : "");
    }
}
