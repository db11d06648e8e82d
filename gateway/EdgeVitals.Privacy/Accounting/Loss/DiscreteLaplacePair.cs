namespace EdgeVitals.Privacy;

/// <summary>
/// Discrete Laplace noise of scale t around Δ against around 0 on the integers: the loss at y is (|y| - |y - Δ|)/t,
/// that
/// is (2y - Δ)/t for y from 0 to Δ, with everything beyond gathered at both ends.
/// </summary>
internal sealed record DiscreteLaplacePair(double Scale, long Sensitivity) : DominatingPair
{
    public override double PureEpsilon => Sensitivity / Scale;

    public override double Spacing => 2 / Scale;

    public override double Origin => -PureEpsilon;

    public override bool HasTails => false;

    public override (double Low, double High) Support(double tail) => (-PureEpsilon, PureEpsilon);

    public override IEnumerable<LossAtom> Atoms(double tail, long stride = 1)
    {
        // With r = e^(-1/t): P(y) = (1 - r)/(1 + r) r^|y - Δ|, and P(y >= Δ) = 1/(1 + r).
        double ratio = Math.Exp(-1 / Scale);
        double end = 1 / (1 + ratio), inner = -LogSpace.ExpM1(-1 / Scale) * end;
        double rare = end * Math.Exp(-PureEpsilon);
        yield return new LossAtom(-PureEpsilon, rare, end);
        for (long y = stride; y < Sensitivity; y += stride)
        {
            double p = stride * inner * Math.Exp((y - Sensitivity) / Scale), q = stride * inner * Math.Exp(-y / Scale);
            yield return new LossAtom(((2.0 * y) - Sensitivity) / Scale, p, q);
        }

        yield return new LossAtom(PureEpsilon, end, rare);
    }

    public override double AtomCount(double tail) => Sensitivity + 1.0;
}
