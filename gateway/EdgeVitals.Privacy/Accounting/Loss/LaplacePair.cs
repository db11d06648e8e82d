namespace EdgeVitals.Privacy;

/// <summary>Laplace noise of scale b around 1 against around 0: |loss| is at most 1/b.</summary>
/// <remarks>
/// The loss at x is (|x| - |x - 1|)/b: 1/b for x above 1 (P: 1/2), -1/b for x below 0 (P: e^(-1/b)/2), and linear in
/// between, where its density under P is e^((l - 1/b)/2)/4.
/// </remarks>
internal sealed record LaplacePair(double Scale) : DominatingPair
{
    public override double PureEpsilon => 1 / Scale;

    public override double DensityScale => 2;

    public override double Spacing => 2 / Scale;

    public override double Origin => -1 / Scale;

    public override bool HasTails => false;

    public override (double Low, double High) Support(double tail) => (-1 / Scale, 1 / Scale);

    public override double DensityP(double loss) => 0.25 * Math.Exp(0.5 * (loss - (1 / Scale)));

    public override IEnumerable<LossAtom> Atoms(double tail, long stride = 1)
    {
        double rare = 0.5 * Math.Exp(-1 / Scale);
        return [new LossAtom(-1 / Scale, rare, 0.5), new LossAtom(1 / Scale, 0.5, rare)];
    }

    public override double AtomCount(double tail) => 2;
}
