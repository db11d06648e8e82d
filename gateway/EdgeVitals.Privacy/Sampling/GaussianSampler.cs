using System.Numerics;

namespace EdgeVitals.Privacy;

/// <summary>The discrete Gaussian law of one sigma^2 = a/b with what its samples share.</summary>
/// <remarks>Source: Canonne, Kamath, Steinke 2020, Algorithm 3; proof in Mechanisms/DiscreteGaussian.md.</remarks>
internal readonly struct GaussianSampler : IIntegerSampler
{
    private readonly LaplaceSampler _proposal;
    private readonly ulong _numerator;
    private readonly ulong _step;
    private readonly UInt128 _divisor;
    private readonly Reciprocal _inverse;

    /// <summary>Of sigma^2 = numerator/denominator, both 1 to 2^60.</summary>
    public GaussianSampler(ulong numerator, ulong denominator)
    {
        // t = floor(sigma) + 1. (|Y| - sigma^2/t)^2 / (2 sigma^2) = (|Y| b t - a)^2 / (2 a b t^2), below 2^123.
        ulong scale = FloorSquareRoot(numerator / denominator) + 1;
        _proposal = new LaplaceSampler(scale, 1);
        _numerator = numerator;
        _step = denominator * scale;
        _divisor = 2 * (UInt128)numerator * denominator * scale * scale;
        _inverse = new Reciprocal(_divisor);
    }

    /// <inheritdoc/>
    public long Next(ref BitSource bits)
    {
        while (true)
        {
            long candidate = _proposal.Next(ref bits);
            if (Accepts((ulong)Math.Abs(candidate), ref bits))
            {
                return candidate;
            }
        }
    }

    /// <summary>True with probability exp(-(|Y| b t - a)^2 / (2 a b t^2)).</summary>
    private bool Accepts(ulong magnitude, ref BitSource bits)
    {
        ulong drawn = bits.TakeWord();
        ulong beyond = Math.BigMul(magnitude, _step, out ulong product);
        ulong distance = product >= _numerator ? product - _numerator : _numerator - product;
        Verdict verdict = beyond != 0 ? Verdict.Open
            : FixedPointExp.Compare(drawn, _inverse.OfSquare(distance));
        if (verdict != Verdict.Open)
        {
            return verdict == Verdict.Yes;
        }

        BigInteger exact = ((BigInteger)magnitude * _step) - _numerator;
        return ExactExp.IsBelow(drawn, exact * exact, _divisor, ref bits);
    }

    private static ulong FloorSquareRoot(ulong value)
    {
        ulong root = (ulong)Math.Sqrt(value);
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
