namespace EdgeVitals.Privacy;

/// <summary>
/// Optimised unary encoding: the true category's bit is a fair coin, every other bit is 1 with odds 1 : e^ε.
/// </summary>
/// <remarks>
/// Source: T. Wang, J. Blocki, N. Li, S. Jha, USENIX Security 2017, Section 4.3. The page
/// Mechanisms/OptimisedUnaryEncoding.md holds the proof.
/// </remarks>
public sealed class OptimisedUnaryEncoding : IFrequencyOracle<UnaryReport>
{
    private readonly UnaryReport.Coin _other;

    private OptimisedUnaryEncoding(int categories, Epsilon epsilon)
    {
        Categories = FrequencyOracle.RequireCategories(categories);
        Epsilon = epsilon;
        ExactOdds odds = ExactOdds.Of(epsilon);
        OtherProbability = 1 / (Math.Exp(odds.Epsilon) + 1);
        _other = (ref bits) => !odds.Favours(1, 1, ref bits);
    }

    /// <inheritdoc/>
    public Epsilon Epsilon { get; }

    /// <inheritdoc/>
    public int Categories { get; }

    /// <summary>p = 1/2.</summary>
    public double TruthProbability => 0.5;

    /// <summary>q = 1/(e^ε + 1).</summary>
    public double OtherProbability { get; }

    /// <summary>Makes the mechanism.</summary>
    /// <param name="categories">k, 2 to 65,536.</param>
    /// <param name="epsilon">ε, 1e-6 to 32.</param>
    /// <exception cref="PrivacyException">k or ε out of range.</exception>
    public static OptimisedUnaryEncoding Create(int categories, Epsilon epsilon) => new(categories, epsilon);

    /// <inheritdoc/>
    public UnaryReport Perturb(int category, IRandomBytes random) =>
        UnaryReport.Draw(Categories, category, static (ref bits) => bits.Take(1) == 1, _other, random);

    /// <inheritdoc/>
    public bool Supports(UnaryReport report, int category) => UnaryReport.Supports(report, category, Categories);

    /// <inheritdoc/>
    /// <remarks>One step for each bit that is set, and one for each byte.</remarks>
    public void AddSupport(UnaryReport report, Span<long> counts)
    {
        UnaryReport.Require(report, Categories);
        FrequencyOracle.RequireCounts(counts, Categories);
        report.AddTo(counts);
    }
}
