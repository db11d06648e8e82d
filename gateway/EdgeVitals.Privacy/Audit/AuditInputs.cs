namespace EdgeVitals.Privacy;

/// <summary>What a mechanism is made of for an audit.</summary>
/// <param name="Epsilon">ε of one release.</param>
public sealed record AuditInputs(Epsilon Epsilon)
{
    /// <summary>δ of one release; mechanisms with pure ε take none, the discrete Gaussian takes 1e-6 without one.
    /// </summary>
    public Delta? Delta { get; init; }

    /// <summary>Dimension of vectors, at least 1; more only costs time.</summary>
    public int Dimension { get; init; } = 16;

    /// <summary>Categories of frequency oracles, at least 2.</summary>
    public int Categories { get; init; } = 16;
}
