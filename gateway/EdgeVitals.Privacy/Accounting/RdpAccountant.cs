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
        (Func<double, double> Divergence, double Count)[] terms =
            [.. tree.Terms.Select(term => (Curve(term.Event), (double)term.Count))];
        double epsilon = terms.Length == 0 ? 0
            : RenyiConversion.Epsilon(beyondOne => Sum(terms, beyondOne), delta.Value);
        return Accountants.Answer(Math.Min(epsilon, PureAccountant.Sum(tree)), delta.Value, tree, this);
    }

    private static double Sum((Func<double, double> Divergence, double Count)[] terms, double beyondOne)
    {
        double sum = 0;
        foreach ((Func<double, double> divergence, double count) in terms)
        {
            sum += count * divergence(beyondOne);
        }

        return sum;
    }

    private Func<double, double> Curve(PrivacyEvent @event)
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
            _ => PureCurve(@event),
        };
    }

    private Func<double, double> PureCurve(PrivacyEvent @event)
    {
        double pure = PureAccountant.EpsilonOf(@event);
        return double.IsFinite(pure) ? beyondOne => RenyiDivergence.RandomisedResponse(pure, 2, beyondOne)
            : throw Accountants.Unsupported(this, @event, "pld may answer");
    }
}
