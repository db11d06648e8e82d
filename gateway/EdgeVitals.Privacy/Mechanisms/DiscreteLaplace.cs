namespace EdgeVitals.Privacy;

/// <summary>
/// Exact sampler of the discrete Laplace (two-sided geometric): P(x) proportional to exp(-|x|/t), x an integer.
/// </summary>
/// <remarks>
/// Source: Canonne, Kamath, Steinke 2020, Algorithm 2 with s = 1. Variance 2 e^(1/t) / (e^(1/t) - 1)^2.
/// The page Mechanisms/DiscreteLaplace.md holds precondition, postcondition and proof.
/// </remarks>
public static class DiscreteLaplace
{
    /// <summary>Largest scale t: 2^40 keeps a value inside 64 bits beyond any probability that could occur.</summary>
    public const long MaximumScale = 1L << 40;

    /// <summary>One sample.</summary>
    /// <param name="scale">t, grid units, 1 to 2^40.</param>
    /// <param name="random">Uniform bytes.</param>
    public static long Sample(long scale, IRandomBytes random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, MaximumScale);
        ArgumentNullException.ThrowIfNull(random);
        BitSource bits = new(random);
        return Sample(scale, ref bits);
    }

    internal static long Sample(long scale, ref BitSource bits)
    {
        while (true)
        {
            ulong within = ExactRandom.Below((ulong)scale, ref bits);
            if (!ExactRandom.BernoulliExpUnit(within, (ulong)scale, ref bits))
            {
                continue;
            }

            long whole = 0;
            while (ExactRandom.BernoulliExpUnit(1, 1, ref bits))
            {
                whole++;
            }

            long magnitude = (long)within + (scale * whole);
            bool negative = bits.Take(1) == 1;
            // Zero would otherwise have two signs and twice its probability.
            if (negative && magnitude == 0)
            {
                continue;
            }

            return negative ? -magnitude : magnitude;
        }
    }
}
