namespace EdgeVitals.Privacy;

/// <summary>Variances and estimates that all frequency oracles share; they depend on p and q alone.</summary>
/// <remarks>
/// Source: T. Wang, J. Blocki, N. Li, S. Jha, *Locally Differentially Private Protocols for Frequency Estimation*,
/// USENIX Security 2017, equations (1) and (2).
/// </remarks>
public static class FrequencyOracle
{
    /// <summary>Most categories of an oracle.</summary>
    public const int MaximumCategories = 65_536;

    /// <summary>
    /// n · Var of the estimated frequency of a category: q(1 − q)/(p − q)² + f(1 − p − q)/(p − q).
    /// </summary>
    /// <param name="truth">p, probability.</param>
    /// <param name="other">q, probability, below p.</param>
    /// <param name="frequency">f, the share of wearers in the category, 0 to 1.</param>
    /// <exception cref="PrivacyException">p or q outside (0, 1), q not below p, or f outside 0 to 1.</exception>
    public static double NVariance(double truth, double other, double frequency)
    {
        PrivacyException.RequireProbability(truth, "truth probability");
        PrivacyException.RequireProbability(other, "other probability");
        if (PrivacyException.RequireFinite(frequency, "frequency") is < 0 or > 1)
        {
            throw new PrivacyException(PrivacyFault.OutsideDomain, "frequency", $"{frequency:R} is outside 0 to 1");
        }

        double gain = truth - other;
        return gain > 0 ? NVariance(truth, other, gain, frequency)
            : throw new PrivacyException(
                PrivacyFault.OutsideDomain, "other probability", $"{other:R} is not below {truth:R}");
    }

    /// <summary>n · Var at one frequency.</summary>
    /// <param name="oracle">The oracle.</param>
    /// <param name="frequency">f, 0 to 1.</param>
    /// <exception cref="PrivacyException">f outside 0 to 1.</exception>
    public static double NVariance<TReport>(this IFrequencyOracle<TReport> oracle, double frequency)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        return NVariance(oracle.TruthProbability, oracle.OtherProbability, frequency);
    }

    /// <summary>
    /// n · Var averaged over the categories: f enters linearly and sums to 1, so it is the value at f = 1/k, whatever
    /// the frequencies are.
    /// </summary>
    /// <param name="oracle">The oracle.</param>
    public static double MeanNVariance<TReport>(this IFrequencyOracle<TReport> oracle)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        return oracle.NVariance(1.0 / oracle.Categories);
    }

    /// <summary>n · the mean squared error summed over all categories.</summary>
    /// <param name="oracle">The oracle.</param>
    public static double TotalNVariance<TReport>(this IFrequencyOracle<TReport> oracle)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        return oracle.Categories * oracle.MeanNVariance();
    }

    /// <summary>
    /// How many reports support each category; a report costs what <see cref="IFrequencyOracle{TReport}.AddSupport"/>
    /// of its oracle does, k steps for local hashing and fewer for the others.
    /// </summary>
    /// <param name="oracle">The oracle that made the reports.</param>
    /// <param name="reports">One a wearer.</param>
    /// <returns>k counts.</returns>
    /// <exception cref="PrivacyException">A report is none of this oracle.</exception>
    public static long[] SupportCounts<TReport>(this IFrequencyOracle<TReport> oracle, IEnumerable<TReport> reports)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        ArgumentNullException.ThrowIfNull(reports);
        long[] counts = new long[oracle.Categories];
        foreach (TReport report in reports)
        {
            oracle.AddSupport(report, counts);
        }

        return counts;
    }

    /// <summary>Unbiased frequency (count/n − q)/(p − q) with its standard error.</summary>
    /// <param name="oracle">The oracle that made the reports.</param>
    /// <param name="count">Reports that support the category, 0 to n.</param>
    /// <param name="reports">n, fixed beforehand: the task's cap and not a count of who is present.</param>
    /// <exception cref="PrivacyException">n below 1, or a count outside 0 to n.</exception>
    public static FrequencyEstimate Estimate<TReport>(this IFrequencyOracle<TReport> oracle, long count, long reports)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        double truth = oracle.TruthProbability, other = oracle.OtherProbability;
        return Estimate(truth, other, truth - other, count, reports);
    }

    /// <param name="truth">p.</param>
    /// <param name="other">q.</param>
    /// <param name="gain">p − q, from whoever knows it without cancellation.</param>
    /// <param name="count">0 to n.</param>
    /// <param name="reports">n.</param>
    internal static FrequencyEstimate Estimate(double truth, double other, double gain, long count, long reports)
    {
        PrivacyException.RequireCount(reports, "reports", long.MaxValue);
        if (count < 0 || count > reports)
        {
            throw new PrivacyException(PrivacyFault.OutsideDomain, "count", $"{count} is outside 0 to {reports}");
        }

        double frequency = (((double)count / reports) - other) / gain;
        // The variance is known but for f; outside 0 to 1 the estimate is noise and the nearest possible f is taken.
        double variance = NVariance(truth, other, gain, Math.Clamp(frequency, 0, 1)) / reports;
        return new FrequencyEstimate(frequency, Math.Sqrt(variance));
    }

    internal static int RequireCategories(int categories) =>
        PrivacyException.RequireCount(categories, "categories", MaximumCategories) >= 2 ? categories
            : throw new PrivacyException(PrivacyFault.OutOfRange, "categories", "1 says nothing: at least 2");

    /// <summary>Answers the category, or throws; the message does not repeat it, since it may be a person's.</summary>
    internal static int RequireCategory(int category, int categories) =>
        category >= 0 && category < categories ? category
            : throw new PrivacyException(
                PrivacyFault.OutsideDomain, "category", $"must lie in 0 to {categories - 1}");

    internal static void RequireCounts(ReadOnlySpan<long> counts, int categories)
    {
        if (counts.Length != categories)
        {
            throw new PrivacyException(PrivacyFault.OutsideDomain, "counts",
                $"{counts.Length} are not one for each of {categories} categories");
        }
    }

    private static double NVariance(double truth, double other, double gain, double frequency) =>
        (other * (1 - other) / (gain * gain)) + (frequency * (1 - truth - other) / gain);
}

/// <summary>An estimated share of wearers.</summary>
/// <param name="Frequency">Unbiased, so it may lie outside 0 to 1; clipping it would bias later averages.</param>
/// <param name="StandardError">
/// Of the mechanism's noise, for the wearers who reported; the sampling of wearers from a population is not in it.
/// </param>
public readonly record struct FrequencyEstimate(double Frequency, double StandardError);
