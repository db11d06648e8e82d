namespace EdgeVitals.Privacy;

/// <summary>
/// The privacy loss distribution of a composition of releases, from which epsilon and delta follow by numbers.
/// </summary>
/// <remarks>
/// Source: Doroshenko, Ghazi, Kamath, Kumar, Manurangsi 2022, "Connect the Dots"; Koskela, Jälkö, Honkela 2020 for the
/// composition by FFT; Zhu, Dong, Wang 2022 for dominating pairs and Poisson sampling. Every answer is an upper bound:
/// of
/// the discretisation, the truncation, the wrapping round and the rounding of the transforms each adds to delta.
///
/// A distribution is held as its releases; grid, window and tilt are chosen anew for each question. It is immutable.
/// </remarks>
public sealed class PrivacyLossDistribution
{
    /// <summary>
    /// Most releases in all. What the grid adds to epsilon grows with their number: below 1e-5 of the larger of it and
    /// 1 up to 100,000 Gaussians, some 2e-5 at 1e7, some 2e-3 at 1e9.
    /// </summary>
    public const long MostReleases = 1_000_000_000;

    /// <summary>Least ratio of noise and sensitivity: epsilon of one release is some 5,000 there.</summary>
    public const double LeastMultiplier = 0.01;

    /// <summary>Most ratio of noise and sensitivity: the loss is below 1e-6 nearly always there.</summary>
    public const double MostMultiplier = 1e6;

    /// <summary>Most losses of a discrete release that are counted one by one.</summary>
    private const double MostAtoms = 1 << 25;

    private readonly IReadOnlyList<Release> _releases;

    private PrivacyLossDistribution(IReadOnlyList<Release> releases, Adjacency adjacency)
    {
        _releases = releases;
        Adjacency = adjacency;
    }

    /// <summary>The neighbours for which the answers hold: those for which the sensitivities were measured.</summary>
    public Adjacency Adjacency { get; }

    /// <summary>
    /// Sum of the releases' largest losses: epsilon at delta = 0, infinite with any Gaussian release.
    /// </summary>
    public double PureEpsilon => Largest(LossDirection.RecordIn);

    /// <summary>Whether both directions have the same distribution.</summary>
    private bool Symmetric => _releases.All(release => release.Sampling == 1);

    /// <summary>Gaussian noise.</summary>
    /// <param name="multiplier">z: standard deviation over L2 sensitivity, from 0.01 to 1e6.</param>
    /// <param name="adjacency">For which the sensitivity holds.</param>
    /// <exception cref="PrivacyException">The multiplier is not a number in its range.</exception>
    public static PrivacyLossDistribution Gaussian(
        double multiplier, Adjacency adjacency = Adjacency.ReplaceOne) =>
        Of(new GaussianPair(RequireMultiplier(multiplier, nameof(multiplier))), adjacency);

    /// <summary>Laplace noise on one number.</summary>
    /// <param name="scale">b over sensitivity, from 0.01 to 1e6.</param>
    /// <param name="adjacency">For which the sensitivity holds.</param>
    /// <exception cref="PrivacyException">The scale is not a number in its range.</exception>
    public static PrivacyLossDistribution Laplace(double scale, Adjacency adjacency = Adjacency.ReplaceOne) =>
        Of(new LaplacePair(RequireMultiplier(scale, nameof(scale))), adjacency);

    /// <summary>k-ary randomised response; neighbours differ in the one category that is reported.</summary>
    /// <param name="epsilon">ε of one report, at most 100.</param>
    /// <param name="categories">k, at least 2.</param>
    /// <exception cref="PrivacyException">Fewer than two categories, or an ε out of range.</exception>
    public static PrivacyLossDistribution RandomisedResponse(Epsilon epsilon, int categories) =>
        categories < 2
            ? throw new PrivacyException(PrivacyFault.OutOfRange, nameof(categories), $"{categories} is below 2")
            : Of(new RandomisedResponsePair(RequireEpsilon(epsilon), categories, Pure: false), Adjacency.ReplaceOne);

    /// <summary>Any release of which no more is known than that it is ε-differentially private.</summary>
    /// <param name="epsilon">ε, at most 100.</param>
    /// <param name="adjacency">For which ε holds.</param>
    /// <exception cref="PrivacyException">ε is out of range.</exception>
    public static PrivacyLossDistribution Pure(Epsilon epsilon, Adjacency adjacency = Adjacency.ReplaceOne) =>
        Of(new RandomisedResponsePair(RequireEpsilon(epsilon), 2, Pure: true), adjacency);

    /// <summary>Discrete Gaussian noise on one integer.</summary>
    /// <param name="sigmaSquared">Parameter σ², in squared units of the integer.</param>
    /// <param name="sensitivity">Δ, in units of the integer, at least 1.</param>
    /// <param name="adjacency">For which the sensitivity holds.</param>
    /// <remarks>A vector's loss also depends on its direction on the grid: <see cref="Zcdp"/> bounds that.</remarks>
    /// <exception cref="PrivacyException">A parameter is not above 0, or the ratio is out of range.</exception>
    public static PrivacyLossDistribution DiscreteGaussian(
        Rational sigmaSquared, long sensitivity, Adjacency adjacency = Adjacency.ReplaceOne)
    {
        PrivacyException.RequireCount(sensitivity, nameof(sensitivity), 1L << 40);
        double variance = PrivacyException.RequirePositive(sigmaSquared.Value, nameof(sigmaSquared));
        RequireMultiplier(Math.Sqrt(variance) / sensitivity, "standard deviation over sensitivity");
        return Of(new DiscreteGaussianPair(variance, sensitivity), adjacency);
    }

    /// <summary>Discrete Laplace noise on one integer.</summary>
    /// <param name="scale">Scale t, in units of the integer: probabilities fall as e^(-|y|/t).</param>
    /// <param name="sensitivity">Δ, in units of the integer, at least 1.</param>
    /// <param name="adjacency">For which the sensitivity holds.</param>
    /// <exception cref="PrivacyException">A parameter is not above 0, or the ratio is out of range.</exception>
    public static PrivacyLossDistribution DiscreteLaplace(
        Rational scale, long sensitivity, Adjacency adjacency = Adjacency.ReplaceOne)
    {
        PrivacyException.RequireCount(sensitivity, nameof(sensitivity), 1L << 40);
        double value = PrivacyException.RequirePositive(scale.Value, nameof(scale));
        RequireMultiplier(value / sensitivity, "scale over sensitivity");
        return Of(new DiscreteLaplacePair(value, sensitivity), adjacency);
    }

    /// <summary>This release with each record taking part by an own coin that nobody sees.</summary>
    /// <param name="probability">q in (0, 1].</param>
    /// <returns>
    /// The distribution under add/remove adjacency; the sensitivity must have been measured for it, that is, as the
    /// most
    /// that one record adds.
    /// </returns>
    /// <exception cref="PrivacyException">
    /// q is not in (0, 1]; this is a composition (sampling once for all of it is another mechanism), is sampled
    /// already,
    /// or is randomised response, where a report cannot be left out unseen.
    /// </exception>
    public PrivacyLossDistribution PoissonSampled(double probability)
    {
        if (PrivacyException.RequireFinite(probability, nameof(probability)) is not (> 0 and <= 1))
        {
            throw new PrivacyException(PrivacyFault.OutsideUnitInterval, nameof(probability),
                $"{probability:R} is not above 0 and at most 1");
        }

        if (_releases is not [{ Times: 1, Sampling: 1, Pair: { CanBeSampled: true } pair }])
        {
            throw new PrivacyException(PrivacyFault.Unsupported, "sampling",
                "takes one release with noise, not a composition, a sampled release or randomised response");
        }

        return new PrivacyLossDistribution([new Release(pair, probability, 1)], Adjacency.AddOrRemoveOne);
    }

    /// <summary>Everything of this distribution a number of times, each with fresh randomness.</summary>
    /// <param name="times">At least 1; at most a thousand million releases in all.</param>
    /// <exception cref="PrivacyException">The number is out of range.</exception>
    public PrivacyLossDistribution SelfCompose(long times)
    {
        PrivacyException.RequireCount(times, nameof(times), MostReleases);
        PrivacyException.RequireCount(
            (decimal)times * _releases.Sum(release => release.Times), "number of releases", MostReleases);
        return new PrivacyLossDistribution(
            [.. _releases.Select(release => release with { Times = release.Times * times })], Adjacency);
    }

    /// <summary>This and another, each with own randomness.</summary>
    /// <exception cref="PrivacyException">The adjacencies differ, or there are too many releases.</exception>
    public PrivacyLossDistribution Compose(PrivacyLossDistribution other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Adjacency != Adjacency)
        {
            throw new PrivacyException(PrivacyFault.Unsupported, "adjacency",
                $"{Adjacency} and {other.Adjacency} have no common composition");
        }

        List<Release> all = [.. _releases.Concat(other._releases)
            .GroupBy(release => (release.Pair, release.Sampling))
            .Select(same => new Release(same.Key.Pair, same.Key.Sampling, same.Sum(release => release.Times)))];
        PrivacyException.RequireCount(all.Sum(release => release.Times), "number of releases", MostReleases);
        return new PrivacyLossDistribution(all, Adjacency);
    }

    /// <summary>
    /// The least epsilon, rounded up, at which the composition is (epsilon, delta)-differentially private.
    /// </summary>
    /// <returns>At least 0; 0 where even delta(0) is no larger.</returns>
    /// <exception cref="PrivacyException">The losses need a larger grid than fits in memory.</exception>
    public double EpsilonAt(Delta delta)
    {
        double epsilon = EpsilonOrInfinity(delta);
        return double.IsFinite(epsilon) ? epsilon : throw new PrivacyException(
            PrivacyFault.Unsupported, "epsilon", $"no grid that fits in memory proves one at delta = {delta}");
    }

    /// <summary>
    /// The least delta, rounded up, at which the composition is (epsilon, delta)-differentially private.
    /// </summary>
    /// <param name="epsilon">Finite, at least 0.</param>
    /// <exception cref="PrivacyException">Epsilon is negative or no finite number.</exception>
    public double DeltaAt(double epsilon)
    {
        if (PrivacyException.RequireFinite(epsilon, nameof(epsilon)) < 0)
        {
            throw new PrivacyException(PrivacyFault.OutOfRange, nameof(epsilon), $"{epsilon:R} is below 0");
        }

        double with = epsilon >= PureEpsilon ? 0 : Composition(LossDirection.RecordIn).DeltaAt(epsilon);
        return Symmetric || epsilon >= Largest(LossDirection.RecordOut) ? with
            : Math.Max(with, Composition(LossDirection.RecordOut).DeltaAt(epsilon));
    }

    /// <summary>What the composition costs at a delta.</summary>
    public PrivacyCost CostAt(Delta delta) => new(EpsilonAt(delta), delta.Value, Adjacency, "pld");

    /// <summary><see cref="EpsilonAt"/>, and infinity where that has no answer.</summary>
    internal double EpsilonOrInfinity(Delta delta)
    {
        try
        {
            return WorseOfDirections(delta);
        }
        catch (PrivacyException fault) when (fault.Fault == PrivacyFault.OutOfRange)
        {
            // The losses span more cells than are allowed.
            return double.PositiveInfinity;
        }
    }

    private static PrivacyLossDistribution Of(DominatingPair pair, Adjacency adjacency)
    {
        if (pair.AtomCount(1e-30) > MostAtoms)
        {
            throw new PrivacyException(PrivacyFault.OutOfRange, "noise",
                $"{pair.AtomCount(1e-30):E1} integers are too many to be counted; account a coarser grid");
        }

        return new PrivacyLossDistribution([new Release(pair, 1, 1)], adjacency);
    }

    private static double RequireMultiplier(double value, string name) =>
        PrivacyException.RequirePositive(value, name) is >= LeastMultiplier and <= MostMultiplier ? value
            : throw new PrivacyException(PrivacyFault.OutOfRange, name,
                $"{value:R} does not lie between {LeastMultiplier} and {MostMultiplier}");

    private static double RequireEpsilon(Epsilon epsilon) =>
        epsilon.Value is >= 1 / MostMultiplier and <= 1 / LeastMultiplier
        ? epsilon.Value
        : throw new PrivacyException(PrivacyFault.OutOfRange, nameof(epsilon),
            $"{epsilon} does not lie between {1 / MostMultiplier} and {1 / LeastMultiplier}");

    private double Largest(LossDirection direction) =>
        _releases.Sum(release => release.Times * release.Directed(direction).LargestLoss);

    private double WorseOfDirections(Delta delta)
    {
        double with = Math.Min(Composition(LossDirection.RecordIn).EpsilonAt(delta.Value), PureEpsilon);

        // delta(0) is the total variation distance, the same in both directions.
        double most = Largest(LossDirection.RecordOut);
        return Symmetric || with == 0 || most <= with ? with
            : Math.Max(with, Math.Min(Composition(LossDirection.RecordOut).EpsilonAt(delta.Value), most));
    }

    private LossComposition Composition(LossDirection direction) =>
        new(_releases.Select(release => new ComposedLoss(release.Directed(direction), release.Times)));

    /// <summary>A release, the probability with which a record takes part in it, and how often it is made.</summary>
    private sealed record Release(DominatingPair Pair, double Sampling, long Times)
    {
        public DirectedLoss Directed(LossDirection direction) => new(Pair, Sampling, direction);
    }
}
