using System.Text.Json.Serialization;

namespace EdgeVitals.Privacy;

/// <summary>
/// What was released, as data: the mechanism and its parameters, never an epsilon that some accountant made of it. A
/// better accountant can then be applied to the past.
/// </summary>
/// <remarks>
/// Every constructor refuses what has no meaning, so no event costs nothing by mistake. Sensitivities are those of the
/// adjacency that is accounted: replace-one, or add-or-remove-one below a <see cref="PoissonSampledEvent"/>.
/// <see cref="EventJson"/> writes and reads it; the names of the kinds are stored in ledgers and never change.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(GaussianEvent), "gaussian")]
[JsonDerivedType(typeof(DiscreteGaussianEvent), "discrete-gaussian")]
[JsonDerivedType(typeof(LaplaceEvent), "laplace")]
[JsonDerivedType(typeof(DiscreteLaplaceEvent), "discrete-laplace")]
[JsonDerivedType(typeof(RandomisedResponseEvent), "randomised-response")]
[JsonDerivedType(typeof(PureEvent), "pure")]
[JsonDerivedType(typeof(ZcdpEvent), "zcdp")]
[JsonDerivedType(typeof(PoissonSampledEvent), "poisson-sampled")]
[JsonDerivedType(typeof(ComposedEvent), "composed")]
[JsonDerivedType(typeof(SelfComposedEvent), "self-composed")]
[JsonDerivedType(typeof(UnsupportedEvent), "unsupported")]
public abstract record PrivacyEvent
{
    /// <summary>Only the kinds of this assembly exist: an accountant must know every one.</summary>
    private protected PrivacyEvent()
    {
    }

    /// <summary>Within these sizes no square and no sum over 2^63 events over- or underflows to a cost of 0.</summary>
    private protected static double RequireSize(double value, string parameter) =>
        PrivacyException.RequirePositive(value, parameter) is >= 1e-100 and <= 1e100 ? value
            : throw new PrivacyException(
                PrivacyFault.OutOfRange, parameter, $"{value:R} lies outside 1e-100..1e100");
}

/// <summary>Continuous Gaussian noise.</summary>
public sealed record GaussianEvent : PrivacyEvent
{
    /// <summary>Noise of sigma = multiplier times the L2 sensitivity.</summary>
    /// <exception cref="PrivacyException">Outside 1e-100..1e100.</exception>
    public GaussianEvent(double multiplier) => Multiplier = RequireSize(multiplier, "multiplier");

    /// <summary>z = sigma / L2 sensitivity.</summary>
    public double Multiplier { get; }
}

/// <summary>Discrete Gaussian noise on every coordinate of an integer vector.</summary>
public sealed record DiscreteGaussianEvent : PrivacyEvent
{
    /// <summary>Independent noise of parameter sigma^2 on a query of a squared L2 sensitivity.</summary>
    /// <param name="sigmaSquared">sigma^2, grid units squared.</param>
    /// <param name="sensitivitySquared">Delta^2, grid units squared; a whole number, as the grid is.</param>
    /// <exception cref="PrivacyException">Outside 1e-100..1e100, or a sensitivity between grid points.</exception>
    public DiscreteGaussianEvent(double sigmaSquared, double sensitivitySquared)
    {
        SigmaSquared = RequireSize(sigmaSquared, "sigma^2");
        SensitivitySquared = RequireSize(sensitivitySquared, "squared sensitivity");
        if (sensitivitySquared != Math.Floor(sensitivitySquared))
        {
            throw new PrivacyException(PrivacyFault.OutsideDomain, "squared sensitivity",
                $"{sensitivitySquared:R} is not whole, which no difference of integer vectors is");
        }
    }

    /// <summary>sigma^2, grid units squared.</summary>
    public double SigmaSquared { get; }

    /// <summary>Squared L2 sensitivity, grid units squared.</summary>
    public double SensitivitySquared { get; }
}

/// <summary>Continuous Laplace noise.</summary>
public sealed record LaplaceEvent : PrivacyEvent
{
    /// <summary>Noise of a scale b over an L1 sensitivity of 1: epsilon = 1/b.</summary>
    /// <exception cref="PrivacyException">Outside 1e-100..1e100.</exception>
    public LaplaceEvent(double scale) => Scale = RequireSize(scale, "scale");

    /// <summary>b / L1 sensitivity.</summary>
    public double Scale { get; }
}

/// <summary>Discrete Laplace noise on an integer of sensitivity 1.</summary>
public sealed record DiscreteLaplaceEvent : PrivacyEvent
{
    /// <summary>P(x) proportional to exp(-|x|/scale): epsilon = 1/scale.</summary>
    /// <exception cref="PrivacyException">Outside 1e-100..1e100.</exception>
    public DiscreteLaplaceEvent(double scale) => Scale = RequireSize(scale, "scale");

    /// <summary>t, grid units.</summary>
    public double Scale { get; }
}

/// <summary>k-ary randomised response.</summary>
/// <remarks>
/// Under add-or-remove-one, hence on a sample, epsilon holds only where the report of who is left out is drawn
/// uniformly: a missing report would tell that it is missing. Accounted there is then its pure epsilon.
/// </remarks>
public sealed record RandomisedResponseEvent : PrivacyEvent
{
    /// <summary>The truth with probability e^epsilon / (e^epsilon + k - 1), else another category uniformly.</summary>
    /// <exception cref="PrivacyException">A bad epsilon, or fewer than two categories.</exception>
    public RandomisedResponseEvent(double epsilon, int categories)
    {
        Epsilon = RequireSize(epsilon, "epsilon");
        Categories = categories >= 2 ? categories
            : throw new PrivacyException(PrivacyFault.OutOfRange, "categories", $"{categories} is not at least 2");
    }

    /// <summary>Of one response.</summary>
    public double Epsilon { get; }

    /// <summary>k, at least 2.</summary>
    public int Categories { get; }
}

/// <summary>Any mechanism of which pure epsilon is all that is known.</summary>
public sealed record PureEvent : PrivacyEvent
{
    /// <summary>An epsilon-private release with delta = 0.</summary>
    /// <exception cref="PrivacyException">Outside 1e-100..1e100.</exception>
    public PureEvent(double epsilon) => Epsilon = RequireSize(epsilon, "epsilon");

    /// <summary>Of the one release.</summary>
    public double Epsilon { get; }
}

/// <summary>Any mechanism of which zero-concentrated differential privacy is all that is known.</summary>
public sealed record ZcdpEvent : PrivacyEvent
{
    /// <summary>A rho-zCDP release.</summary>
    /// <exception cref="PrivacyException">Outside 1e-100..1e100.</exception>
    public ZcdpEvent(double rho) => Rho = RequireSize(rho, "rho");

    /// <summary>Of the one release.</summary>
    public double Rho { get; }
}

/// <summary>An event on a random sample of which nobody learns who is in it; cost is under add-or-remove-one.</summary>
/// <remarks>
/// Holds only where the sample is secret: signed, identified messages name their wearer, and this product's never go
/// through here.
/// </remarks>
public sealed record PoissonSampledEvent : PrivacyEvent
{
    /// <summary>Each record is in the sample independently.</summary>
    /// <param name="rate">q, the probability of being in it, in (0, 1].</param>
    /// <param name="event">What is then released of the sample, with its add-or-remove-one sensitivity.</param>
    /// <exception cref="PrivacyException">A rate that is no probability, or below 1e-100.</exception>
    public PoissonSampledEvent(double rate, PrivacyEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        Rate = PrivacyException.RequireFinite(rate, "sampling rate") is > 0 and <= 1
            ? RequireSize(rate, "sampling rate")
            : throw new PrivacyException(
                PrivacyFault.OutsideUnitInterval, "sampling rate", $"{rate:R} is not above 0 and at most 1");
        Event = @event;
    }

    /// <summary>q.</summary>
    public double Rate { get; }

    /// <summary>What is released of the sample.</summary>
    public PrivacyEvent Event { get; }
}

/// <summary>Several events, each of which may depend on the outcomes of those before; none costs nothing.</summary>
public sealed record ComposedEvent : PrivacyEvent
{
    /// <summary>The sum of events.</summary>
    public ComposedEvent(IReadOnlyList<PrivacyEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        // A copy: nobody may take an event out of a tree that was accounted.
        Events = [.. events];
        if (Events.Contains(null!))
        {
            throw new PrivacyException(PrivacyFault.Unsupported, "events", "a missing event has no known cost");
        }
    }

    /// <summary>In order.</summary>
    public IReadOnlyList<PrivacyEvent> Events { get; }

    /// <inheritdoc/>
    public bool Equals(ComposedEvent? other) => other is not null && Events.SequenceEqual(other.Events);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (PrivacyEvent each in Events)
        {
            hash.Add(each);
        }

        return hash.ToHashCode();
    }
}

/// <summary>The same event several times.</summary>
public sealed record SelfComposedEvent : PrivacyEvent
{
    /// <summary>An event, count times.</summary>
    /// <exception cref="PrivacyException">A count below 1.</exception>
    public SelfComposedEvent(PrivacyEvent @event, long count)
    {
        ArgumentNullException.ThrowIfNull(@event);
        Event = @event;
        Count = PrivacyException.RequireCount(count, "count", long.MaxValue);
    }

    /// <summary>The repeated event.</summary>
    public PrivacyEvent Event { get; }

    /// <summary>How often, at least 1.</summary>
    public long Count { get; }
}

/// <summary>A release of which no bound is known: it makes every sum that it is in unsupported.</summary>
public sealed record UnsupportedEvent : PrivacyEvent
{
    /// <summary>A release that nobody can account.</summary>
    /// <param name="name">What is known of it, for the message.</param>
    public UnsupportedEvent(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
    }

    /// <summary>What is known of it.</summary>
    public string Name { get; }
}
