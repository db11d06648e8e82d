namespace EdgeVitals.Privacy;

/// <summary>The exact epsilon of composed continuous Gaussian releases.</summary>
/// <remarks>Source: Balle and Wang 2018; Dong, Roth, Su 2022, Corollary 3.3 (mu = sqrt(sum of mu_i^2)).</remarks>
public sealed class ExactAccountant : IAccountant
{
    /// <inheritdoc/>
    public string Name => "exact";

    /// <inheritdoc/>
    public PrivacyCost Cost(PrivacyEvent @event, Delta delta)
    {
        EventTree tree = EventTree.Of(@event);
        if (tree.Terms.Count == 0)
        {
            return Accountants.Answer(0, delta.Value, tree, this);
        }

        return TryMu(tree, out double mu)
            ? Accountants.Answer(AnalyticGaussian.EpsilonAt(delta, mu), delta.Value, tree, this)
            : throw Accountants.Unsupported(this, tree.Terms.First(term => term.Event is not GaussianEvent).Event,
                "it answers gaussian without sampling only; rdp or pld may answer");
    }

    /// <summary>sqrt(sum of count / z^2), where all the events are Gaussian.</summary>
    internal static bool TryMu(EventTree tree, out double mu)
    {
        double square = 0;
        foreach (EventCount term in tree.Terms)
        {
            if (term.Event is not GaussianEvent gaussian)
            {
                mu = double.NaN;
                return false;
            }

            square += term.Count / (gaussian.Multiplier * gaussian.Multiplier);
        }

        mu = Math.Sqrt(square);
        return tree.Terms.Count > 0;
    }
}
