namespace EdgeVitals.Privacy;

/// <summary>Renyi differential privacy over all real orders.</summary>
/// <remarks>
/// Sources: Mironov 2017, Proposition 1 (divergences of one order add up); <see cref="RenyiDivergence"/> and
/// <see cref="SampledGaussianDivergence"/> for the mechanisms; Canonne, Kamath, Steinke 2020, Proposition 12. The
/// plain sum of pure epsilons, which is the limit of order infinity, is taken where it is less.
/// </remarks>
public sealed class RdpAccountant : IAccountant
{
    /// <inheritdoc/>
    public string Name => "rdp";

    /// <inheritdoc/>
    public PrivacyCost Cost(PrivacyEvent @event, Delta delta)
    {
        EventTree tree = EventTree.Of(@event);
        foreach (EventCount term in tree.Terms)
        {
            if (CurveOf(term.Event) is null)
            {
                throw Accountants.Unsupported(this, term.Event, Instead(term.Event));
            }
        }

        return Accountants.Answer(Bound(tree, delta.Value), delta.Value, tree, this);
    }

    /// <summary>Epsilon at a delta; infinite where an event has no proved divergence.</summary>
    internal static double Bound(EventTree tree, double delta)
    {
        if (tree.Terms.Count == 0)
        {
            return 0;
        }

        List<(Func<double, double> Divergence, double Count)> terms = [];
        foreach (EventCount term in tree.Terms)
        {
            if (CurveOf(term.Event) is not { } curve)
            {
                return double.PositiveInfinity;
            }

            terms.Add((curve, term.Count));
        }

        double epsilon = RenyiConversion.Epsilon(
            beyondOne => terms.Sum(term => term.Count * term.Divergence(beyondOne)), delta);
        return Math.Min(epsilon, PureAccountant.Sum(tree));
    }

    /// <summary>Of what has no curve, pld answers one discrete Gaussian release on a sample.</summary>
    private static string Instead(PrivacyEvent @event) => @event is PoissonSampledEvent sampled
        && EventTree.Of(sampled.Event).Terms is [{ Count: 1, Event: DiscreteGaussianEvent { SensitivitySquared: 1 } }]
        ? "pld may answer" : "account it without the sampling";

    private static Func<double, double>? CurveOf(PrivacyEvent @event)
    {
        if (RenyiDivergence.TryRho(@event, out double rho))
        {
            return beyondOne => rho * (1 + beyondOne);
        }

        return @event switch
        {
            LaplaceEvent laplace => beyondOne => RenyiDivergence.Laplace(laplace.Scale, beyondOne),
            RandomisedResponseEvent response => beyondOne =>
                RenyiDivergence.RandomisedResponse(response.Epsilon, response.Categories, beyondOne),
            PoissonSampledEvent sampled when ExactAccountant.TryMu(EventTree.Of(sampled.Event), out double mu) =>
                new SampledGaussianDivergence(sampled.Rate, 1 / mu).At,
            _ => PureCurve(PureAccountant.EpsilonOf(@event)),
        };
    }

    /// <summary>Binary randomised response bounds every mechanism of its epsilon.</summary>
    private static Func<double, double>? PureCurve(double epsilon) => double.IsInfinity(epsilon) ? null
        : beyondOne => RenyiDivergence.RandomisedResponse(epsilon, 2, beyondOne);
}
