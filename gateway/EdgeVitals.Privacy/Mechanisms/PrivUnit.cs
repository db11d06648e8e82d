namespace EdgeVitals.Privacy;

/// <summary>
/// Pure epsilon local randomiser of a unit vector: uniform on the cap about it with probability p, else uniform on the
/// rest of the sphere, times the norm that makes it unbiased. The reference: nothing that it returns is ever released;
/// the form that is released is <see cref="PrivUnitG"/>.
/// </summary>
/// <remarks>
/// Source: Bhowmick, Duchi, Freudiger, Kapoor, Rogers 2018 (PrivUnit2); cap mass exact and p optimal as in Asi,
/// Feldman, Talwar 2022. Its epsilon is proved in real arithmetic alone: angles come from 52 random bits and every
/// coordinate is rounded, so a vector of doubles, or one rounded to a fine grid, may have a ratio above e^epsilon.
/// Notation: d -> Dimension, p -> CapProbability, gamma -> Gamma, q -> CapMass, 1/m -> Norm. The page
/// Mechanisms/PrivUnit.md holds precondition, postcondition, sensitivity and proof.
/// </remarks>
public sealed class PrivUnit
{
    // p is sampled as a multiple of 2^-64 a relative 2^-40 below its value: the double of p is off by less, and a
    // smaller p is a smaller epsilon.
    private const double Below = 1 - (1.0 / (1L << 40));
    private const double Two64 = 18446744073709551616.0;

    private readonly ExactOdds _odds;
    private readonly ulong _capThreshold;
    private readonly double _capAngle;

    private PrivUnit(int dimension, Epsilon epsilon, CapOptimum cap)
    {
        Dimension = dimension;
        Epsilon = epsilon;
        Gamma = cap.Gamma;
        CapMass = cap.Mass;
        MeanSquaredError = cap.MeanSquaredError;
        Norm = Math.Sqrt(1 + cap.MeanSquaredError);
        CapProbability = cap.Probability(epsilon.Value);
        _odds = ExactOdds.Of(epsilon);
        _capThreshold = (ulong)(CapProbability * Below * Two64);
        _capAngle = Math.Atan(Math.Sqrt(cap.MeanSquaredError));
        double excess = LogSpace.ExpM1(epsilon.Value);
        double inside = CapMass * excess / (1 + (CapMass * excess));
        MaximumAccuracy = (1 + (dimension == 1 ? (2 * CapProbability) - 1 : inside)) / 2;
    }

    /// <summary>d, 1 to 2^20.</summary>
    public int Dimension { get; }

    /// <summary>Replace-one loss of one estimate in real arithmetic, delta = 0; not proved of the doubles.</summary>
    public Epsilon Epsilon { get; }

    /// <summary>p, probability of the cap.</summary>
    public double CapProbability { get; }

    /// <summary>Height of the cap; 0 in one dimension, where every height in (-1, 1] gives the same cap.</summary>
    public double Gamma { get; }

    /// <summary>q, share of the sphere in the cap.</summary>
    public double CapMass { get; }

    /// <summary>Norm of every estimate, 1/m.</summary>
    public double Norm { get; }

    /// <summary>E||estimate - u||^2 = Norm^2 - 1, for every unit vector u.</summary>
    public double MeanSquaredError { get; }

    /// <summary>Accuracy of the best test between x and -x, equally likely: (1 + total variation) / 2.</summary>
    public double MaximumAccuracy { get; }

    /// <summary>The mechanism with the p of least error.</summary>
    /// <param name="dimension">d, 1 to 2^20.</param>
    /// <param name="epsilon">1e-6 to 32.</param>
    /// <exception cref="PrivacyException">Empty or OutOfRange.</exception>
    public static PrivUnit Create(int dimension, Epsilon epsilon)
    {
        VectorDomain.RequireDimension(dimension);
        VectorDomain.RequireEpsilon(epsilon);
        return new PrivUnit(dimension, epsilon, CapOptimum.OnSphere(dimension, epsilon.Value));
    }

    /// <summary>
    /// One estimate of u with norm <see cref="Norm"/>, in double arithmetic: for simulation and audit, never released,
    /// not even rounded. <see cref="PrivUnitG.Perturb"/> makes what is released.
    /// </summary>
    /// <param name="unit">u, norm 1 up to 1e-9; a shorter vector is lifted first (<see cref="UnitVectors.Lift"/>).
    /// </param>
    /// <param name="random">Uniform bytes.</param>
    /// <exception cref="PrivacyException">Empty, NotANumber, Infinite or OutsideDomain.</exception>
    public double[] Perturb(ReadOnlySpan<double> unit, IRandomBytes random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double[] u = VectorDomain.RequireUnit(unit, Dimension);
        if (Dimension == 1)
        {
            BitSource bits = new(random);
            return [_odds.Favours(1, 1, ref bits) ? Norm * u[0] : -Norm * u[0]];
        }

        bool inCap = SphereSampling.Word(random) < _capThreshold;
        double angle = inCap ? AngleInCap(random) : AngleOutsideCap(random);
        (double across, double along) = Math.SinCos(angle);
        double[] side = SphereSampling.Orthogonal(u, random);
        for (int i = 0; i < u.Length; i++)
        {
            side[i] = Norm * ((along * u[i]) + (across * side[i]));
        }

        return side;
    }

    /// <summary>Angle to u, uniform cap: the mass below it is uniform on (0, q).</summary>
    private double AngleInCap(IRandomBytes random) => SphericalCap.AngleBelow(
        (Dimension - 1) / 2.0, _capAngle, Math.Log(CapMass) + Math.Log(SphereSampling.Uniform(random)));

    /// <summary>Angle to u, uniform outside: the mass beyond it is uniform on (0, 1 - q).</summary>
    private double AngleOutsideCap(IRandomBytes random)
    {
        double beyond = (1 - CapMass) * SphereSampling.Uniform(random);
        return Math.Max(_capAngle, Math.PI - SphericalCap.Angle(Dimension, beyond));
    }
}
