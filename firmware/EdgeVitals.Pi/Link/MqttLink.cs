using System.Buffers;
using EdgeVitals.Device;
using EdgeVitals.Wire;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeVitals.Pi;

/// <summary>MQTT 5 to the gateway: QoS 1, clean start, Last Will on the status topic. Session calls only note what to
/// do;
/// <see cref="Flush"/> does it outside of the agent's lock. Each connection is a new client with a new generation, so
/// that nothing late of an old one is taken for the present.</summary>
internal sealed class MqttLink : ILink
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(2);
    private static readonly MqttClientFactory Factory = new();

    private readonly AgentOptions _options;
    private readonly int _boot;
    private readonly Action<LinkEvent> _post;
    private readonly Lock _gate = new();
    private readonly List<MqttApplicationMessage> _outbox = [];
    private readonly string _statusTopic;
    private readonly string _timeTopic;
    private readonly string _backfillTopic;
    private IMqttClient? _client;
    private bool _connect;
    private Task _closed = Task.CompletedTask;
    private IMqttClient? _toClose;
    private MqttApplicationMessage[] _lastWords = [];

    public MqttLink(AgentOptions options, int boot, Action<LinkEvent> post)
    {
        _boot = boot;
        _options = options;
        _post = post;
        _statusTopic = Topics.Status(options.Site, options.DeviceId);
        _timeTopic = Topics.TimeRequest(options.Site, options.DeviceId);
        _backfillTopic = Topics.Backfill(options.Site, options.DeviceId);
    }

    /// <summary>Number of the present connection.</summary>
    public int Generation { get; private set; }

    public void Connect()
    {
        lock (_gate)
        {
            Leave();
            _connect = true;
        }
    }

    public void Disconnect()
    {
        lock (_gate)
        {
            Leave();
            _connect = false;
        }
    }

    public void Send(int topicKind, int channelId, byte[] payload, int count, bool retain)
    {
        string topic = topicKind switch
        {
            TopicKind.Status => _statusTopic,
            TopicKind.TimeRequest => _timeTopic,
            TopicKind.OtaRequest => Topics.OtaRequest(_options.Site, _options.DeviceId),
            TopicKind.Live when Channels.Find(channelId) is Channel channel =>
                Topics.Live(_options.Site, _options.DeviceId, channel.Name),
            // A channel that this version has no name for still arrives: backfill takes every channel.
            _ => _backfillTopic,
        };
        MqttApplicationMessage message = new()
        {
            Topic = topic,
            PayloadSegment = payload[..count],
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            Retain = retain,
        };
        lock (_gate) _outbox.Add(message);
    }

    private void Leave()
    {
        Generation++;
        if (_client is not null && _toClose is null) (_toClose, _lastWords) = (_client, [.. _outbox]);
        _client = null;
        _outbox.Clear();
    }

    /// <summary>Does what the session noted.</summary>
    public void Flush()
    {
        IMqttClient? close;
        IMqttClient? client;
        MqttApplicationMessage[] messages;
        MqttApplicationMessage[] lastWords;
        int generation;
        bool connect;
        lock (_gate)
        {
            close = _toClose;
            lastWords = _lastWords;
            _toClose = null;
            connect = _connect;
            _connect = false;
            generation = Generation;
            if (connect) _client = Factory.CreateMqttClient();
            client = _client;
            messages = connect || _outbox.Count == 0 ? [] : [.. _outbox];
            if (!connect) _outbox.Clear();
        }
        if (close is not null) _closed = CloseAsync(close, lastWords);
        if (client is null) return;
        if (connect) _ = ConnectAsync(client, generation, _closed);
        foreach (MqttApplicationMessage message in messages) _ = PublishAsync(client, message);
    }

    /// <summary>Sends what is left, the goodbye among it, and closes.</summary>
    public async Task CloseAsync()
    {
        IMqttClient? client;
        MqttApplicationMessage[] messages;
        lock (_gate)
        {
            Generation++;
            client = _client ?? _toClose;
            messages = _client is null ? _lastWords : [.. _outbox];
            _connect = false;
            _client = null;
            _toClose = null;
            _outbox.Clear();
        }
        if (client is not null) await CloseAsync(client, messages);
    }

    private async Task CloseAsync(IMqttClient client, MqttApplicationMessage[] lastWords)
    {
        Task sent = Task.WhenAll(lastWords.Select(message => PublishAsync(client, message)));
        await Task.WhenAny(sent, Task.Delay(GoodbyeTimeout, _options.NetworkTime));
        await CloseAsync(client);
    }

    private async Task ConnectAsync(IMqttClient client, int generation, Task closed)
    {
        string reason;
        try
        {
            // Two connections of one client id: the broker ends one of them, and it may be the new one.
            await Task.WhenAny(closed, Task.Delay(GoodbyeTimeout, _options.NetworkTime));
            using CancellationTokenSource timeout = new(ConnectTimeout, _options.NetworkTime);
            client.ApplicationMessageReceivedAsync += args => ReceivedAsync(args, generation);
            client.DisconnectedAsync += args =>
            {
                if (args.ClientWasConnected) PostDown(generation, args.ReasonString ?? args.Reason.ToString());
                return Task.CompletedTask;
            };
            MqttClientConnectResult connected = await client.ConnectAsync(ClientOptions(), timeout.Token);
            reason = connected.ResultCode.ToString();
            if (connected.ResultCode == MqttClientConnectResultCode.Success)
            {
                MqttClientSubscribeResult subscribed = await client.SubscribeAsync(Subscriptions(), timeout.Token);
                MqttClientSubscribeResultItem? refused = subscribed.Items
                    .FirstOrDefault(item => item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2);
                if (refused is null)
                {
                    _post(new LinkEvent(generation, LinkEventKind.Up, "", 0, []));
                    return;
                }
                reason = $"subscription {refused.TopicFilter.Topic} refused: {refused.ResultCode}";
            }
        }
#pragma warning disable CA1031 // The top of a connection's life: whatever broke it, the session waits and tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            reason = exception is OperationCanceledException ? "timeout" : exception.Message;
        }
        PostDown(generation, reason);
        await CloseAsync(client);
    }

    private void PostDown(int generation, string reason) =>
        _post(new LinkEvent(generation, LinkEventKind.Down, reason, 0, []));

    private Task ReceivedAsync(MqttApplicationMessageReceivedEventArgs args, int generation)
    {
        TopicParts parts = new();
        int kind = Topics.Parse(args.ApplicationMessage.Topic, parts);
        ReadOnlySequence<byte> payload = args.ApplicationMessage.Payload;
        if (kind != TopicKind.None && payload.Length <= Frame.MaximumEncodedBytes)
        {
            _post(new LinkEvent(generation, LinkEventKind.Message, "", kind, payload.ToArray()));
        }
        return Task.CompletedTask;
    }

    private static async Task PublishAsync(IMqttClient client, MqttApplicationMessage message)
    {
        try
        {
            await client.PublishAsync(message, CancellationToken.None);
        }
#pragma warning disable CA1031 // The ring keeps the frame until it is acknowledged; the link reports its own end.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Nothing is lost: no acknowledgement comes, and the session sends the frame again.
        }
    }

    private static async Task CloseAsync(IMqttClient client)
    {
        try
        {
            if (client.IsConnected)
            {
                await client.DisconnectAsync(new MqttClientDisconnectOptions(), CancellationToken.None);
            }
        }
#pragma warning disable CA1031 // A connection that is already broken cannot be closed better.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The client is given up either way.
        }
        finally
        {
            client.Dispose();
        }
    }

    private MqttClientSubscribeOptions Subscriptions()
    {
        MqttClientSubscribeOptions subscriptions = new();
        foreach (string topic in (string[])[
            Topics.Ack(_options.Site, _options.DeviceId), Topics.TimeResponse(_options.Site, _options.DeviceId),
            Topics.Command(_options.Site, _options.DeviceId), Topics.Ota(_options.Site, _options.DeviceId)])
        {
            subscriptions.TopicFilters.Add(new MqttTopicFilter
            {
                Topic = topic, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            });
        }
        return subscriptions;
    }

    private MqttClientOptions ClientOptions()
    {
        byte[] will = new byte[StatusMessage.MaximumEncodedBytes];
        StatusMessage offline = new() { BootId = _boot, State = StatusState.Offline, Firmware = _options.Firmware };
        int count = StatusMessage.Encode(offline, will, 0);
        return Factory.CreateClientOptionsBuilder()
            .WithTcpServer(_options.Host, _options.Port)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(_options.DeviceId)
            .WithCredentials(_options.DeviceId, _options.Token)
            .WithCleanStart()
            .WithSessionExpiryInterval(0)
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(30))
            .WithWillTopic(_statusTopic)
            .WithWillPayload(will[..count])
            .WithWillRetain()
            .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
    }
}
