namespace EdgeVitals.Privacy;

/// <summary>
/// Exact sampler of the discrete Laplace (two-sided geometric): P(x) proportional to exp(-|x|/t), x an integer.
/// </summary>
/// <remarks>
/// Source: Canonne, Kamath, Steinke 2020, Algorithm 2. The page Mechanisms/DiscreteLaplace.md holds precondition,
/// postcondition and proof.
/// </remarks>
public static class DiscreteLaplace
{
    /// <summary>Largest scale t: 2^40 keeps a value inside 64 bits beyond any probability that could occur.</summary>
    public const long MaximumScale = 1L << 40;

    /// <summary>One sample.</summary>
    /// <param name="scale">t, grid units, above 0 to 2^40; numerator and denominator at most 2^60.</param>
    /// <param name="random">Uniform bytes.</param>
    /// <exception cref="PrivacyException">The scale is out of range.</exception>
    public static long Sample(Rational scale, IRandomBytes random)
    {
        long sample = 0;
        Fill(new Span<long>(ref sample), scale, random);
        return sample;
    }

    /// <summary>Independent samples on every place. Where the generator fails all places are zeroised and it throws.
    /// </summary>
    /// <param name="destination">Any length; 0 draws nothing.</param>
    /// <param name="scale">t, grid units, above 0 to 2^40; numerator and denominator at most 2^60.</param>
    /// <param name="random">Uniform bytes.</param>
    /// <exception cref="PrivacyException">The scale is out of range.</exception>
    public static void Fill(Span<long> destination, Rational scale, IRandomBytes random)
    {
        SamplerRange.Require(scale, MaximumScale, "scale");
        LaplaceSampler sampler = new((ulong)scale.Numerator, (ulong)scale.Denominator);
        IntegerSampling.Fill(destination, sampler, random);
    }

    /// <summary>Variance 2 e^(1/t) / (e^(1/t) - 1)^2 of the law, grid units squared.</summary>
    /// <param name="scale">t, grid units, above 0 to 2^40; numerator and denominator at most 2^60.</param>
    /// <exception cref="PrivacyException">The scale is out of range.</exception>
    public static double Variance(Rational scale)
    {
        SamplerRange.Require(scale, MaximumScale, "scale");
        return VarianceOfRate((double)scale.Denominator / scale.Numerator);
    }

    /// <summary>The same for a scale that is no fraction yet.</summary>
    /// <param name="scale">t, grid units, above 0 to 2^40.</param>
    /// <exception cref="PrivacyException">The scale is out of range.</exception>
    public static double VarianceOfScale(double scale) =>
        PrivacyException.RequirePositive(scale, "scale") <= MaximumScale ? VarianceOfRate(1 / scale)
            : throw new PrivacyException(PrivacyFault.OutOfRange, "scale", $"{scale:R} is above {MaximumScale}");

    /// <summary>One sample of a whole scale from bits that the caller's own draws share.</summary>
    internal static long Sample(long scale, ref BitSource bits) => new LaplaceSampler((ulong)scale, 1).Next(ref bits);

    private static double VarianceOfRate(double rate)
    {
        // 2 sinh(u/2)^2 = (e^u - 1)^2 / (2 e^u) without cancellation at a small u; at a large one it would overflow.
        double sinh = Math.Sinh(rate / 2), decay = Math.Exp(-rate);
        return rate < 1 ? 1 / (2 * sinh * sinh) : 2 * decay / ((1 - decay) * (1 - decay));
    }
}
