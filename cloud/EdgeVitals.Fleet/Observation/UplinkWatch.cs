using System.Buffers;
using EdgeVitals.Cloud.Enrollment;
using EdgeVitals.Federated;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeVitals.Fleet.Observation;

/// <summary>Connects an <see cref="UplinkObserver"/> to the uplink broker with an auditor's account.</summary>
public sealed class UplinkWatch(UplinkObserver observer) : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();

    /// <summary>What was seen.</summary>
    public UplinkObserver Observer => observer;

    /// <summary>Subscribes to everything of the tenant.</summary>
    /// <exception cref="InvalidOperationException">The broker refuses the auditor.</exception>
    public async Task ConnectAsync(int port, string tenant, AuditorAccess access, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(access);
        _client.ApplicationMessageReceivedAsync += received =>
        {
            observer.Inspect(received.ApplicationMessage.Topic, received.ApplicationMessage.Payload.ToArray());
            return Task.CompletedTask;
        };
        MqttClientConnectResult connected = await _client.ConnectAsync(new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(access.UserName).WithCredentials(access.UserName, access.Token).Build(), cancellationToken);
        if (connected.ResultCode != MqttClientConnectResultCode.Success)
        {
            throw new InvalidOperationException($"the uplink broker refuses its auditor: {connected.ResultCode}");
        }

        await _client.SubscribeAsync(
            UplinkTopics.Everything(tenant), MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected) await _client.DisconnectAsync();
        _client.Dispose();
        observer.Dispose();
    }
}
