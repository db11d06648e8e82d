namespace EdgeVitals.Privacy;

/// <summary>Zero-concentrated differential privacy with the plain conversion rho + 2 sqrt(rho ln(1/delta)).</summary>
/// <remarks>
/// Source: Bun and Steinke 2016, Propositions 1.3 (conversion), 1.4 (pure epsilon is epsilon^2/2), 1.6 (Gaussian);
/// Canonne, Kamath, Steinke 2020, Theorem 14 (discrete Gaussian). The tighter conversion of the same rho is
/// <see cref="Zcdp.ToEpsilon"/>, which the ledger uses and which <see cref="RdpAccountant"/> equals.
/// </remarks>
public sealed class ZcdpAccountant : IAccountant
{
    /// <inheritdoc/>
    public string Name => "zcdp";

    /// <inheritdoc/>
    public PrivacyCost Cost(PrivacyEvent @event, Delta delta)
    {
        EventTree tree = EventTree.Of(@event);
        double rho = tree.Terms.Sum(term => term.Count * Rho(term.Event));
        return Accountants.Answer(rho + (2 * Math.Sqrt(rho * -Math.Log(delta.Value))), delta.Value, tree, this);
    }

    private double Rho(PrivacyEvent @event)
    {
        if (RenyiDivergence.TryRho(@event, out double rho))
        {
            return rho;
        }

        double pure = PureAccountant.EpsilonOf(@event);
        return double.IsFinite(pure) ? 0.5 * pure * pure : throw Accountants.Unsupported(
            this, @event, "sampling keeps no rho: rdp or pld may answer");
    }
}
