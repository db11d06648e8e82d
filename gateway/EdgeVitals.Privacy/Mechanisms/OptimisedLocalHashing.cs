namespace EdgeVitals.Privacy;

/// <summary>
/// Optimised local hashing: the category is hashed to one of g ≈ e^ε + 1 values by a function that the wearer draws,
/// and the value is answered by randomised response.
/// </summary>
/// <remarks>
/// <para>Source: T. Wang, J. Blocki, N. Li, S. Jha, USENIX Security 2017, Section 4.4 and equation (9); g = e^ε
/// rounded, plus 1. Hash family: J. Carter, M. Wegman 1979, h(v) = ⌊((av + b) mod P) · g/P⌋ with P = 2^61 − 1.</para>
/// <para>We deviate in the hash: the paper takes xxHash with a 32-bit seed and assumes an ideal function. Here a and b
/// are uniform below P, so that the values of any two categories are exactly independent, which is all that the
/// variance needs. The page Mechanisms/OptimisedLocalHashing.md holds the proof.</para>
/// </remarks>
public sealed class OptimisedLocalHashing : IFrequencyOracle<HashedReport>
{
    /// <summary>2^61 − 1, a prime far above k and g: a value has probability 1/g within 1/P.</summary>
    private const ulong Prime = (1UL << 61) - 1;

    private readonly ExactOdds _odds;

    private OptimisedLocalHashing(int categories, Epsilon epsilon)
    {
        Categories = FrequencyOracle.RequireCategories(categories);
        Epsilon = epsilon;
        _odds = ExactOdds.Of(epsilon);
        HashValues = (long)Math.Round(Math.Exp(_odds.Epsilon)) + 1;
        TruthProbability = 1 / (1 + ((HashValues - 1) * Math.Exp(-_odds.Epsilon)));
        OtherProbability = 1.0 / HashValues;
    }

    /// <inheritdoc/>
    public Epsilon Epsilon { get; }

    /// <inheritdoc/>
    public int Categories { get; }

    /// <summary>g, the number of hash values.</summary>
    public long HashValues { get; }

    /// <summary>p = e^ε/(e^ε + g − 1).</summary>
    public double TruthProbability { get; }

    /// <summary>q = 1/g, over the draw of the hash function.</summary>
    public double OtherProbability { get; }

    /// <summary>Makes the mechanism.</summary>
    /// <param name="categories">k, 2 to 65,536.</param>
    /// <param name="epsilon">ε, 1e-6 to 32.</param>
    /// <exception cref="PrivacyException">k or ε out of range.</exception>
    public static OptimisedLocalHashing Create(int categories, Epsilon epsilon) => new(categories, epsilon);

    /// <inheritdoc/>
    public HashedReport Perturb(int category, IRandomBytes random)
    {
        FrequencyOracle.RequireCategory(category, Categories);
        ArgumentNullException.ThrowIfNull(random);
        BitSource bits = new(random);
        ulong multiplier = ExactRandom.Below(Prime, ref bits);
        ulong addend = ExactRandom.Below(Prime, ref bits);
        ulong answer = RandomisedResponse.Answer(
            Hash(multiplier, addend, category), (ulong)HashValues, _odds, ref bits);
        return new HashedReport(multiplier, addend, answer);
    }

    /// <inheritdoc/>
    public bool Supports(HashedReport report, int category)
    {
        FrequencyOracle.RequireCategory(category, Categories);
        Require(report);
        return Hash(report.Multiplier, report.Addend, category) == report.Value;
    }

    /// <inheritdoc/>
    /// <remarks>k hashes: the function has no inverse that would be cheaper.</remarks>
    public void AddSupport(HashedReport report, Span<long> counts)
    {
        Require(report);
        FrequencyOracle.RequireCounts(counts, Categories);
        for (int category = 0; category < counts.Length; category++)
        {
            counts[category] += Hash(report.Multiplier, report.Addend, category) == report.Value ? 1 : 0;
        }
    }

    private void Require(HashedReport report)
    {
        if (report.Multiplier >= Prime || report.Addend >= Prime || report.Value >= (ulong)HashValues)
        {
            throw new PrivacyException(
                PrivacyFault.OutsideDomain, "report", $"a and b must be below 2^61 - 1, the value below {HashValues}");
        }
    }

    private ulong Hash(ulong multiplier, ulong addend, int category)
    {
        UInt128 line = (((UInt128)multiplier * (UInt128)category) + addend) % Prime;
        return (ulong)(line * (UInt128)HashValues / Prime);
    }
}
