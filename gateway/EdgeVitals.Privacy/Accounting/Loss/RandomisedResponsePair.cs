namespace EdgeVitals.Privacy;

/// <summary>
/// Randomised response over k categories: loss ε for the own category, -ε for the neighbour's, 0 for the others. With
/// two categories it also dominates every ε-DP release (Kairouz, Oh, Viswanath 2015, Theorem 3.3).
/// </summary>
/// <param name="Loss">ε.</param>
/// <param name="Categories">k, at least 2.</param>
/// <param name="Pure">It stands for any ε-DP release, of which "without the record" is an outcome too.</param>
internal sealed record RandomisedResponsePair(double Loss, int Categories, bool Pure) : DominatingPair
{
    public override double PureEpsilon => Loss;

    public override bool CanBeSampled => Pure;

    public override double Spacing => Categories == 2 ? 2 * Loss : Loss;

    public override double Origin => -Loss;

    public override bool HasTails => false;

    public override (double Low, double High) Support(double tail) => (-Loss, Loss);

    public override IEnumerable<LossAtom> Atoms(double tail, long stride = 1)
    {
        // Numerator and denominator divided by e^ε, which may overflow.
        double odds = Math.Exp(-Loss), total = 1 + ((Categories - 1) * odds);
        LossAtom other = new(-Loss, odds / total, 1 / total), own = new(Loss, 1 / total, odds / total);
        double rest = (Categories - 2) * (odds / total);
        return Categories == 2 ? [other, own] : [other, new LossAtom(0, rest, rest), own];
    }

    public override double AtomCount(double tail) => 3;
}
