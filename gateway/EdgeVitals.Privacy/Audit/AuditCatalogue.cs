namespace EdgeVitals.Privacy;

/// <summary>The worst pair of every mechanism of the library by name. A mechanism without one is not to be trusted.
/// </summary>
public static class AuditCatalogue
{
    private static readonly Dictionary<string, Entry> Entries = new(StringComparer.Ordinal)
    {
        ["privunit"] = Vector(VectorPairs.OfPrivUnit),
        ["privunitg"] = Vector(VectorPairs.OfPrivUnitG),
        ["duchi"] = Plain(ScalarPairs.OfDuchi),
        ["piecewise"] = Plain(ScalarPairs.OfPiecewise),
        ["hybrid"] = Plain(ScalarPairs.OfHybrid),
        ["laplace"] = Plain(ScalarPairs.OfLaplace),
        ["lp-scalar"] = Plain(ScalarPairs.OfLpScalar),
        ["krr"] = Oracle(OraclePairs.OfRandomisedResponse),
        ["oue"] = Oracle(OraclePairs.OfOptimisedUnary),
        ["olh"] = Oracle(OraclePairs.OfLocalHashing),
        ["sue"] = Oracle(OraclePairs.OfSymmetricUnary),
        ["subset"] = Oracle(OraclePairs.OfSubsetSelection),
        ["memoised"] = Oracle(OraclePairs.OfMemoised),
        ["discrete-laplace"] = Plain(NoisePairs.OfDiscreteLaplace),
        ["discrete-gaussian"] = new Entry(
            inputs => NoisePairs.OfDiscreteGaussian(inputs.Epsilon, inputs.DeltaOrDefault, inputs.DimensionOrDefault),
            TakesDelta: true, TakesDimension: true),
    };

    /// <summary>Every name that <see cref="Create"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Keys];

    /// <summary>The two worst inputs of a mechanism and the event that tells them apart best.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="inputs">ε and what else the mechanism needs.</param>
    /// <exception cref="PrivacyException">Unknown name, parameters that the mechanism refuses, or one that it has no
    /// use for.</exception>
    public static WorstPair Create(string name, AuditInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Entry entry = Find(name);
        Refuse(inputs.Delta is not null && !entry.TakesDelta, "delta", $"{name} is private without one (delta 0)");
        Refuse(inputs.Dimension is not null && !entry.TakesDimension, "dimension", $"{name} releases no vector");
        Refuse(inputs.Categories is not null && !entry.TakesCategories, "categories", $"{name} has none");
        return entry.Make(inputs);
    }

    /// <summary>The inputs without those that the mechanism has no use for.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="inputs">ε and what else was given.</param>
    /// <exception cref="PrivacyException">Unknown name.</exception>
    public static AuditInputs Useful(string name, AuditInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Entry entry = Find(name);
        return inputs with
        {
            Delta = entry.TakesDelta ? inputs.Delta : null,
            Dimension = entry.TakesDimension ? inputs.Dimension : null,
            Categories = entry.TakesCategories ? inputs.Categories : null,
        };
    }

    private static Entry Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Entries.TryGetValue(name, out Entry? entry) ? entry
            : throw new PrivacyException(
                PrivacyFault.Unknown, "name", $"'{name}' is none of {string.Join(", ", Names)}");
    }

    private static void Refuse(bool isUseless, string parameter, string why)
    {
        if (isUseless)
        {
            throw new PrivacyException(PrivacyFault.Unsupported, parameter, $"{why}; leave it out");
        }
    }

    private static Entry Plain(Func<Epsilon, WorstPair> make) => new(inputs => make(inputs.Epsilon));

    private static Entry Vector(Func<int, Epsilon, WorstPair> make) =>
        new(inputs => make(inputs.DimensionOrDefault, inputs.Epsilon), TakesDimension: true);

    private static Entry Oracle(Func<int, Epsilon, WorstPair> make) =>
        new(inputs => make(inputs.CategoriesOrDefault, inputs.Epsilon), TakesCategories: true);

    private sealed record Entry(
        Func<AuditInputs, WorstPair> Make, bool TakesDelta = false, bool TakesDimension = false,
        bool TakesCategories = false);
}
