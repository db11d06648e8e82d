namespace EdgeVitals.Privacy;

/// <summary>The worst pair of every mechanism of the library by name. A mechanism without one is not to be trusted.
/// </summary>
public static class AuditCatalogue
{
    private static readonly Dictionary<string, Func<AuditInputs, WorstPair>> Makers = new(StringComparer.Ordinal)
    {
        ["privunit"] = inputs => VectorPairs.OfPrivUnit(inputs.Dimension, inputs.Epsilon),
        ["privunitg"] = inputs => VectorPairs.OfPrivUnitG(inputs.Dimension, inputs.Epsilon),
        ["duchi"] = inputs => ScalarPairs.OfDuchi(inputs.Epsilon),
        ["piecewise"] = inputs => ScalarPairs.OfPiecewise(inputs.Epsilon),
        ["hybrid"] = inputs => ScalarPairs.OfHybrid(inputs.Epsilon),
        ["laplace"] = inputs => ScalarPairs.OfLaplace(inputs.Epsilon),
        ["lp-scalar"] = inputs => ScalarPairs.OfLpScalar(inputs.Epsilon),
        ["krr"] = inputs => OraclePairs.OfRandomisedResponse(inputs.Categories, inputs.Epsilon),
        ["oue"] = inputs => OraclePairs.OfOptimisedUnary(inputs.Categories, inputs.Epsilon),
        ["sue"] = inputs => OraclePairs.OfSymmetricUnary(inputs.Categories, inputs.Epsilon),
        ["olh"] = inputs => OraclePairs.OfLocalHashing(inputs.Categories, inputs.Epsilon),
        ["subset"] = inputs => OraclePairs.OfSubsetSelection(inputs.Categories, inputs.Epsilon),
        ["discrete-laplace"] = inputs => NoisePairs.OfDiscreteLaplace(inputs.Epsilon),
        ["discrete-gaussian"] = NoisePairs.OfDiscreteGaussian,
    };

    /// <summary>Every name that <see cref="Create"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Makers.Keys];

    /// <summary>The two worst inputs of a mechanism and the event that tells them apart best.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="inputs">ε and what else the mechanism needs.</param>
    /// <exception cref="PrivacyException">Unknown name, parameters that the mechanism refuses, or a δ for a mechanism
    /// that has none.</exception>
    public static WorstPair Create(string name, AuditInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(inputs);
        if (!Makers.TryGetValue(name, out Func<AuditInputs, WorstPair>? make))
        {
            throw new PrivacyException(
                PrivacyFault.Unknown, "name", $"'{name}' is none of {string.Join(", ", Names)}");
        }

        WorstPair pair = make(inputs);
        return inputs.Delta is null || pair.Delta > 0 ? pair
            : throw new PrivacyException(
                PrivacyFault.Unsupported, "delta", $"{name} is private without one (delta 0); leave it out");
    }
}
