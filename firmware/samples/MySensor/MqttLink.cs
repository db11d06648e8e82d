using System.Buffers;
using System.Collections.Concurrent;
using EdgeVitals.Device;
using EdgeVitals.Wire;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace MySensor;

/// <summary>Who the device is and where its gateway listens.</summary>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">MQTT port.</param>
/// <param name="Site">The gateway's site.</param>
/// <param name="Device">Device id, paired at the gateway.</param>
/// <param name="Token">What the pairing printed.</param>
public sealed record GatewayAddress(string Host, int Port, string Site, string Device, string Token);

/// <summary>What the session wants from a network, over MQTT 5. Its calls return at once; what they came to waits in
/// <see cref="Events"/> until the owner's loop hands it to the session. Each connection has a number, so that the end
/// of an old one is not taken for the end of the present one.</summary>
public sealed class MqttLink(GatewayAddress gateway, int bootId, Action wake) : ILink
{
    private static readonly MqttClientFactory Factory = new();
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(2);
    private IMqttClient? _client;
    private int _generation;
    private Task _lastSent = Task.CompletedTask;

    /// <summary>Calls of the session that are due: LinkUp, LinkDown, Receive.</summary>
    public ConcurrentQueue<Action<DeviceSession>> Events { get; } = new();

    /// <inheritdoc/>
    public void Connect()
    {
        Disconnect();
        _client = Factory.CreateMqttClient();
        _ = ConnectAsync(_client, _generation);
    }

    /// <inheritdoc/>
    public void Disconnect()
    {
        _generation++;
        IMqttClient? old = _client;
        _client = null;
        if (old is not null) _ = QuietlyAsync(() => old.DisconnectAsync()).ContinueWith(_ => old.Dispose());
    }

    /// <inheritdoc/>
    public void Send(int topicKind, int channelId, byte[] payload, int count, bool retain)
    {
        (string site, string device) = (gateway.Site, gateway.Device);
        string topic = topicKind switch
        {
            TopicKind.Status => Topics.Status(site, device),
            TopicKind.TimeRequest => Topics.TimeRequest(site, device),
            TopicKind.Live when MyChannels.Find(channelId) is { } channel => Topics.Live(site, device, channel.Name),
            // Backfill takes every channel, also one without a name here.
            _ => Topics.Backfill(site, device),
        };
        MqttApplicationMessage message = new MqttApplicationMessageBuilder().WithTopic(topic)
            .WithPayload(payload[..count]).WithRetainFlag(retain)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
        // A message that does not arrive is not acknowledged, and the session sends the frame again.
        if (_client is { } client) _lastSent = QuietlyAsync(() => client.PublishAsync(message));
    }

    /// <summary>Lets the goodbye go out and closes; nothing is sent after it.</summary>
    public async Task CloseAsync()
    {
        await Task.WhenAny(_lastSent, Task.Delay(GoodbyeTimeout));
        if (_client is { } client) await QuietlyAsync(() => client.DisconnectAsync());
        _client?.Dispose();
        _client = null;
    }

    private async Task ConnectAsync(IMqttClient client, int generation)
    {
        client.ApplicationMessageReceivedAsync += args =>
        {
            TopicParts parts = new();
            int kind = Topics.Parse(args.ApplicationMessage.Topic, parts);
            byte[] payload = args.ApplicationMessage.Payload.ToArray();
            Post(generation, session => session.Receive(kind, payload, payload.Length));
            return Task.CompletedTask;
        };
        client.DisconnectedAsync += _ =>
        {
            Post(generation, session => session.LinkDown());
            return Task.CompletedTask;
        };
        bool isUp = await QuietlyAsync(async () =>
        {
            using CancellationTokenSource timeout = new(ConnectTimeout);
            MqttClientConnectResult result = await client.ConnectAsync(Options(), timeout.Token);
            if (result.ResultCode != MqttClientConnectResultCode.Success)
            {
                throw new IOException($"the gateway refused: {result.ResultCode}");
            }
            foreach (string topic in (string[])[
                Topics.Ack(gateway.Site, gateway.Device), Topics.TimeResponse(gateway.Site, gateway.Device)])
            {
                await client.SubscribeAsync(topic, MqttQualityOfServiceLevel.AtLeastOnce, timeout.Token);
            }
        });
        Post(generation, session =>
        {
            if (isUp) session.LinkUp();
            else session.LinkDown();
        });
    }

    private MqttClientOptions Options()
    {
        // The gateway publishes this when the device falls silent.
        byte[] will = new byte[StatusMessage.MaximumEncodedBytes];
        StatusMessage offline = new() { BootId = bootId, State = StatusState.Offline, Firmware = MyDevice.Firmware };
        int count = StatusMessage.Encode(offline, will, 0);
        return new MqttClientOptionsBuilder().WithTcpServer(gateway.Host, gateway.Port)
            .WithProtocolVersion(MqttProtocolVersion.V500).WithClientId(gateway.Device)
            .WithCredentials(gateway.Device, gateway.Token).WithCleanStart()
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(30))
            .WithWillTopic(Topics.Status(gateway.Site, gateway.Device)).WithWillPayload(will[..count]).WithWillRetain()
            .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
    }

    private void Post(int generation, Action<DeviceSession> call)
    {
        Events.Enqueue(session =>
        {
            if (generation == _generation) call(session);
        });
        wake();
    }

    /// <summary>False when it failed, with one line for the maker: the session waits and tries again.</summary>
    private static async Task<bool> QuietlyAsync(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine($"mqtt: {exception.Message}");
            return false;
        }
    }
}
