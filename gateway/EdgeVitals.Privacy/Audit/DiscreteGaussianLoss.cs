namespace EdgeVitals.Privacy;

/// <summary>
/// Exact tails and the exact (ε, δ) curve of one discrete Gaussian release, by direct summation of its law.
/// </summary>
/// <remarks>
/// Source: Canonne, Kamath, Steinke 2020, Definition 1 and Lemma 5: of two releases that differ by Δ,
/// δ(ε) = P(Y ≥ y) − e^ε P(Y ≥ y + Δ), where y is the first integer at which the loss (2yΔ + Δ²) / (2σ²) is above ε.
/// In more dimensions the coordinates are independent, so the curve of a difference along one coordinate is this one;
/// other directions are covered by the accountants' bounds, not by this sum.
/// </remarks>
internal static class DiscreteGaussianLoss
{
    /// <summary>Terms below this share of the sum are left out: they change no bit of it.</summary>
    private const double Negligible = 1e-18;

    /// <summary>From here on sums are integrals with corrections, whose first omitted one is below 1e-12.</summary>
    private const double WideSigmaSquared = 1e6;

    /// <summary>P(Y ≥ y) of the law with parameter σ².</summary>
    public static double UpperTail(long y, double sigmaSquared)
    {
        double logTotal = LogTotal(sigmaSquared);
        return y > 0 ? Math.Exp(LogSum(y, sigmaSquared) - logTotal)
            : 1 - Math.Exp(LogSum(1 - y, sigmaSquared) - logTotal);
    }

    /// <summary>The least ε at which the pair is (ε, δ)-indistinguishable; 0 where ε = 0 is.</summary>
    /// <param name="difference">Δ between the two true values, grid units, at least 1.</param>
    /// <param name="sigmaSquared">σ², grid units squared, above 0.</param>
    /// <param name="delta">In (0, 1).</param>
    public static double Epsilon(long difference, double sigmaSquared, double delta)
    {
        double logDelta = Math.Log(delta), logTotal = LogTotal(sigmaSquared);
        bool Exceeds(double epsilon) => LogDelta(difference, sigmaSquared, logTotal, epsilon) > logDelta;
        if (!Exceeds(0))
        {
            return 0;
        }

        double low = 0, high = 1;
        while (Exceeds(high))
        {
            (low, high) = (high, 2 * high);
        }

        while (high - low > 1e-12 * high)
        {
            double middle = 0.5 * (low + high);
            (low, high) = Exceeds(middle) ? (middle, high) : (low, middle);
        }

        return high;
    }

    private static double LogDelta(long difference, double sigmaSquared, double logTotal, double epsilon)
    {
        double edge = (sigmaSquared * epsilon / difference) - (0.5 * difference);
        long first = (long)Math.Floor(edge) + 1;
        return LogSpace.Subtract(
            LogUpperTail(first, sigmaSquared, logTotal),
            epsilon + LogUpperTail(first + difference, sigmaSquared, logTotal));
    }

    private static double LogUpperTail(long y, double sigmaSquared, double logTotal) => y > 0
        ? LogSum(y, sigmaSquared) - logTotal : LogSpace.Log1MExp(LogSum(1 - y, sigmaSquared) - logTotal);

    /// <summary>ln of the sum over all integers; by Poisson's formula it is σ sqrt(2π) but for e^(-2π²σ²).</summary>
    private static double LogTotal(double sigmaSquared) => sigmaSquared > 2
        ? 0.5 * Math.Log(2 * Math.PI * sigmaSquared) : Math.Log(1 + (2 * Math.Exp(LogSum(1, sigmaSquared))));

    /// <summary>ln of the sum of exp(−z²/(2σ²)) over z ≥ y, y at least 1, with its largest term taken out.</summary>
    private static double LogSum(long y, double sigmaSquared)
    {
        if (sigmaSquared > WideSigmaSquared)
        {
            return (-0.5 * y * y / sigmaSquared) + Math.Log(WideSum(y, Math.Sqrt(sigmaSquared)));
        }

        double sum = 0, term = 1;
        for (long j = 0; term > Negligible * sum; j++)
        {
            term = Math.Exp(-((y * (double)j) + (0.5 * j * j)) / sigmaSquared);
            sum += term;
        }

        return (-0.5 * y * y / sigmaSquared) + Math.Log(sum);
    }

    /// <summary>
    /// The same sum over its first term by Euler and Maclaurin's formula: the integral, half the first term, and its
    /// first and third derivatives by 1/12 and 1/720.
    /// </summary>
    private static double WideSum(double y, double sigma)
    {
        double x = y / sigma, slope = x / sigma;
        return (sigma * NormalTail.MillsRatio(x)) + 0.5 + (slope / 12)
            - (slope * ((slope * slope) - (3 / (sigma * sigma))) / 720);
    }
}
