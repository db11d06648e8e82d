namespace EdgeVitals.Privacy;

/// <summary>
/// Exact sampler of the discrete Gaussian: P(x) proportional to exp(-x^2 / (2 sigma^2)), x an integer.
/// </summary>
/// <remarks>
/// Source: Canonne, Kamath, Steinke 2020, Algorithm 3. sigma^2 is the parameter; the variance is at most sigma^2 and
/// equal to it to 20 digits from sigma^2 = 3 on. The page Mechanisms/DiscreteGaussian.md holds precondition,
/// postcondition, sensitivity and proof.
/// </remarks>
public static class DiscreteGaussian
{
    /// <summary>Largest sigma^2: samples then stay below 2^53, exact in a double, with every probability that counts.
    /// </summary>
    public const long MaximumSigmaSquared = 1L << 40;

    /// <summary>
    /// sigma^2 at which a sum over the integers and its Poisson transform converge alike is 1/(2 pi); anywhere near it
    /// both are exact to a double after some terms.
    /// </summary>
    private const double PoissonFrom = 0.5;

    /// <summary>exp(-745) is the least positive double: later terms of a sum are zero.</summary>
    private const double LargestExponent = 746;

    /// <summary>One sample.</summary>
    /// <param name="sigmaSquared">sigma^2, grid units squared, above 0 to 2^40; numerator and denominator at most 2^60.
    /// </param>
    /// <param name="random">Uniform bytes.</param>
    /// <exception cref="PrivacyException">sigma^2 is out of range.</exception>
    public static long Sample(Rational sigmaSquared, IRandomBytes random)
    {
        long sample = 0;
        Fill(new Span<long>(ref sample), sigmaSquared, random);
        return sample;
    }

    /// <summary>Independent samples on every place. Where the generator fails all places are zeroised and it throws.
    /// </summary>
    /// <param name="destination">Any length; 0 draws nothing.</param>
    /// <param name="sigmaSquared">sigma^2, grid units squared, above 0 to 2^40; numerator and denominator at most 2^60.
    /// </param>
    /// <param name="random">Uniform bytes.</param>
    /// <exception cref="PrivacyException">sigma^2 is out of range.</exception>
    public static void Fill(Span<long> destination, Rational sigmaSquared, IRandomBytes random)
    {
        Require(sigmaSquared);
        GaussianSampler sampler = new((ulong)sigmaSquared.Numerator, (ulong)sigmaSquared.Denominator);
        IntegerSampling.Fill(destination, sampler, random);
    }

    /// <summary>A noised copy, a fresh sample on every coordinate; the one place where noise meets a sum.</summary>
    /// <param name="sum">Exact sum, grid units; not changed, so a failure half-way leaves nothing half-noised.</param>
    /// <param name="sigmaSquared">sigma^2, grid units squared, above 0 to 2^40; numerator and denominator at most 2^60.
    /// </param>
    /// <param name="random">Uniform bytes.</param>
    /// <exception cref="PrivacyException">The sum is empty or sigma^2 out of range.</exception>
    /// <exception cref="OverflowException">A noised coordinate does not fit 64 bits.</exception>
    public static long[] Noised(ReadOnlySpan<long> sum, Rational sigmaSquared, IRandomBytes random)
    {
        if (sum.IsEmpty)
        {
            throw new PrivacyException(PrivacyFault.Empty, nameof(sum), "an empty vector is never released");
        }

        long[] noised = new long[sum.Length];
        Fill(noised, sigmaSquared, random);
        bool added = false;
        try
        {
            for (int i = 0; i < noised.Length; i++)
            {
                noised[i] += sum[i];
            }

            added = true;
        }
        finally
        {
            if (!added)
            {
                Array.Clear(noised);
            }
        }

        return noised;
    }

    /// <summary>Variance of the law, grid units squared: at most sigma^2, to a relative 1e-12.</summary>
    /// <param name="sigmaSquared">sigma^2, grid units squared, above 0 to 2^40.</param>
    /// <exception cref="PrivacyException">sigma^2 is out of range.</exception>
    public static double Variance(Rational sigmaSquared)
    {
        Require(sigmaSquared);
        double s = sigmaSquared.Value;
        if (s < PoissonFrom)
        {
            (double mass, double second) = Theta(1 / (2 * s));
            return second / mass;
        }

        // With theta(a) = sum exp(-a x^2) the variance is -theta'(a)/theta(a) at a = 1/(2 s), and Poisson summation
        // gives theta(a) = sqrt(pi/a) theta(pi^2/a).
        double dual = 2 * Math.PI * Math.PI * s;
        (double dualMass, double dualSecond) = Theta(dual);
        return s - (2 * s * dual * dualSecond / dualMass);
    }

    /// <summary>P(x) of the law, to a relative 1e-12 where it is a normal double and down to 0 beyond.</summary>
    /// <param name="x">Grid units.</param>
    /// <param name="sigmaSquared">sigma^2, grid units squared, above 0 to 2^40.</param>
    /// <exception cref="PrivacyException">sigma^2 is out of range.</exception>
    public static double ProbabilityAt(long x, Rational sigmaSquared)
    {
        Require(sigmaSquared);
        double s = sigmaSquared.Value;
        double mass = s < PoissonFrom ? Theta(1 / (2 * s)).Mass
            : Math.Sqrt(2 * Math.PI * s) * Theta(2 * Math.PI * Math.PI * s).Mass;
        return Math.Exp(-((double)x * x) / (2 * s)) / mass;
    }

    /// <summary>Sums over all integers of exp(-a x^2) and x^2 exp(-a x^2), a at least 1.</summary>
    private static (double Mass, double Second) Theta(double a)
    {
        double mass = 1, second = 0;
        for (double x = 1; a * x * x < LargestExponent; x++)
        {
            double weight = 2 * Math.Exp(-a * x * x);
            mass += weight;
            second += x * x * weight;
        }

        return (mass, second);
    }

    private static void Require(Rational sigmaSquared) =>
        SamplerRange.Require(sigmaSquared, MaximumSigmaSquared, "sigma squared");
}
