namespace EdgeVitals.Privacy;

/// <summary>
/// Discrete Gaussian noise of parameter σ² around Δ against around 0 on the integers: the loss at y is
/// (y - Δ/2) Δ/σ² (Canonne, Kamath, Steinke 2020, Theorem 7).
/// </summary>
internal sealed record DiscreteGaussianPair(double SigmaSquared, long Sensitivity) : DominatingPair
{
    private readonly double _mass = 1 / Total(SigmaSquared);

    public override double PureEpsilon => double.PositiveInfinity;

    public override double Spacing => Sensitivity / SigmaSquared;

    public override double Origin => -0.5 * Sensitivity * Spacing;

    public override bool HasTails => true;

    public override (double Low, double High) Support(double tail)
    {
        double reach = Reach(tail);
        return ((-reach + (0.5 * Sensitivity)) * Spacing, (reach + (0.5 * Sensitivity)) * Spacing);
    }

    public override IEnumerable<LossAtom> Atoms(double tail, long stride = 1)
    {
        // From P's and Q's lowest to their highest y, at distances of the stride from Δ.
        long reach = (long)Reach(tail);
        long first = Sensitivity - ((reach + Sensitivity) / stride * stride);
        for (long y = first; y <= reach + Sensitivity; y += stride)
        {
            double fromP = y - Sensitivity;
            double p = stride * _mass * Math.Exp(-0.5 * fromP * fromP / SigmaSquared);
            double q = stride * _mass * Math.Exp(-0.5 * y * y / SigmaSquared);
            yield return new LossAtom((y - (0.5 * Sensitivity)) * Spacing, p, q);
        }
    }

    public override double AtomCount(double tail) => (2 * Reach(tail)) + Sensitivity + 1.0;

    /// <summary>Sum of exp(-y²/2σ²) over the integers.</summary>
    private static double Total(double sigmaSquared)
    {
        // Poisson's summation formula: the next term of the dual sum is 2 exp(-2π²σ²), 0 for σ² above 2 in a double.
        if (sigmaSquared > 2)
        {
            return Math.Sqrt(2 * Math.PI * sigmaSquared);
        }

        double total = 1;
        for (int y = 1; y < 100; y++)
        {
            total += 2 * Math.Exp(-0.5 * y * y / sigmaSquared);
        }

        return total;
    }

    /// <summary>Distance R from the centre with P(|Y| > R) at most the tail on each side.</summary>
    /// <remarks>
    /// P(Y >= m) is at most that of the continuous Gaussian above m - 1 up to the factor 1 of the normalisation, since
    /// the sum of exp(-y²/2σ²) over y >= m is below the integral from m - 1, and the total is at least σ sqrt(2π).
    /// </remarks>
    private double Reach(double tail) => Math.Ceiling(Math.Sqrt(-2 * SigmaSquared * Math.Log(tail))) + 1;
}
