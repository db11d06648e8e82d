using MathNet.Numerics;

namespace EdgeVitals.Privacy;

/// <summary>Regularised incomplete beta function I_x(a, b), right to some 1e-12 of itself for a and b up to 10^10.
/// </summary>
/// <remarks>
/// MathNet's own takes its factor from differences of log-gammas, which at a + b = 10^9 are 2e10 large and leave four
/// digits; here it is Loader's saddle-point form ("Fast and Accurate Computation of Binomial Probabilities", 2000), in
/// which nothing large cancels. The continued fraction is that of Didonato and Morris 1992 ("Algorithm 708", its
/// terms are positive and take a - (a + b) x from the smaller of x and 1 - x), evaluated by Lentz's method.
/// </remarks>
internal static class RegularisedBeta
{
    /// <summary>The fraction needs a few times sqrt(a + b) terms; 10^10 are reached with 4 million to spare.</summary>
    private const int MaximumTerms = 8_000_000;

    /// <summary>From here on five terms of Stirling's series are right to the last bit of a double.</summary>
    private const double StirlingFrom = 16;

    private const double HalfLogTwoPi = 0.918938533204672741780329736406;

    /// <summary>I_x(a, b), the probability that a beta(a, b) variable is at most x.</summary>
    /// <param name="a">Above 0.</param>
    /// <param name="b">Above 0.</param>
    /// <param name="x">0 to 1.</param>
    /// <param name="complement">1 - x, given by itself because it may be smaller than a double's step at 1.</param>
    public static double Lower(double a, double b, double x, double complement)
    {
        if (x <= 0 || complement <= 0)
        {
            return x <= 0 ? 0 : 1;
        }

        // On the far side of the mean the other tail is the small one, and the one whose fraction converges.
        return x * (a + b) > a
            ? 1 - Tail(b, a, complement, x)
            : Tail(a, b, x, complement);
    }

    /// <summary>ln of the binomial mass C(n, k) x^k (1 - x)^(n - k), n and k real, 0 at most k at most n.</summary>
    public static double LogBinomialMass(double k, double n, double x, double complement)
    {
        if (k <= 0 || k >= n)
        {
            return k <= 0 ? n * LogOf(complement, x) : n * LogOf(x, complement);
        }

        double rest = n - k;
        // Both deviations from the mean are the same number; the smaller probability gives it without cancellation.
        double excess = x <= complement ? k - (n * x) : (n * complement) - rest;
        return StirlingError(n) - StirlingError(k) - StirlingError(rest)
            - Deviance(k, n * x, excess) - Deviance(rest, n * complement, -excess)
            - HalfLogTwoPi + (0.5 * (Math.Log(n / k) - Math.Log(rest)));
    }

    private static double Tail(double a, double b, double x, double complement)
    {
        // x^a (1-x)^b / B(a, b) is the binomial mass of a among a + b, times a b / (a + b).
        double factor = Math.Exp(LogBinomialMass(a, a + b, x, complement)) * (a * (b / (a + b)));
        return factor == 0 ? 0 : factor / Fraction(a, b, x, complement);
    }

    /// <summary>beta_0 + alpha_1 / (beta_1 + alpha_2 / (beta_2 + ...)), for x up to a / (a + b).</summary>
    private static double Fraction(double a, double b, double x, double complement)
    {
        double excess = x <= complement ? a - ((a + b) * x) : ((a + b) * complement) - b;
        double value = a / (a + 1) * (excess + 1), c = value, d = 0;
        for (double n = 1; n <= MaximumTerms; n++)
        {
            double odd = a + (2 * n) - 1, rising = n * (b - n) * x / odd;
            double alpha = (a + n - 1) * (a + b + n - 1) / odd * rising * x;
            double beta = n + rising + ((a + n) / (odd + 2) * (excess + 1 + (n * (1 + complement))));
            d = 1 / (beta + (alpha * d));
            c = beta + (alpha / c);
            double step = c * d;
            value *= step;
            if (Math.Abs(step - 1) <= 3e-16)
            {
                return value;
            }
        }

        throw new InvalidOperationException($"The continued fraction of I_x({a:R}, {b:R}) at {x:R} has not converged.");
    }

    /// <summary>ln x, from the complement where x is close to 1.</summary>
    private static double LogOf(double x, double complement) =>
        x <= 0.5 ? Math.Log(x) : LogSpace.Log1P(-complement);

    /// <summary>ln Γ(z + 1) - (z + 1/2) ln z + z - ln(2π)/2.</summary>
    private static double StirlingError(double z)
    {
        if (z < StirlingFrom)
        {
            return SpecialFunctions.GammaLn(z + 1) - ((z + 0.5) * Math.Log(z)) + z - HalfLogTwoPi;
        }

        double square = z * z;
        return ((1 / 12.0) - (((1 / 360.0) - (((1 / 1260.0) - (((1 / 1680.0) - (1 / 1188.0 / square)) / square))
            / square)) / square)) / z;
    }

    /// <summary>value ln(value / mean) - excess with excess = value - mean, by its series where the two are close.
    /// </summary>
    private static double Deviance(double value, double mean, double excess)
    {
        if (Math.Abs(excess) >= 0.1 * (value + mean))
        {
            return (value * Math.Log(value / mean)) - excess;
        }

        double ratio = excess / (value + mean);
        double sum = excess * ratio;
        double power = 2 * value * ratio;
        // ratio is below 0.1, so each term is a hundredth of the one before.
        for (int odd = 3; odd < 41; odd += 2)
        {
            power *= ratio * ratio;
            sum += power / odd;
        }

        return sum;
    }
}
