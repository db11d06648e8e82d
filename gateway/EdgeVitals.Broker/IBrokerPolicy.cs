using MQTTnet.Protocol;

namespace EdgeVitals.Broker;

/// <summary>
/// Who may connect, publish and subscribe, and what happens to a message before it is acknowledged. The gateway and
/// the cloud each have one; the broker itself knows no user.
/// </summary>
public interface IBrokerPolicy
{
    /// <summary>
    /// Decides on a CONNECT. The broker has already required that the client id is the user name, or the user name
    /// with a suffix after a dot, so that no user can take over another's session.
    /// </summary>
    ValueTask<MqttConnectReasonCode> ConnectAsync(
        string clientId, string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken);

    /// <summary>Whether the user may publish to the topic; asked for Will messages too.</summary>
    bool MayPublish(string userName, string topic);

    /// <summary>Whether the user may subscribe to the filter.</summary>
    bool MaySubscribe(string userName, string filter);

    /// <summary>
    /// Receives a permitted message and is awaited before PUBACK: make the message durable here, then return.
    /// An exception is answered with an error PUBACK, so that the sender keeps the message.
    /// </summary>
    ValueTask<PublishVerdict> ReceivedAsync(InboundMessage message, CancellationToken cancellationToken);
}

/// <summary>A message as it came from a client. The payload is a copy and may be kept.</summary>
public readonly record struct InboundMessage(
    string ClientId, string UserName, string Topic, ReadOnlyMemory<byte> Payload, bool Retain, string? ContentType);

/// <summary>What becomes of a received message.</summary>
public enum PublishVerdict
{
    /// <summary>Acknowledge and route to subscribers.</summary>
    Accept,

    /// <summary>Acknowledge, do not route: the program itself was the addressee.</summary>
    Consume,

    /// <summary>Answer "not authorized" and drop.</summary>
    Refuse,
}
