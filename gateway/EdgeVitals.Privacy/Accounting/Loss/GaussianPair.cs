namespace EdgeVitals.Privacy;

/// <summary>N(1, z²) against N(0, z²): the loss is N(μ²/2, μ²) under P, μ = 1/z (Balle, Wang 2018, Lemma 3).</summary>
internal sealed record GaussianPair(double Multiplier) : DominatingPair
{
    private const double InverseRootTwoPi = 0.398942280401432677939946059934;

    private readonly double _mean = 0.5 / Multiplier / Multiplier;

    public override double PureEpsilon => double.PositiveInfinity;

    public override double DensityScale => 1 / Multiplier;

    public override bool HasTails => true;

    public override (double Low, double High) Support(double tail)
    {
        // P(Z > t) <= exp(-t²/2)/2.
        double reach = Math.Sqrt(-2 * Math.Log(tail)) / Multiplier;
        return (_mean - reach, _mean + reach);
    }

    public override double DensityP(double loss)
    {
        double z = (loss - _mean) * Multiplier;
        return Math.Exp(-0.5 * z * z) * InverseRootTwoPi * Multiplier;
    }

    public override IEnumerable<LossAtom> Atoms(double tail, long stride = 1) => [];

    public override double AtomCount(double tail) => 0;
}
