using EdgeVitals.Broker;
using EdgeVitals.Cloud.Enrollment;
using EdgeVitals.Federated;
using MQTTnet.Protocol;

namespace EdgeVitals.Cloud.Ingress;

/// <summary>
/// Who may do what on the cloud's broker. A gateway publishes under its own pseudonym and reads what is meant for it;
/// an auditor reads everything of the tenant and publishes nothing; nobody else connects.
/// </summary>
public sealed class UplinkPolicy(CloudOptions options, GatewayRegistry registry, UpdateInbox inbox) : IBrokerPolicy
{
    /// <inheritdoc />
    public ValueTask<MqttConnectReasonCode> ConnectAsync(
        string clientId, string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken) =>
        ValueTask.FromResult(registry.Authenticate(userName, password.Span) == UplinkRole.None
            ? MqttConnectReasonCode.BadUserNameOrPassword
            : MqttConnectReasonCode.Success);

    /// <inheritdoc />
    public bool MayPublish(string userName, string topic) =>
        UplinkTopics.TryParseUp(topic, out UpTopic up) && up.Tenant == options.Tenant && up.Gateway == userName
        && registry.RoleOf(userName) == UplinkRole.Gateway;

    /// <inheritdoc />
    public bool MaySubscribe(string userName, string filter) => registry.RoleOf(userName) switch
    {
        UplinkRole.Auditor => filter.StartsWith($"ev/1/{options.Tenant}/", StringComparison.Ordinal),
        UplinkRole.Gateway => filter == UplinkTopics.Ack(options.Tenant, userName)
            || Shared.Any(s => filter.StartsWith($"ev/1/{options.Tenant}/{s}/", StringComparison.Ordinal)),
        _ => false,
    };

    /// <inheritdoc />
    public async ValueTask<PublishVerdict> ReceivedAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        // A retained update would be handed to every later auditor as if it were new.
        if (message.Retain || !UplinkTopics.TryParseUp(message.Topic, out UpTopic up)) return PublishVerdict.Refuse;
        await inbox.TakeAsync(up, message.Payload, cancellationToken);
        // Auditors see every message that came, counted or not.
        return PublishVerdict.Accept;
    }

    private static readonly string[] Shared = ["tasks", "rounds", "models"];
}
