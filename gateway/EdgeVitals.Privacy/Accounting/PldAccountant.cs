namespace EdgeVitals.Privacy;

/// <summary>Privacy loss distributions: the tightest answer for mixed compositions and for samples.</summary>
/// <remarks>
/// Source: see <see cref="PrivacyLossDistribution"/>, which also says its limits: noise over sensitivity from 0.01 to
/// 1e6, 1e9 releases. A composition on one sample is its single equivalent where that is exact (Gaussians), or the
/// randomised response that bounds every mechanism of its pure epsilon.
/// </remarks>
public sealed class PldAccountant : IAccountant
{
    /// <inheritdoc/>
    public string Name => "pld";

    /// <inheritdoc/>
    public PrivacyCost Cost(PrivacyEvent @event, Delta delta)
    {
        EventTree tree = EventTree.Of(@event);
        PrivacyLossDistribution? sum = null;
        foreach (EventCount term in tree.Terms)
        {
            PrivacyLossDistribution next = One(term.Event, tree.Adjacency).SelfCompose(term.Count);
            sum = sum is null ? next : sum.Compose(next);
        }

        // Both bound the same composition. From some 1e8 releases on the grid's own allowance is the larger, and at
        // the greatest costs the distribution has no finite answer.
        double epsilon = Math.Min(sum?.EpsilonAt(delta) ?? 0, RdpAccountant.Bound(tree, delta.Value));
        return Accountants.Answer(epsilon, delta.Value, tree, this);
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
        if (inside.Terms is [{ Count: 1 } only] && only.Event is not PoissonSampledEvent)
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
