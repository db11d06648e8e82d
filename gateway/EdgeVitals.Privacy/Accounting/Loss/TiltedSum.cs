using System.Numerics;

namespace EdgeVitals.Privacy;

/// <summary>
/// The exponentially tilted distribution of a sum of independent grid losses, by FFT, with a bound on its rounding.
/// </summary>
/// <remarks>
/// A transform in double precision leaves about 1e-16 of the whole in every point, which drowns a small delta. So each
/// release is tilted first, p'_i = p_i e^(λ(l_i - r))/M, which moves the sum's bulk to the epsilon in question; the sum
/// S
/// has P(S = s) = P'(s) e^(-λs) Π (M e^(λr))^T, exactly, whatever M and r are.
///
/// Indices are taken modulo the number of points. Mass that so comes to stand in the wrong place only adds to a point;
/// what should stand above the window is bounded by <see cref="LogGrowth"/> (Chernoff) and added by the caller.
///
/// Rounding: every coefficient of a transform of non-negative numbers that sum to 1 is wrong by at most
/// η = c u log2(N) (Higham 2002, Theorem 24.2, in the 1-norm: each input passes log2(N) butterflies). So is a product
/// of
/// powers φ^T by at most Π a^T Σ T η/a with a = |φ| + η, and a point of the inverse transform by the mean of that over
/// the frequencies, plus η of the mean modulus for the inverse itself. This <see cref="Rounding"/> is added to every
/// point, which makes the masses upper bounds. η also holds the relative error of the masses themselves.
/// </remarks>
internal sealed class TiltedSum
{
    /// <summary>Unit roundoff.</summary>
    private const double Unit = 1.2e-16;

    /// <summary>
    /// Roundoffs per butterfly: 4 sqrt(2) + 1 of the product and sum, the rest for the twiddle factors.
    /// </summary>
    private const double PerLevel = 10;

    /// <summary>Roundoffs of a mass (quadrature, exponentials) and of the unpacking of a real transform.</summary>
    private const double PerMass = 64;

    /// <summary>Frequencies whose modulus is below e^-100 count as 0; the bound takes e^-100 for them.</summary>
    private const double LogNothing = -100;

    private readonly int _points;
    private readonly double _chernoff;
    private readonly Complex[] _product;
    private readonly double[] _logModulus;
    private readonly double[] _shares;

    /// <summary>An empty sum.</summary>
    /// <param name="points">N, a power of two of at least 4.</param>
    /// <param name="tilt">λ, at least 0.</param>
    /// <param name="chernoff">Further tilt at which the growth of the tail is bounded, above 0.</param>
    public TiltedSum(int points, double tilt, double chernoff)
    {
        _points = points;
        Tilt = tilt;
        _chernoff = chernoff;
        _product = new Complex[(points / 2) + 1];
        _logModulus = new double[_product.Length];
        _shares = new double[_product.Length];
        Array.Fill(_product, Complex.One);
    }

    /// <summary>λ.</summary>
    public double Tilt { get; }

    /// <summary>Mean of the tilted sum.</summary>
    public double Mean { get; private set; }

    /// <summary>Logarithm of the factor between tilted and true probabilities at loss 0.</summary>
    public double LogScale { get; private set; }

    /// <summary>
    /// ln E'[e^(chernoff S)] of the tilted sum: P'(S at least t) is at most e^(LogGrowth - chernoff t).
    /// </summary>
    public double LogGrowth { get; private set; }

    /// <summary>Bound of the rounding of one mass.</summary>
    public double Rounding { get; private set; }

    /// <summary>What the rounding of <see cref="LogScale"/> may be.</summary>
    public double LogScaleSlack { get; private set; }

    /// <summary>Adds a release that is made a number of times.</summary>
    /// <param name="loss">Its loss; all releases have the same interval.</param>
    /// <param name="times">T.</param>
    /// <param name="centre">About the mean of the tilted loss: r.</param>
    /// <param name="further">About the mean of the loss tilted by the Chernoff tilt too.</param>
    public void Add(GridLoss loss, long times, double centre, double further)
    {
        double[] tilted = new double[_points];
        (double total, double offset, double spread, double logGrown) = Fill(tilted, loss, centre, further);
        Mean += times * (centre + offset);
        LogScale += times * (Math.Log(total) + (Tilt * centre));
        LogGrowth += times * (logGrown - Math.Log(total) - (Tilt * centre));
        LogScaleSlack += 4 * Unit * times * (1 + Math.Abs(Math.Log(total)) + Math.Abs(Tilt * centre));
        Complex[] transform = RealTransform.Forward(tilted);
        double error = Unit * ((PerLevel * Math.Log2(_points)) + PerMass + (4 * Tilt * spread));
        for (int k = 0; k < transform.Length; k++)
        {
            double modulus = transform[k].Magnitude + error;
            _logModulus[k] += times * Math.Log(modulus);
            _shares[k] += times * error / modulus;
            _product[k] = _logModulus[k] < LogNothing ? Complex.Zero : _product[k] * Power(transform[k], times);
        }
    }

    /// <summary>Upper bounds of the tilted masses of the sum, at its index modulo the number of points.</summary>
    public double[] Masses()
    {
        double rounding = 0, own = Unit * ((PerLevel * Math.Log2(_points)) + PerMass);
        for (int k = 0; k < _product.Length; k++)
        {
            // All but the first and the last frequency stand for two.
            double bound = Math.Exp(Math.Max(LogNothing, _logModulus[k]));
            rounding += 2 * bound * Math.Max(_logModulus[k] < LogNothing ? 1 : 0, _shares[k] + own);
        }

        Rounding = rounding / _points;
        double[] masses = RealTransform.Inverse(_product);
        for (int i = 0; i < masses.Length; i++)
        {
            masses[i] = Math.Max(0, masses[i]) + Rounding;
        }

        return masses;
    }

    /// <summary>
    /// Fills in the tilted masses, index modulo N; answers M, the tilted means of l - r and of |l - r|, and
    /// ln E[e^((λ + chernoff) l)].
    /// </summary>
    private (double Total, double Offset, double Spread, double LogGrown) Fill(
        double[] tilted, GridLoss loss, double centre, double further)
    {
        double total = 0, offset = 0, spread = 0, grown = 0;
        int mask = _points - 1;
        for (int i = 0; i < loss.Masses.Length; i++)
        {
            double mass = loss.Masses[i], at = loss.At(i);
            if (mass > 0)
            {
                double weight = Weigh(mass, Tilt * (at - centre));
                total += weight;
                offset += weight * (at - centre);
                spread += weight * Math.Abs(at - centre);
                grown += Weigh(mass, (Tilt + _chernoff) * (at - further));
                tilted[(int)((loss.First + i) & mask)] += weight;
            }
        }

        for (int i = 0; i < tilted.Length; i++)
        {
            tilted[i] /= total;
        }

        return (total, offset / total, spread / total, Math.Log(grown) + ((Tilt + _chernoff) * further));
    }

    /// <summary>mass · e^exponent, where the exponential alone may overflow.</summary>
    private static double Weigh(double mass, double exponent) =>
        Math.Abs(exponent) < 700 ? mass * Math.Exp(exponent) : Math.Exp(Math.Log(mass) + exponent);

    /// <summary>z^n by squaring: its relative error grows as n, like that of z itself.</summary>
    private static Complex Power(Complex z, long n)
    {
        Complex result = Complex.One;
        for (; n > 0; n >>= 1)
        {
            if ((n & 1) == 1)
            {
                result *= z;
            }

            z *= z;
        }

        return result;
    }
}
