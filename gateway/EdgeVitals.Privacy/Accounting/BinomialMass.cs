using MathNet.Numerics;

namespace EdgeVitals.Privacy;

/// <summary>Logarithm of a binomial probability with an error near 1e-13 at any number of trials.</summary>
/// <remarks>
/// Source: Loader 2000, "Fast and Accurate Computation of Binomial Probabilities". Differences of ln n! would be wrong
/// by 1e-6 at a thousand million trials; here Stirling's main terms cancel on paper.
/// </remarks>
internal static class BinomialMass
{
    /// <summary>From here on six terms of Stirling's series are right to the last bit of a double.</summary>
    private const double StirlingFrom = 16;

    private const double HalfLogTwoPi = 0.918938533204672741780329736406;

    /// <summary>ln of C(n, k) p^k (1 - p)^(n - k), also between the integers.</summary>
    /// <param name="trials">n, at least 0.</param>
    /// <param name="successes">k, 0 to n.</param>
    /// <param name="p">In (0, 1).</param>
    /// <param name="rest">1 - p, which the caller may know better than a subtraction does.</param>
    public static double Log(double trials, double successes, double p, double rest)
    {
        if (successes <= 0 || successes >= trials)
        {
            return trials * (successes <= 0 ? LogOf(rest, p) : LogOf(p, rest));
        }

        double failures = trials - successes;
        // Both deviations from the mean are the same number; the smaller probability gives it without cancellation.
        double excess = p <= rest ? successes - (trials * p) : (trials * rest) - failures;
        return StirlingRest(trials) - StirlingRest(successes) - StirlingRest(failures)
            - Deviance(successes, trials * p, excess) - Deviance(failures, trials * rest, -excess)
            - HalfLogTwoPi + (0.5 * (Math.Log(trials / successes) - Math.Log(failures)));
    }

    /// <summary>ln p; p close to 1 has lost the digits of it that its complement still has.</summary>
    private static double LogOf(double p, double rest) => rest < 0.5 ? LogSpace.Log1P(-rest) : Math.Log(p);

    /// <summary>ln Γ(n + 1) - ln(sqrt(2 pi n) (n/e)^n).</summary>
    private static double StirlingRest(double n)
    {
        if (n < StirlingFrom)
        {
            return SpecialFunctions.GammaLn(n + 1) - ((n + 0.5) * Math.Log(n)) + n - HalfLogTwoPi;
        }

        // Abramowitz and Stegun 6.1.41; the first term left out is below 2e-16 at n = 16.
        double s = 1 / (n * n);
        return (1.0 / 12
            - (s * (1.0 / 360 - (s * (1.0 / 1260 - (s * (1.0 / 1680 - (s * (1.0 / 1188 - (s * 691.0 / 360360))))))))))
            / n;
    }

    /// <summary>x ln(x/mean) - excess, where excess = x - mean, by its series where the two are close.</summary>
    private static double Deviance(double x, double mean, double excess)
    {
        double sum = x + mean;
        if (Math.Abs(excess) >= 0.1 * sum)
        {
            return (x * Math.Log(x / mean)) - excess;
        }

        double ratio = excess / sum, total = excess * ratio, power = 2 * x * ratio;
        // Each term is a hundredth of the one before.
        for (int odd = 3; odd < 41; odd += 2)
        {
            power *= ratio * ratio;
            total += power / odd;
        }

        return total;
    }
}
