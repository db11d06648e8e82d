namespace EdgeVitals.Privacy;

/// <summary>Answers what a tree of events costs, never less than the exact value.</summary>
public interface IAccountant
{
    /// <summary>What a person calls it: pure, zcdp, rdp, exact or pld.</summary>
    string Name { get; }

    /// <summary>An epsilon that holds with a delta.</summary>
    /// <param name="event">What was released.</param>
    /// <param name="delta">Of the whole composition; the pure accountant needs none and answers for 0.</param>
    /// <returns>Epsilon, finite, with the adjacency for which it holds.</returns>
    /// <exception cref="PrivacyException">
    /// Unsupported: no bound is proved for one of the events; the message names what can answer.
    /// </exception>
    PrivacyCost Cost(PrivacyEvent @event, Delta delta);
}
