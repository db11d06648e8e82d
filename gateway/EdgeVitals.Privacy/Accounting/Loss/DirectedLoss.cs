namespace EdgeVitals.Privacy;

/// <summary>Which neighbour the observed output comes from.</summary>
internal enum LossDirection
{
    /// <summary>The data set with the record: P against Q, or the mixture (1 - q) Q + q P against Q.</summary>
    RecordIn,

    /// <summary>The data set without the record: Q against the mixture.</summary>
    RecordOut,
}

/// <summary>The privacy loss of a pair in one direction, the record being used with probability q (Poisson sampling).
/// </summary>
/// <remarks>
/// With l the loss of (P, Q), the loss of the mixture against Q is φ(l) = ln(1 - q + q e^l), and that of Q against the
/// mixture is -φ(l) (Zhu, Dong, Wang 2022, Theorem 11; both directions are needed). q = 1 is the pair itself, whose two
/// directions are equal.
/// </remarks>
internal readonly record struct DirectedLoss(DominatingPair Pair, double Sampling, LossDirection Direction)
{
    /// <summary>From here on e^l in φ is taken out of the logarithm, long before it overflows.</summary>
    private const double Large = 30;

    /// <summary>Whether the loss falls while the base loss rises.</summary>
    public bool Falling => Sampling < 1 && Direction == LossDirection.RecordOut;

    /// <summary>Largest loss, or infinity.</summary>
    public double LargestLoss => Loss(Falling ? -Pair.PureEpsilon : Pair.PureEpsilon);

    /// <summary>Distance of a lattice on which all atoms lie, otherwise 0: φ bends every other lattice.</summary>
    public double Spacing => Sampling == 1 ? Pair.Spacing : 0;

    /// <summary>A loss that the grid should hold: one of the lattice, or the largest, where delta has a kink.</summary>
    public double Origin =>
        Sampling == 1 ? Pair.Origin
        : double.IsInfinity(LargestLoss) ? 0
        : LargestLoss;

    /// <summary>
    /// Base losses beyond which the observed distribution has at most <paramref name="tail"/> a side.
    /// </summary>
    public (double Low, double High) BaseSupport(double tail)
    {
        (double low, double high) = Pair.Support(tail);
        if (Sampling == 1)
        {
            return (low, high);
        }

        return Falling ? (-high, -low) : (Math.Min(low, -high), Math.Max(high, -low));
    }

    /// <summary>The loss of this direction at a base loss.</summary>
    public double Loss(double baseLoss)
    {
        if (Sampling == 1)
        {
            return baseLoss;
        }

        double loss = baseLoss > Large
            ? baseLoss + Math.Log(Sampling) + LogSpace.Log1P((1 - Sampling) / Sampling * Math.Exp(-baseLoss))
            : LogSpace.Log1P(Sampling * LogSpace.ExpM1(baseLoss));
        return Direction == LossDirection.RecordIn ? loss : -loss;
    }

    /// <summary>
    /// The base loss at which the loss of this direction is the given one; infinite where it is never.
    /// </summary>
    public double BaseLoss(double loss)
    {
        if (Sampling == 1)
        {
            return loss;
        }

        double mixed = Direction == LossDirection.RecordIn ? loss : -loss;
        if (mixed > Large)
        {
            return mixed - Math.Log(Sampling) + LogSpace.Log1P((Sampling - 1) * Math.Exp(-mixed));
        }

        double grown = LogSpace.ExpM1(mixed) / Sampling;
        return grown <= -1 ? double.NegativeInfinity : LogSpace.Log1P(grown);
    }

    /// <summary>Observed probability (or density) of what has p under P and q under Q.</summary>
    public double Mass(double p, double q) =>
        Sampling == 1 ? p
        : Direction == LossDirection.RecordOut ? q
        : ((1 - Sampling) * q) + (Sampling * p);

    /// <summary>
    /// Density over the base loss of the observed distribution, and the loss of this direction there.
    /// </summary>
    public (double Density, double Loss) Density(double baseLoss)
    {
        if (Sampling == 1)
        {
            return (Pair.DensityP(baseLoss), baseLoss);
        }

        double without = Pair.DensityQ(baseLoss);
        if (baseLoss > Large)
        {
            double mixture = ((1 - Sampling) * without) + (Sampling * Pair.DensityP(baseLoss));
            return (Falling ? without : mixture, Loss(baseLoss));
        }

        // The mixture's density is e^φ of Q's.
        double grown = Sampling * LogSpace.ExpM1(baseLoss), loss = LogSpace.Log1P(grown);
        return Falling ? (without, -loss) : (without * (1 + grown), loss);
    }
}
