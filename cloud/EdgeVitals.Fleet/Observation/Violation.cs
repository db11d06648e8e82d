namespace EdgeVitals.Fleet.Observation;

/// <summary>What the observer can find wrong on the uplink.</summary>
public enum ViolationKind
{
    /// <summary>A topic, header or field outside the closed schema, or a signature that does not verify.</summary>
    Schema,

    /// <summary>A second, different message for one (gateway, task, round).</summary>
    SecondMessage,

    /// <summary>Noise whose variance is not the task's σ².</summary>
    Noise,

    /// <summary>A planted value or name.</summary>
    Canary,
}

/// <summary>One finding.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Topic">Topic of the message that showed it.</param>
/// <param name="Detail">What exactly, in one line.</param>
public sealed record Violation(ViolationKind Kind, string Topic, string Detail);
