namespace EdgeVitals.Privacy;

/// <summary>
/// The one-bit mechanism: x is rounded to ±1 at random and the sign is answered by randomised response. Its variance,
/// B² − x² with B = (e^ε + 1)/(e^ε − 1), is the least possible for small ε and stays above 1 − x² for large ones.
/// </summary>
/// <remarks>
/// Source: J. Duchi, M. Jordan, M. Wainwright, *Minimax Optimal Procedures for Locally Private Estimation*, JASA 2018,
/// Section 4.2.3 (one dimension). The page Mechanisms/Duchi.md holds the proof.
/// </remarks>
public sealed class Duchi : IScalarMechanism
{
    private readonly ExactOdds _odds;

    /// <summary>B² − 1, at x = ±1.</summary>
    private readonly double _leastVariance;

    private Duchi(Epsilon epsilon)
    {
        Epsilon = epsilon;
        _odds = ExactOdds.Of(epsilon);
        Unit = 1 / Math.Tanh(_odds.Epsilon / 2);
        double sinh = Math.Sinh(_odds.Epsilon / 2);
        _leastVariance = 1 / (sinh * sinh);
    }

    /// <inheritdoc/>
    public Epsilon Epsilon { get; }

    /// <summary>B = (e^ε + 1)/(e^ε − 1), the size of every report.</summary>
    public double Unit { get; }

    /// <summary>B², at x = 0.</summary>
    public double WorstCaseVariance => _leastVariance + 1;

    /// <summary>Makes the mechanism.</summary>
    /// <param name="epsilon">ε, 1e-6 to 32.</param>
    /// <exception cref="PrivacyException">ε out of range.</exception>
    public static Duchi Create(Epsilon epsilon) => new(epsilon);

    /// <inheritdoc/>
    public double Variance(double x) => _leastVariance + ((1 - ScalarInput.Require(x)) * (1 + x));

    /// <summary>One report: 1 or −1.</summary>
    /// <inheritdoc/>
    public long Perturb(double x, IRandomBytes random)
    {
        ScalarInput.Require(x);
        ArgumentNullException.ThrowIfNull(random);
        BitSource bits = new(random);
        return Sign(x, _odds, ref bits);
    }

    internal static long Sign(double x, ExactOdds odds, ref BitSource bits) =>
        ScalarInput.IsPositive(x, ref bits) == odds.Favours(1, 1, ref bits) ? 1 : -1;
}
