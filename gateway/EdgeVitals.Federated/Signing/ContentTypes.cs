namespace EdgeVitals.Federated;

/// <summary>Content types in the protected header, so that a signed round can never pass as a signed model.</summary>
public static class ContentTypes
{
    /// <summary><see cref="TaskDefinition"/>.</summary>
    public const string Task = "application/vnd.edgevitals.task+cbor";

    /// <summary><see cref="RoundAnnouncement"/>.</summary>
    public const string Round = "application/vnd.edgevitals.round+cbor";

    /// <summary><see cref="UpdateMessage"/>.</summary>
    public const string Update = "application/vnd.edgevitals.update+cbor";

    /// <summary><see cref="UpdateAck"/>.</summary>
    public const string Ack = "application/vnd.edgevitals.ack+cbor";

    /// <summary><see cref="ModelMessage"/>.</summary>
    public const string Model = "application/vnd.edgevitals.model+cbor";
}
