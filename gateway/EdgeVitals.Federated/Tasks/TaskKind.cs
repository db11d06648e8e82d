namespace EdgeVitals.Federated;

/// <summary>What a wearer contributes to a task.</summary>
public enum TaskKind
{
    /// <summary>Isometric half-vector of the second moment of the clipped, standardised features.</summary>
    SecondMoment = 1,

    /// <summary>One bit an indicator.</summary>
    Indicators = 2,
}
