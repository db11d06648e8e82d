namespace EdgeVitals.Privacy;

/// <summary>One value of the privacy loss with its probability with (P) and without (Q) the record.</summary>
internal readonly record struct LossAtom(double Loss, double P, double Q);

/// <summary>
/// A pair of distributions (P, Q) whose hockey-stick divergence bounds that of every pair of neighbours of one release
/// (Zhu, Dong, Wang 2022, "Optimal Accounting of Differential Privacy via Characteristic Function", Definition 7),
/// described by its privacy loss l = ln(P/Q): a density over l, atoms, or both.
/// </summary>
/// <remarks>
/// Every pair here is symmetric: the loss under P is distributed as minus the loss under Q. Equal parameters make equal
/// records, so that a composition can count them together.
/// </remarks>
internal abstract record DominatingPair
{
    /// <summary>Largest loss, where it is bounded; infinity otherwise.</summary>
    public abstract double PureEpsilon { get; }

    /// <summary>
    /// Whether "without the record" has a meaning, so that leaving the record out by chance has one too.
    /// </summary>
    public virtual bool CanBeSampled => true;

    /// <summary>Distance of a lattice on which all atoms lie, otherwise 0.</summary>
    public virtual double Spacing => 0;

    /// <summary>One loss of the lattice.</summary>
    public virtual double Origin => 0;

    /// <summary>Length over which the density changes by its own size; 0 where there is no density.</summary>
    public virtual double DensityScale => 0;

    /// <summary>Whether losses beyond <see cref="Support"/> have a probability above 0.</summary>
    public abstract bool HasTails { get; }

    /// <summary>Losses beyond which, on either side, P has at most <paramref name="tail"/>.</summary>
    public abstract (double Low, double High) Support(double tail);

    /// <summary>Density of the loss under P at <paramref name="loss"/>, within the support.</summary>
    public virtual double DensityP(double loss) => 0;

    /// <summary>Density of the loss under Q: P's mirror image.</summary>
    public double DensityQ(double loss) => DensityP(-loss);

    /// <summary>
    /// Atoms whose losses lie within the support of P or of Q. With a stride, every so many-th of a dense row stands
    /// for
    /// its neighbours too.
    /// </summary>
    public abstract IEnumerable<LossAtom> Atoms(double tail, long stride = 1);

    /// <summary>About how many atoms there are.</summary>
    public abstract double AtomCount(double tail);
}
