namespace EdgeVitals.Signals;

/// <summary>Summary of one channel over one stretch of whole minutes.</summary>
/// <param name="StartMinute">First minute, minutes since 1970-01-01T00:00Z.</param>
/// <param name="Minutes">Length: the grid asked for, or the samples' own period where that is longer.</param>
/// <param name="Count">Samples summarised, above zero.</param>
/// <param name="Mean">Arithmetic mean, in the channel's unit. For a counting channel (steps) the total of the bin
/// is <see cref="Total"/>.</param>
/// <param name="Minimum">Smallest sample.</param>
/// <param name="Maximum">Largest sample.</param>
/// <param name="Quality">Mean quality of the samples, rounded down, 0..100.</param>
public readonly record struct FeatureBin(
    long StartMinute, int Minutes, int Count, double Mean, double Minimum, double Maximum, int Quality)
{
    /// <summary>First minute after the bin.</summary>
    public long EndMinute => StartMinute + Minutes;

    /// <summary>Sum of the samples: the bin's steps on the steps channel.</summary>
    public double Total => Mean * Count;

    /// <summary>Share of the bin that its samples stand for, by their periods, 0..1. A device that measures half a
    /// minute in the hour has counted the steps of that half minute, not of the hour.</summary>
    public double MeasuredShare { get; init; } = 1;

    /// <summary>
    /// Joins two summaries of the same stretch, as when a late frame brings samples for a minute that is already
    /// stored. Commutative; the mean is weighted by count.
    /// </summary>
    /// <exception cref="ArgumentException">The bins do not cover the same minutes.</exception>
    public static FeatureBin Merge(FeatureBin a, FeatureBin b)
    {
        if (a.StartMinute != b.StartMinute || a.Minutes != b.Minutes)
        {
            throw new ArgumentException($"Bins {a.StartMinute}+{a.Minutes} and {b.StartMinute}+{b.Minutes} differ.");
        }
        int count = a.Count + b.Count;
        double mean = (a.Mean * a.Count + b.Mean * b.Count) / count;
        long quality = ((long)a.Quality * a.Count + (long)b.Quality * b.Count) / count;
        return a with
        {
            Count = count,
            Mean = mean,
            Minimum = Math.Min(a.Minimum, b.Minimum),
            Maximum = Math.Max(a.Maximum, b.Maximum),
            Quality = (int)quality,
            MeasuredShare = Math.Min(1, a.MeasuredShare + b.MeasuredShare),
        };
    }
}
