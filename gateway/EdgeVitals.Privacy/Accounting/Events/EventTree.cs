namespace EdgeVitals.Privacy;

/// <summary>An event that is no composition, and how often it happened.</summary>
/// <param name="Event">Not composed; a sampled one may hold a composition inside.</param>
/// <param name="Count">At least 1.</param>
public readonly record struct EventCount(PrivacyEvent Event, long Count);

/// <summary>A tree of events as the sum that it stands for; what every accountant works on.</summary>
/// <param name="Terms">Different events with their counts, in the order of their first happening.</param>
/// <param name="Adjacency">Add-or-remove-one where all are sampled, else replace-one.</param>
public sealed record EventTree(IReadOnlyList<EventCount> Terms, Adjacency Adjacency)
{
    /// <summary>Deepest nesting; the deepest that has a meaning is some five.</summary>
    public const int MaximumDepth = 32;

    /// <summary>Most events of one tree.</summary>
    public const int MaximumEvents = 100_000;

    /// <summary>Takes the compositions apart; equal events come together.</summary>
    /// <remarks>
    /// A sample of everybody (rate 1) is the event itself, still under add-or-remove-one. Sampled and unsampled events
    /// together have no common adjacency: the multiplier of one is over another sensitivity than that of the other.
    /// </remarks>
    /// <exception cref="PrivacyException">
    /// Unsupported: an event without a known bound anywhere, or mixed adjacencies. OutOfRange: beyond the limits, or a
    /// count beyond 2^63.
    /// </exception>
    public static EventTree Of(PrivacyEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        RequireLimits(@event);
        Dictionary<PrivacyEvent, long> counts = [];
        bool isSampled = false, isWhole = false;
        Stack<(PrivacyEvent Event, long Count, bool Sampled)> left = new([(@event, 1, false)]);
        while (left.TryPop(out (PrivacyEvent Event, long Count, bool Sampled) next))
        {
            switch (next.Event)
            {
                case ComposedEvent composed:
                    // Backwards, so that the first comes off the stack first.
                    for (int i = composed.Events.Count - 1; i >= 0; i--)
                    {
                        left.Push((composed.Events[i], next.Count, next.Sampled));
                    }

                    break;
                case SelfComposedEvent repeated:
                    left.Push((repeated.Event, Times(next.Count, repeated.Count), next.Sampled));
                    break;
                case PoissonSampledEvent { Rate: 1 } everybody:
                    left.Push((everybody.Event, next.Count, true));
                    break;
                case PoissonSampledEvent sample when Of(sample.Event).Terms.Count == 0:
                    // Nothing is released of the sample.
                    break;
                case UnsupportedEvent unknown:
                    throw new PrivacyException(PrivacyFault.Unsupported, "event",
                        $"'{unknown.Name}' has no known bound, and neither has anything that it is part of");
                default:
                    bool sampled = next.Sampled || next.Event is PoissonSampledEvent;
                    isSampled |= sampled;
                    isWhole |= !sampled;
                    counts[next.Event] = Plus(counts.GetValueOrDefault(next.Event), next.Count);
                    break;
            }
        }

        return isSampled && isWhole
            ? throw new PrivacyException(PrivacyFault.Unsupported, "event",
                "sampled events (add-or-remove-one) and others (replace-one) do not add up; account them apart")
            : new EventTree([.. counts.Select(pair => new EventCount(pair.Key, pair.Value))],
                isSampled ? Adjacency.AddOrRemoveOne : Adjacency.ReplaceOne);
    }

    /// <summary>Refuses a tree beyond the limits, before anything recurses into it.</summary>
    internal static void RequireLimits(PrivacyEvent @event)
    {
        int events = 0;
        Stack<(PrivacyEvent Event, int Depth)> left = new([(@event, 1)]);
        while (left.TryPop(out (PrivacyEvent Event, int Depth) next))
        {
            events++;
            if (next.Depth > MaximumDepth || events > MaximumEvents)
            {
                throw new PrivacyException(PrivacyFault.OutOfRange, "event",
                    $"a tree of more than {MaximumEvents} events or deeper than {MaximumDepth}");
            }

            switch (next.Event)
            {
                case ComposedEvent composed:
                    foreach (PrivacyEvent each in composed.Events)
                    {
                        left.Push((each, next.Depth + 1));
                    }

                    break;
                case SelfComposedEvent repeated:
                    left.Push((repeated.Event, next.Depth + 1));
                    break;
                case PoissonSampledEvent sampled:
                    left.Push((sampled.Event, next.Depth + 1));
                    break;
            }
        }
    }

    private static long Times(long count, long repeated) => (Int128)count * repeated <= long.MaxValue
        ? count * repeated : throw Beyond();

    private static long Plus(long count, long more) => (Int128)count + more <= long.MaxValue
        ? count + more : throw Beyond();

    private static PrivacyException Beyond() => new(PrivacyFault.OutOfRange, "count", "is above 2^63 in all");
}
