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
    /// <summary>
    /// Largest sigma^2. With it |Y| t - sigma^2 stays below 2^63 for every |Y| up to 2^42 = 4 million scales, a tail
    /// of exp(-4,000,000), and its square inside UInt128; what lies beyond throws instead of wrapping.
    /// </summary>
    public const long MaximumSigmaSquared = 1L << 40;

    /// <summary>One sample.</summary>
    /// <param name="sigmaSquared">sigma^2, grid units squared, 1 to 2^40.</param>
    /// <param name="random">Uniform bytes.</param>
    public static long Sample(long sigmaSquared, IRandomBytes random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sigmaSquared, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sigmaSquared, MaximumSigmaSquared);
        ArgumentNullException.ThrowIfNull(random);
        BitSource bits = new(random);
        return Sample(sigmaSquared, ref bits);
    }

    /// <summary>A noised copy, a fresh sample on every coordinate; the one place where noise meets a sum.</summary>
    /// <param name="sum">Exact sum, grid units; not changed, so a failure half-way leaves nothing half-noised.</param>
    /// <param name="sigmaSquared">sigma^2, grid units squared, 1 to 2^40.</param>
    /// <param name="random">Uniform bytes.</param>
    public static long[] Noised(ReadOnlySpan<long> sum, long sigmaSquared, IRandomBytes random)
    {
        if (sum.IsEmpty)
        {
            throw new ArgumentException("An empty vector is never released.", nameof(sum));
        }

        long[] noised = new long[sum.Length];
        for (int i = 0; i < noised.Length; i++)
        {
            noised[i] = sum[i] + Sample(sigmaSquared, random);
        }

        return noised;
    }

    private static long Sample(long sigmaSquared, ref BitSource bits)
    {
        long scale = FloorSquareRoot(sigmaSquared) + 1;
        // (|Y| - sigma^2/t)^2 / (2 sigma^2) = (|Y| t - sigma^2)^2 / (2 sigma^2 t^2)
        UInt128 denominator = 2 * (UInt128)sigmaSquared * (UInt128)scale * (UInt128)scale;
        while (true)
        {
            long candidate = DiscreteLaplace.Sample(scale, ref bits);
            long distance = (Math.Abs(candidate) * scale) - sigmaSquared;
            UInt128 magnitude = (UInt128)Math.Abs(distance);
            if (ExactRandom.BernoulliExp(magnitude * magnitude, denominator, ref bits))
            {
                return candidate;
            }
        }
    }

    private static long FloorSquareRoot(long value)
    {
        long root = (long)Math.Sqrt(value);
        // The double root may be off by one either way; the loops make it exact.
        while (root * root > value)
        {
            root--;
        }

        while ((root + 1) * (root + 1) <= value)
        {
            root++;
        }

        return root;
    }
}
