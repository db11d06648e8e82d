namespace EdgeVitals.Privacy;

/// <summary>
/// Symmetric unary encoding (basic one-time RAPPOR): each bit of the one-hot vector is kept with odds e^(ε/2) : 1.
/// </summary>
/// <remarks>
/// Source: Ú. Erlingsson, V. Pihur, A. Korolova, CCS 2014, Section 2.1 (basic RAPPOR, permanent step alone); T. Wang et
/// al. 2017, Section 4.3. Always worse than <see cref="OptimisedUnaryEncoding"/> at small frequencies: a baseline. The
/// page Mechanisms/SymmetricUnaryEncoding.md holds the proof.
/// </remarks>
public sealed class SymmetricUnaryEncoding : IFrequencyOracle<UnaryReport>
{
    private readonly UnaryReport.Coin _truth;
    private readonly UnaryReport.Coin _other;

    private SymmetricUnaryEncoding(int categories, Epsilon epsilon)
    {
        Categories = FrequencyOracle.RequireCategories(categories);
        Epsilon = epsilon;
        ExactOdds odds = ExactOdds.Of(epsilon).Half();
        OtherProbability = 1 / (1 + Math.Exp(odds.Epsilon));
        TruthProbability = Math.Exp(odds.Epsilon) * OtherProbability;
        _truth = (ref bits) => odds.Favours(1, 1, ref bits);
        _other = (ref bits) => !odds.Favours(1, 1, ref bits);
    }

    /// <inheritdoc/>
    public Epsilon Epsilon { get; }

    /// <inheritdoc/>
    public int Categories { get; }

    /// <summary>p = e^(ε/2)/(1 + e^(ε/2)).</summary>
    public double TruthProbability { get; }

    /// <summary>q = 1 − p.</summary>
    public double OtherProbability { get; }

    /// <summary>Makes the mechanism.</summary>
    /// <param name="categories">k, 2 to 65,536.</param>
    /// <param name="epsilon">ε, 1e-6 to 32.</param>
    /// <exception cref="PrivacyException">k or ε out of range.</exception>
    public static SymmetricUnaryEncoding Create(int categories, Epsilon epsilon) => new(categories, epsilon);

    /// <inheritdoc/>
    public UnaryReport Perturb(int category, IRandomBytes random) =>
        UnaryReport.Draw(Categories, category, _truth, _other, random);

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
