namespace EdgeVitals.Privacy;

/// <summary>The discrete Laplace law of one scale with what its samples share.</summary>
/// <remarks>Source: Canonne, Kamath, Steinke 2020, Algorithm 2 at t/s; proof in Mechanisms/DiscreteGaussian.md.
/// </remarks>
internal readonly struct LaplaceSampler : IIntegerSampler
{
    private readonly ulong _numerator;
    private readonly ulong _denominator;
    private readonly Reciprocal _inverse;

    /// <summary>Of scale numerator/denominator, both 1 to 2^60.</summary>
    public LaplaceSampler(ulong numerator, ulong denominator)
    {
        _numerator = numerator;
        _denominator = denominator;
        _inverse = new Reciprocal(numerator);
    }

    /// <inheritdoc/>
    public long Next(ref BitSource bits)
    {
        while (true)
        {
            ulong within = ExactRandom.Below(_numerator, ref bits);
            if (!AcceptsWithin(within, ref bits))
            {
                continue;
            }

            ulong whole = ExactRandom.Geometric(ref bits);
            long magnitude = Magnitude(within, whole);
            bool negative = bits.Take(1) == 1;
            // Zero would otherwise have two signs and twice its probability.
            if (negative && magnitude == 0)
            {
                continue;
            }

            return negative ? -magnitude : magnitude;
        }
    }

    /// <summary>floor((within + numerator * whole) / denominator).</summary>
    private long Magnitude(ulong within, ulong whole)
    {
        ulong beyond = Math.BigMul(_numerator, whole, out ulong product);
        if (beyond == 0 && _denominator == 1)
        {
            return (long)(product + within);
        }

        return (long)((new UInt128(beyond, product) + within) / _denominator);
    }

    /// <summary>True with probability exp(-within/numerator).</summary>
    private bool AcceptsWithin(ulong within, ref BitSource bits)
    {
        if (_numerator == 1)
        {
            return true;
        }

        ulong drawn = bits.TakeWord();
        Verdict verdict = FixedPointExp.Compare(drawn, _inverse.Of(within));
        return verdict == Verdict.Open ? ExactExp.IsBelow(drawn, within, _numerator, ref bits)
            : verdict == Verdict.Yes;
    }
}
