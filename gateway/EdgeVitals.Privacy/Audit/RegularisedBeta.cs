namespace EdgeVitals.Privacy;

/// <summary>Regularised incomplete beta function I_x(a, b), right to some 1e-12 of itself for a and b up to 10^10.
/// </summary>
/// <remarks>
/// MathNet's own takes its factor from differences of log-gammas, which at a + b = 10^9 are 2e10 large and leave four
/// digits; here it is a <see cref="BinomialMass"/>. The continued fraction is that of Didonato and Morris 1992
/// ("Algorithm 708", its terms are positive and take a - (a + b) x from the smaller of x and 1 - x), evaluated by
/// Lentz's method.
/// </remarks>
internal static class RegularisedBeta
{
    /// <summary>The fraction needs a few times sqrt(a + b) terms; 10^10 are reached with 4 million to spare.</summary>
    private const int MaximumTerms = 8_000_000;

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

    private static double Tail(double a, double b, double x, double complement)
    {
        // x^a (1-x)^b / B(a, b) is the binomial mass of a among a + b, times a b / (a + b).
        double factor = Math.Exp(BinomialMass.Log(a + b, a, x, complement)) * (a * (b / (a + b)));
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
}
