namespace EdgeVitals.Privacy;

/// <summary>
/// Pure epsilon local randomiser of a vector of the unit ball, by the sign of one inner product. On the sphere it is
/// <see cref="PrivUnit"/> with gamma = 0 and so never better: a baseline, and as little released as that is.
/// </summary>
/// <remarks>
/// Source: Duchi, Jordan, Wainwright 2018, sampling mechanism for the l2 ball with r = 1. Notation: B -> Norm.
/// Double arithmetic as in <see cref="PrivUnit"/>: the coins are exact, the direction is not, and epsilon is proved in
/// real arithmetic alone. The page Mechanisms/DuchiBall.md holds precondition, postcondition, sensitivity and proof.
/// </remarks>
public sealed class DuchiBall
{
    private readonly ExactOdds _odds;

    private DuchiBall(int dimension, Epsilon epsilon)
    {
        Dimension = dimension;
        Epsilon = epsilon;
        _odds = ExactOdds.Of(epsilon);
        // 1 / E|W_1| of a uniform direction W; exactly 1 for the two points of one dimension.
        double spread = dimension == 1 ? 1 : Math.Sqrt(Math.PI) * SphericalCap.GammaRatio(dimension / 2.0);
        // The epsilon of the coin, up to 2^-52 below the one asked for: the estimate is unbiased under it.
        double half = _odds.Epsilon / 2;
        Norm = spread / Math.Tanh(half);
        // B^2 - 1 with coth^2 = 1 + 1/sinh^2: in one dimension B is 1 up to the last bits.
        double noise = spread / Math.Sinh(half);
        MeanSquaredError = ((spread - 1) * (spread + 1)) + (noise * noise);
    }

    /// <summary>d, 1 to 2^20.</summary>
    public int Dimension { get; }

    /// <summary>Replace-one loss of one estimate in real arithmetic, delta = 0; not proved of the doubles.</summary>
    public Epsilon Epsilon { get; }

    /// <summary>B, the norm of every estimate.</summary>
    public double Norm { get; }

    /// <summary>E||estimate - x||^2 = B^2 - 1 on the unit sphere; for a shorter x it is B^2 - ||x||^2.</summary>
    public double MeanSquaredError { get; }

    /// <summary>The mechanism.</summary>
    /// <param name="dimension">d, 1 to 2^20; in one dimension it is randomised response on the sign.</param>
    /// <param name="epsilon">1e-6 to 32.</param>
    /// <exception cref="PrivacyException">Empty or OutOfRange.</exception>
    public static DuchiBall Create(int dimension, Epsilon epsilon) =>
        new(VectorDomain.RequireDimension(dimension), epsilon);

    /// <summary>
    /// One estimate of x with norm <see cref="Norm"/>, in double arithmetic: for simulation and audit, never released.
    /// </summary>
    /// <param name="vector">x in the unit ball; a norm up to 1e-9 above 1 counts as 1.</param>
    /// <param name="random">Uniform bytes.</param>
    /// <exception cref="PrivacyException">Empty, NotANumber, Infinite or OutsideDomain.</exception>
    public double[] Perturb(ReadOnlySpan<double> vector, IRandomBytes random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double norm = VectorDomain.Norm(vector, Dimension);
        if (norm > 1 + VectorDomain.UnitTolerance)
        {
            throw new PrivacyException(
                PrivacyFault.OutsideDomain, "vector", "its norm is above 1; the unit ball is accepted");
        }

        double[] direction = SphereSampling.Direction(Dimension, random);
        // The direction is on x's side of the ball with probability (1 + ||x||)/2, which keeps a short x unbiased.
        BitSource bits = new(random);
        bool towards = ScalarInput.IsPositive(Math.Min(1, norm), ref bits);
        bool isTrue = _odds.Favours(1, 1, ref bits);
        bool onSide = SphereSampling.Dot(direction, vector) >= 0;
        double length = onSide == (towards == isTrue) ? Norm : -Norm;
        for (int i = 0; i < direction.Length; i++)
        {
            direction[i] *= length;
        }

        return direction;
    }
}
