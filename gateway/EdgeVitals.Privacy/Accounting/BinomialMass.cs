namespace EdgeVitals.Privacy;

/// <summary>Logarithm of a binomial probability with an error near 1e-13 at any number of trials.</summary>
/// <remarks>
/// Source: Loader 2000, "Fast and Accurate Computation of Binomial Probabilities". Differences of ln n! would be wrong
/// by 1e-6 at a thousand million trials; here Stirling's main terms cancel on paper.
/// </remarks>
internal static class BinomialMass
{
    private const double HalfLogTwoPi = 0.918938533204672741780329736406;

    /// <summary>ln P(Bin(trials, p) = successes); trials below 2^53.</summary>
    /// <param name="trials">n, at least 0.</param>
    /// <param name="successes">0..n.</param>
    /// <param name="p">In (0, 1).</param>
    /// <param name="rest">1 - p, which the caller may know better than a subtraction does.</param>
    public static double Log(long trials, long successes, double p, double rest)
    {
        double n = trials, k = successes, other = n - k;
        if (successes == 0 || successes == trials)
        {
            // p close to 1 has lost the digits of ln p that its complement still has.
            double log = successes == 0 ? LogOf(rest, p) : LogOf(p, rest);
            return n * log;
        }

        return StirlingRest(n) - StirlingRest(k) - StirlingRest(other) - Deviance(k, n * p)
            - Deviance(other, n * rest) - HalfLogTwoPi + (0.5 * (Math.Log(n) - Math.Log(k) - Math.Log(other)));
    }

    private static double LogOf(double p, double rest) => rest < 0.5 ? LogSpace.Log1P(-rest) : Math.Log(p);

    /// <summary>ln n! - ln(sqrt(2 pi n) (n/e)^n).</summary>
    private static double StirlingRest(double n)
    {
        if (n < 16)
        {
            double log = 0;
            for (double i = 2; i <= n; i++)
            {
                log += Math.Log(i);
            }

            return log - (((n + 0.5) * Math.Log(n)) - n + HalfLogTwoPi);
        }

        // Abramowitz and Stegun 6.1.41; the first term left out is below 2e-16 at n = 16.
        double s = 1 / (n * n);
        return (1.0 / 12
            - (s * (1.0 / 360 - (s * (1.0 / 1260 - (s * (1.0 / 1680 - (s * (1.0 / 1188 - (s * 691.0 / 360360))))))))))
            / n;
    }

    /// <summary>x ln(x/mean) + mean - x, without the cancellation where x is close to the mean.</summary>
    private static double Deviance(double x, double mean)
    {
        double difference = x - mean, sum = x + mean;
        if (Math.Abs(difference) >= 0.1 * sum)
        {
            return (x * Math.Log(x / mean)) - difference;
        }

        double v = difference / sum, total = difference * v, power = 2 * x * v;
        for (int j = 1; j < 30; j++)
        {
            power *= v * v;
            double next = total + (power / ((2 * j) + 1));
            if (next == total)
            {
                break;
            }

            total = next;
        }

        return total;
    }
}
