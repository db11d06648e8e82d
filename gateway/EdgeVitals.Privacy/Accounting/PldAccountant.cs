namespace EdgeVitals.Privacy;

/// <summary>Privacy loss distributions: the tightest answer for mixed compositions and for samples.</summary>
/// <remarks>
/// Source: see <see cref="PrivacyLossDistribution"/>, which also says its limits: noise over sensitivity from 0.01 to
/// 1e6. Beyond 1e9 releases or 256 different ones, and wherever that is less, the answer is that of
/// <see cref="RdpAccountant"/>, which bounds the same. A composition on one sample is its single equivalent where that
/// is exact (Gaussians), or the randomised response that bounds every mechanism of its pure epsilon.
/// </remarks>
public sealed class PldAccountant : IAccountant
{
    /// <summary>Most different releases whose distributions are composed: each costs a transform.</summary>
    private const int MostTerms = 256;

    /// <inheritdoc/>
    public string Name => "pld";

    /// <inheritdoc/>
    public PrivacyCost Cost(PrivacyEvent @event, Delta delta)
    {
        EventTree tree = EventTree.Of(@event);
        PrivacyLossDistribution[] each = [.. tree.Terms.Select(term => One(term.Event, tree.Adjacency))];
        double releases = tree.Terms.Sum(term => (double)term.Count);
        bool isCounted = each.Length <= MostTerms && releases <= PrivacyLossDistribution.MostReleases;
        double numeric = isCounted ? Numeric(each, tree.Terms, delta) : double.PositiveInfinity;

        // Both bound the same composition. From some 1e8 releases on the grid's own allowance is the larger, and the
        // grid has no answer beyond its limits, at the greatest costs and at a delta near the least double.
        double epsilon = Math.Min(numeric, RdpAccountant.Bound(tree, delta.Value));
        return double.IsFinite(epsilon) ? Accountants.Answer(epsilon, delta.Value, tree, this)
            : throw new PrivacyException(PrivacyFault.Unsupported, "epsilon",
                $"neither a grid that fits in memory nor rdp proves one at delta = {delta}");
    }

    private static double Numeric(
        PrivacyLossDistribution[] each, IReadOnlyList<EventCount> terms, Delta delta)
    {
        PrivacyLossDistribution? sum = null;
        for (int i = 0; i < each.Length; i++)
        {
            PrivacyLossDistribution next = each[i].SelfCompose(terms[i].Count);
            sum = sum is null ? next : sum.Compose(next);
        }

        return sum?.EpsilonOrInfinity(delta) ?? 0;
    }

    private PrivacyLossDistribution One(PrivacyEvent @event, Adjacency adjacency)
    {
        switch (@event)
        {
            case GaussianEvent gaussian:
                return PrivacyLossDistribution.Gaussian(gaussian.Multiplier, adjacency);
            case LaplaceEvent laplace:
                return PrivacyLossDistribution.Laplace(laplace.Scale, adjacency);
            case RandomisedResponseEvent response when adjacency == Adjacency.ReplaceOne:
                return PrivacyLossDistribution.RandomisedResponse(
                    Epsilon.From(response.Epsilon), response.Categories);
            case DiscreteGaussianEvent { SensitivitySquared: 1 } discrete:
                return PrivacyLossDistribution.DiscreteGaussian(Floor(discrete.SigmaSquared), 1, adjacency);
            case DiscreteGaussianEvent:
                // The loss of (1, 1, 1, 1) is not that of (2, 0, 0, 0), and no one knows the worst direction.
                throw Accountants.Unsupported(
                    this, @event, "it answers a squared sensitivity of 1 only; zcdp or rdp may answer");
            case PoissonSampledEvent sampled:
                return Inside(sampled).PoissonSampled(sampled.Rate);
            default:
                double pure = PureAccountant.EpsilonOf(@event);
                return double.IsFinite(pure) ? PrivacyLossDistribution.Pure(Epsilon.From(pure), adjacency)
                    : throw Accountants.Unsupported(this, @event, "zcdp or rdp may answer");
        }
    }

    /// <summary>What is released of the sample, as one release.</summary>
    private PrivacyLossDistribution Inside(PoissonSampledEvent sampled)
    {
        EventTree inside = EventTree.Of(sampled.Event);
        if (inside.Terms is [{ Count: 1 } only] && only.Event is not PoissonSampledEvent and not ZcdpEvent
            and not DiscreteGaussianEvent { SensitivitySquared: not 1 })
        {
            return One(only.Event, Adjacency.AddOrRemoveOne);
        }

        if (ExactAccountant.TryMu(inside, out double mu))
        {
            return PrivacyLossDistribution.Gaussian(1 / mu, Adjacency.AddOrRemoveOne);
        }

        double pure = PureAccountant.Sum(inside);
        return double.IsFinite(pure) ? PrivacyLossDistribution.Pure(Epsilon.From(pure), Adjacency.AddOrRemoveOne)
            : throw Accountants.Unsupported(this, sampled, "account it without the sampling");
    }

    /// <summary>
    /// sigma^2 as a fraction: exact from 2^-9 to 2^60, below smaller by 2^-40 at most, and beyond what the distribution
    /// accepts some value that it refuses.
    /// </summary>
    private static Rational Floor(double sigmaSquared)
    {
        double kept = Math.Min(sigmaSquared, 1L << 60);
        long denominator = 1L << 61;
        while (kept * denominator >= 1L << 62)
        {
            denominator >>= 1;
        }

        return Rational.Of(Math.Max(1, (long)(kept * denominator)), denominator);
    }
}
