namespace EdgeVitals.Privacy;

/// <summary>What a mechanism is made of for an audit. What it has no use for must be left out, so that nobody believes
/// to have audited more than was.</summary>
/// <param name="Epsilon">ε of one release.</param>
public sealed record AuditInputs(Epsilon Epsilon)
{
    /// <summary>Dimension of a vector where none is given.</summary>
    public const int DefaultDimension = 16;

    /// <summary>Categories of a frequency oracle where none are given: two, with which every oracle shows its ε in the
    /// fewest trials.</summary>
    public const int DefaultCategories = 2;

    /// <summary>δ of the discrete Gaussian where none is given: that of the default policy.</summary>
    public const double DefaultDelta = 1e-6;

    /// <summary>δ of one release; for the discrete Gaussian alone, the others have δ = 0.</summary>
    public Delta? Delta { get; init; }

    /// <summary>Dimension of a vector, at least 1; more only costs time.</summary>
    public int? Dimension { get; init; }

    /// <summary>Categories of a frequency oracle, at least 2.</summary>
    public int? Categories { get; init; }

    internal Delta DeltaOrDefault => Delta ?? Privacy.Delta.From(DefaultDelta);

    internal int DimensionOrDefault => Dimension ?? DefaultDimension;

    internal int CategoriesOrDefault => Categories ?? DefaultCategories;
}
