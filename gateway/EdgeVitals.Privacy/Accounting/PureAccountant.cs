namespace EdgeVitals.Privacy;

/// <summary>Pure differential privacy (delta = 0): epsilons add up.</summary>
/// <remarks>
/// Sources: Dwork, McSherry, Nissim, Smith 2006 (basic composition); Li, Qardaji, Su 2012 and Balle, Barthe, Gaboardi
/// 2018, Theorem 8 (an epsilon-private release of a Poisson sample is ln(1 + q (e^epsilon - 1))-private under
/// add-or-remove-one).
/// </remarks>
public sealed class PureAccountant : IAccountant
{
    /// <inheritdoc/>
    public string Name => "pure";

    /// <inheritdoc/>
    public PrivacyCost Cost(PrivacyEvent @event, Delta delta) => Cost(@event);

    /// <summary>The same without the delta that it does not need; the answer's delta is 0.</summary>
    /// <exception cref="PrivacyException">Unsupported: an event that is private only with a delta above 0.</exception>
    public PrivacyCost Cost(PrivacyEvent @event)
    {
        EventTree tree = EventTree.Of(@event);
        foreach (EventCount term in tree.Terms)
        {
            if (double.IsInfinity(EpsilonOf(term.Event)))
            {
                throw Accountants.Unsupported(this, term.Event, "rdp or pld may answer, with a delta");
            }
        }

        return Accountants.Answer(Sum(tree), 0, tree, this);
    }

    /// <summary>Sum of the pure epsilons; infinite where an event has none.</summary>
    internal static double Sum(EventTree tree) => tree.Terms.Sum(term => term.Count * EpsilonOf(term.Event));

    /// <summary>Pure epsilon of an event that is no composition; infinite where it has none.</summary>
    internal static double EpsilonOf(PrivacyEvent @event) => @event switch
    {
        LaplaceEvent laplace => 1 / laplace.Scale,
        DiscreteLaplaceEvent laplace => 1 / laplace.Scale,
        RandomisedResponseEvent response => response.Epsilon,
        PureEvent pure => pure.Epsilon,
        PoissonSampledEvent sampled => Sampled(sampled.Rate, Sum(EventTree.Of(sampled.Event))),
        _ => double.PositiveInfinity,
    };

    /// <summary>ln(1 + q (e^epsilon - 1)), which no large epsilon overflows and no small one cancels.</summary>
    internal static double Sampled(double rate, double epsilon) => epsilon > 1
        ? epsilon + Math.Log(rate + ((1 - rate) * Math.Exp(-epsilon)))
        : LogSpace.Log1P(rate * LogSpace.ExpM1(epsilon));
}
