namespace EdgeVitals.Privacy;

/// <summary>The accountants by name.</summary>
public static class Accountants
{
    /// <summary>From the simplest to the tightest.</summary>
    public static IReadOnlyList<IAccountant> All { get; } =
        [new PureAccountant(), new ZcdpAccountant(), new RdpAccountant(), new ExactAccountant(), new PldAccountant()];

    /// <summary>The one of a name.</summary>
    /// <exception cref="PrivacyException">Unknown.</exception>
    public static IAccountant Named(string name) => All.FirstOrDefault(accountant => accountant.Name == name)
        ?? throw new PrivacyException(PrivacyFault.Unknown, "accountant",
            $"'{name}' is none of {string.Join(", ", All.Select(accountant => accountant.Name))}");

    /// <summary>The answer, or the refusal of one that is no number.</summary>
    internal static PrivacyCost Answer(double epsilon, double delta, EventTree tree, IAccountant accountant) => new(
        PrivacyException.RequireFinite(epsilon, "epsilon"), delta, tree.Adjacency, accountant.Name);

    /// <summary>The refusal of an event for which an accountant has no proof.</summary>
    internal static PrivacyException Unsupported(IAccountant accountant, PrivacyEvent @event, string instead) => new(
        PrivacyFault.Unsupported, "event", $"{accountant.Name} has no proved bound for {NameOf(@event)}; {instead}");

    private static string NameOf(PrivacyEvent @event) => @event switch
    {
        GaussianEvent => "gaussian noise",
        DiscreteGaussianEvent => "discrete gaussian noise",
        LaplaceEvent => "laplace noise",
        DiscreteLaplaceEvent => "discrete laplace noise",
        RandomisedResponseEvent => "randomised response",
        PureEvent => "a pure release",
        ZcdpEvent => "a zCDP release",
        PoissonSampledEvent sampled when EventTree.Of(sampled.Event).Terms is [EventCount only] =>
            "sampled " + NameOf(only.Event),
        PoissonSampledEvent => "a sampled composition",
        _ => "this event",
    };
}
