namespace EdgeVitals.Privacy;

/// <summary>
/// A local mechanism for one of k categories: the report supports the true category with probability p and any other
/// one with probability q, so that counts of support give unbiased frequencies (pure ε, δ = 0, replace-one).
/// </summary>
/// <remarks>Source: T. Wang, J. Blocki, N. Li, S. Jha, USENIX Security 2017, "pure" protocols, Definition 2.</remarks>
/// <typeparam name="TReport">What leaves: a category, a set of bits, a subset, a hash and its value.</typeparam>
public interface IFrequencyOracle<TReport>
{
    /// <summary>The claimed ε of one report.</summary>
    Epsilon Epsilon { get; }

    /// <summary>k, the number of categories 0 to k − 1.</summary>
    int Categories { get; }

    /// <summary>p: probability that a report supports the wearer's own category.</summary>
    double TruthProbability { get; }

    /// <summary>q: probability that a report supports one given other category.</summary>
    double OtherProbability { get; }

    /// <summary>
    /// One report of a category. It leaves on a schedule and not when it is ready: the time that sampling takes depends
    /// on the drawn values.
    /// </summary>
    /// <param name="category">0 to k − 1.</param>
    /// <param name="random">Uniform bytes.</param>
    /// <exception cref="PrivacyException">The category is none; nothing is released then.</exception>
    TReport Perturb(int category, IRandomBytes random);

    /// <summary>True where the report counts for the category.</summary>
    /// <param name="report">A report of this oracle.</param>
    /// <param name="category">0 to k − 1.</param>
    /// <exception cref="PrivacyException">The category is none, or the report is none of this oracle.</exception>
    bool Supports(TReport report, int category);

    /// <summary>Adds 1 to the count of each category that the report supports.</summary>
    /// <param name="report">A report of this oracle.</param>
    /// <param name="counts">One for each category.</param>
    /// <exception cref="PrivacyException">The report is none of this oracle, or there are not k counts.</exception>
    void AddSupport(TReport report, Span<long> counts);
}
