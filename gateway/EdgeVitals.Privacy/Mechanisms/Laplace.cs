namespace EdgeVitals.Privacy;

/// <summary>
/// Laplace mechanism on a grid: x is rounded without bias to a multiple of 1/N and discrete Laplace noise of scale t is
/// added, 2N/t at most ε. Variance 8/ε² at every x.
/// </summary>
/// <remarks>
/// Source: C. Dwork, F. McSherry, K. Nissim, A. Smith, TCC 2006; the discrete law of Ghosh, Roughgarden, Sundararajan
/// 2009 in place of the continuous one, whose low bits would leak (Mironov 2012). A baseline: every other scalar
/// mechanism here is better. The page Mechanisms/Laplace.md holds the proof.
/// </remarks>
public sealed class Laplace : IScalarMechanism
{
    private readonly long _scale;
    private readonly long _steps;
    private readonly double _noiseVariance;

    private Laplace(Epsilon epsilon)
    {
        Epsilon = epsilon;
        ExactOdds odds = ExactOdds.Of(epsilon);
        // With N near 2^39 ε the scale t = ⌈2N/ε⌉ comes near the sampler's limit 2^40, so its rounding costs 1e-12.
        _steps = (long)(odds.Epsilon * (DiscreteLaplace.MaximumScale / 2));
        _scale = odds.LeastScale(2 * _steps);
        Unit = 1.0 / _steps;
        _noiseVariance = Unit * Unit * DiscreteLaplace.Variance(_scale);
    }

    /// <inheritdoc/>
    public Epsilon Epsilon { get; }

    /// <inheritdoc/>
    public double Unit { get; }

    /// <summary>b = 2/ε, the scale of the noise in units of x.</summary>
    public double Scale => _scale * Unit;

    /// <inheritdoc/>
    public double WorstCaseVariance => _noiseVariance + (Unit * Unit / 4);

    /// <summary>Makes the mechanism.</summary>
    /// <param name="epsilon">ε, 1e-6 to 32.</param>
    /// <exception cref="PrivacyException">ε out of range.</exception>
    public static Laplace Create(Epsilon epsilon) => new(epsilon);

    /// <summary>2b², the variance of the continuous law of a scale b.</summary>
    /// <param name="scale">b, above 0.</param>
    /// <exception cref="PrivacyException">b is not a finite number above 0.</exception>
    public static double VarianceOfScale(double scale) =>
        2 * PrivacyException.RequirePositive(scale, "scale") * scale;

    /// <inheritdoc/>
    public double Variance(double x) =>
        _noiseVariance + (Unit * Unit * ScalarInput.RoundingVariance(ScalarInput.Require(x), _steps));

    /// <inheritdoc/>
    public long Perturb(double x, IRandomBytes random)
    {
        ScalarInput.Require(x);
        ArgumentNullException.ThrowIfNull(random);
        BitSource bits = new(random);
        return ScalarInput.Round(x, _steps, ref bits) + DiscreteLaplace.Sample(_scale, ref bits);
    }
}
