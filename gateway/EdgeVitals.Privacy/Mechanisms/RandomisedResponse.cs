namespace EdgeVitals.Privacy;

/// <summary>
/// k-ary randomised response: the true category with odds e^ε : k − 1, otherwise one of the others at random.
/// </summary>
/// <remarks>
/// Source: Warner 1965 for k = 2; P. Kairouz, S. Oh, P. Viswanath 2014, Section 4.2; "direct encoding" in T. Wang et
/// al. 2017. Best at k up to about 3e^ε + 2. The page Mechanisms/RandomisedResponse.md holds the proof.
/// </remarks>
public sealed class RandomisedResponse : IFrequencyOracle<int>
{
    private readonly ExactOdds _odds;

    private RandomisedResponse(int categories, Epsilon epsilon)
    {
        Categories = FrequencyOracle.RequireCategories(categories);
        Epsilon = epsilon;
        _odds = ExactOdds.Of(epsilon);
        OtherProbability = 1 / (Math.Exp(_odds.Epsilon) + categories - 1);
        TruthProbability = Math.Exp(_odds.Epsilon) * OtherProbability;
    }

    /// <inheritdoc/>
    public Epsilon Epsilon { get; }

    /// <inheritdoc/>
    public int Categories { get; }

    /// <summary>p = e^ε/(e^ε + k − 1).</summary>
    public double TruthProbability { get; }

    /// <summary>q = 1/(e^ε + k − 1).</summary>
    public double OtherProbability { get; }

    /// <summary>p − q, which would cancel at a small ε if it were subtracted.</summary>
    internal double Gain => OtherProbability * LogSpace.ExpM1(_odds.Epsilon);

    /// <summary>Makes the mechanism.</summary>
    /// <param name="categories">k, 2 to 65,536.</param>
    /// <param name="epsilon">ε, 1e-6 to 32.</param>
    /// <exception cref="PrivacyException">k or ε out of range.</exception>
    public static RandomisedResponse Create(int categories, Epsilon epsilon) => new(categories, epsilon);

    /// <summary>One answer.</summary>
    /// <param name="category">The true category, 0 to k − 1.</param>
    /// <param name="random">Uniform bytes.</param>
    /// <returns>A category.</returns>
    /// <exception cref="PrivacyException">The category is none.</exception>
    public int Perturb(int category, IRandomBytes random)
    {
        FrequencyOracle.RequireCategory(category, Categories);
        ArgumentNullException.ThrowIfNull(random);
        BitSource bits = new(random);
        return (int)Answer((ulong)category, (ulong)Categories, _odds, ref bits);
    }

    /// <inheritdoc/>
    public bool Supports(int report, int category)
    {
        FrequencyOracle.RequireCategory(report, Categories);
        return report == FrequencyOracle.RequireCategory(category, Categories);
    }

    /// <inheritdoc/>
    /// <remarks>One addition.</remarks>
    public void AddSupport(int report, Span<long> counts)
    {
        FrequencyOracle.RequireCategory(report, Categories);
        FrequencyOracle.RequireCounts(counts, Categories);
        counts[report]++;
    }

    /// <summary>The law itself, on 0 to count − 1; hashing answers with it too.</summary>
    /// <remarks>
    /// The lie is drawn whether it is told or not: a draw that only a lie takes would let the time say which it was,
    /// and the report together with "it is true" is the category.
    /// </remarks>
    internal static ulong Answer(ulong truth, ulong count, ExactOdds odds, ref BitSource bits)
    {
        ulong drawn = ExactRandom.Below(count - 1, ref bits);
        ulong other = drawn < truth ? drawn : drawn + 1;
        return odds.Favours(1, count - 1, ref bits) ? truth : other;
    }
}
