using MathNet.Numerics.RootFinding;

namespace EdgeVitals.Privacy;

/// <summary>
/// Hybrid mechanism: Piecewise with probability α = 1 − e^(−ε/2), Duchi otherwise; Duchi alone up to ε* = 0.6094. With
/// this α the variance is the same for every x.
/// </summary>
/// <remarks>
/// Source: N. Wang et al., ICDE 2019, Section III-C, equations (7) and (9). Not the optimum, which is
/// <see cref="LpScalar"/>, but its law is a formula. The page Mechanisms/Hybrid.md holds the proof.
/// </remarks>
public sealed class Hybrid : IScalarMechanism
{
    private const int ShareBits = 62;
    private readonly Piecewise _piecewise;
    private readonly Duchi _duchi;
    private readonly ExactOdds _odds;
    private readonly ulong _share;

    private Hybrid(Epsilon epsilon)
    {
        Epsilon = epsilon;
        _odds = ExactOdds.Of(epsilon);
        _piecewise = Piecewise.Create(epsilon);
        _duchi = Duchi.Create(epsilon);
        _share = epsilon.Value <= EpsilonStar ? 0
            : (ulong)Math.ScaleB(-LogSpace.ExpM1(-epsilon.Value / 2), ShareBits);
        PiecewiseShare = Math.ScaleB(_share, -ShareBits);
        Unit = _share == 0 ? _duchi.Unit : _piecewise.Unit;
        WorstCaseVariance = Math.Max(Variance(0), Variance(1));
    }

    /// <summary>ε*, up to which Duchi alone is best: root of (h+3)/(3h(h−1)) + B²/h = B² with h = e^(ε/2).</summary>
    public static double EpsilonStar { get; } = Brent.FindRoot(StarExcess, 0.1, 2, 1e-15);

    /// <summary>ε#, at which the worst cases of Piecewise and Duchi are equal: 4h/(3(h−1)²) = B².</summary>
    public static double EpsilonSharp { get; } = Brent.FindRoot(SharpExcess, 0.1, 4, 1e-15);

    /// <inheritdoc/>
    public Epsilon Epsilon { get; }

    /// <summary>α, the share of reports that are made by Piecewise.</summary>
    public double PiecewiseShare { get; }

    /// <inheritdoc/>
    public double Unit { get; }

    /// <inheritdoc/>
    public double WorstCaseVariance { get; }

    /// <summary>Makes the mechanism.</summary>
    /// <param name="epsilon">ε, 1e-6 to 32.</param>
    /// <exception cref="PrivacyException">ε out of range.</exception>
    public static Hybrid Create(Epsilon epsilon) => new(epsilon);

    /// <inheritdoc/>
    public double Variance(double x) =>
        (PiecewiseShare * _piecewise.Variance(x)) + ((1 - PiecewiseShare) * _duchi.Variance(x));

    /// <inheritdoc/>
    public long Perturb(double x, IRandomBytes random)
    {
        ScalarInput.Require(x);
        ArgumentNullException.ThrowIfNull(random);
        if (_share == 0)
        {
            return _duchi.Perturb(x, random);
        }

        BitSource bits = new(random);
        if (bits.Take(ShareBits) < _share)
        {
            return _piecewise.Draw(x, ref bits);
        }

        // Duchi's ±B on Piecewise's grid: the size is rounded at random after the sign was drawn, without a look at x.
        double size = _duchi.Unit / Unit;
        long below = (long)size;
        ulong rest = (ulong)Math.ScaleB(size - below, ShareBits);
        long steps = bits.Take(ShareBits) < rest ? below + 1 : below;
        return Duchi.Sign(x, _odds, ref bits) * steps;
    }

    private static double StarExcess(double epsilon)
    {
        double h = Math.Exp(epsilon / 2), bound = 1 / Math.Tanh(epsilon / 2);
        return ((h + 3) / (3 * h * (h - 1))) + (bound * bound / h) - (bound * bound);
    }

    private static double SharpExcess(double epsilon)
    {
        double h = Math.Exp(epsilon / 2), bound = 1 / Math.Tanh(epsilon / 2);
        return (4 * h / (3 * (h - 1) * (h - 1))) - (bound * bound);
    }
}
