namespace EdgeVitals.Privacy;

/// <summary>
/// Piecewise mechanism: uniform on a window around a multiple of x with odds e^(ε/2) : 1, uniform on the rest of
/// [−C, C] otherwise. Variance x²/(h − 1) + (h + 3)/(3(h − 1)²) with h = e^(ε/2).
/// </summary>
/// <remarks>
/// <para>Source: N. Wang et al., *Collecting and Analyzing Multidimensional Data with Local Differential Privacy*, ICDE
/// 2019, Algorithm 2 and Lemma 1.</para>
/// <para>We deviate: the interval is a row of M = 2K + 1 whole cells and the window W = 2J + 1 of them, M/W as near to
/// h + 1 as whole numbers come, and the centre is an unbiased rounding of x(K − J). So a report is an integer, the
/// likelihood ratio is exactly e^ε, and the published variance holds to some 1e-10. The page Mechanisms/Piecewise.md
/// holds the proof.</para>
/// </remarks>
public sealed class Piecewise : IScalarMechanism
{
    /// <summary>
    /// J. With 2^32 cells in a window M is off by at most one cell of 2^32, which moves the variance by less than 1e-9
    /// of it, and at ε = 32 the row still has fewer than 2^57 cells.
    /// </summary>
    private const long HalfWindow = 1L << 31;

    private const long Window = (2 * HalfWindow) + 1;
    private readonly ExactOdds _odds;
    private readonly long _half;

    private Piecewise(Epsilon epsilon)
    {
        Epsilon = epsilon;
        _odds = ExactOdds.Of(epsilon);
        double h = Math.Exp(_odds.Epsilon / 2);
        _half = (long)Math.Round(((Window * (h + 1)) - 1) / 2);
        Unit = 1 / ((_half - HalfWindow) * Gain);
    }

    /// <inheritdoc/>
    public Epsilon Epsilon { get; }

    /// <inheritdoc/>
    public double Unit { get; }

    /// <summary>At x = ±1; the variance grows with x².</summary>
    public double WorstCaseVariance => Variance(1);

    /// <summary>J: the window reaches this many cells to either side of its centre.</summary>
    public static long WindowReach => HalfWindow;

    /// <summary>K: reports lie between −K and K.</summary>
    public long Reach => _half;

    /// <summary>Mean of a report for each cell that the centre is moved: W(e^ε − 1)/(We^ε + M − W).</summary>
    private double Gain => Excess / Total;

    /// <summary>W(e^ε − 1), the weight that the window has beyond its cells.</summary>
    private double Excess => Window * LogSpace.ExpM1(_odds.Epsilon);

    /// <summary>Weight of all cells, where one outside the window weighs 1.</summary>
    private double Total => (Window * Math.Exp(_odds.Epsilon)) + (2.0 * (_half - HalfWindow));

    /// <summary>Makes the mechanism.</summary>
    /// <param name="epsilon">ε, 1e-6 to 32.</param>
    /// <exception cref="PrivacyException">ε out of range.</exception>
    public static Piecewise Create(Epsilon epsilon) => new(epsilon);

    /// <summary>Variance of the law as it is sampled, in cells; the centre's rounding is in it.</summary>
    /// <inheritdoc/>
    public double Variance(double x)
    {
        ScalarInput.Require(x);
        double half = _half, reach = HalfWindow, cells = (2 * half) + 1, span = half - reach, gain = Gain;
        // With E[y|c] = gain c the part of x^2 is 1/gain - 1 = M/(W(e^eps - 1)): no term is subtracted.
        double spread = x * x * cells / Excess;
        double row = half * (half + 1) * cells / (3 * Total * gain * gain * span * span);
        double rounding = ScalarInput.RoundingVariance(x, _half - HalfWindow);
        return spread + row + ((rounding + (reach * (reach + 1) / 3)) / (gain * span * span));
    }

    /// <inheritdoc/>
    public long Perturb(double x, IRandomBytes random)
    {
        ScalarInput.Require(x);
        ArgumentNullException.ThrowIfNull(random);
        BitSource bits = new(random);
        return Draw(x, ref bits);
    }

    internal long Draw(double x, ref BitSource bits)
    {
        long centre = ScalarInput.Round(x, _half - HalfWindow, ref bits);
        ulong outside = 2 * (ulong)(_half - HalfWindow);
        // Both are drawn, so that the time does not say which side the report is from.
        long inside = centre - HalfWindow + (long)ExactRandom.Below(Window, ref bits);
        // The cells outside the window in order: those below it, then those above.
        long cell = (long)ExactRandom.Below(outside, ref bits) - _half;
        long beyond = cell < centre - HalfWindow ? cell : cell + Window;
        return _odds.Favours(Window, outside, ref bits) ? inside : beyond;
    }
}
