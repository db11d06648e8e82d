using System.Collections.Concurrent;
using System.Buffers;
using System.Threading.Channels;
using EdgeVitals.Gateway;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Pairing;
using EdgeVitals.Gateway.Wearers;
using EdgeVitals.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeVitals.Tests.Gateway;

/// <summary>A whole gateway on a free loopback port, without screens, with a clock that the test moves.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _app;

    private RunningGateway(Action<string> prepare)
    {
        prepare(_folder.Path);
        _app = GatewayHost.Build(new GatewayOptions
        {
            DataDirectory = _folder.Path,
            Site = "site",
            Time = Clock,
            Screens = false,
            MinimumLogLevel = Microsoft.Extensions.Logging.LogLevel.None,
        });
    }

    public SetClock Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public long Now => (Clock.Now - DateTimeOffset.UnixEpoch).Ticks / 10;

    public GatewayStatus Status => Get<GatewayStatus>();

    public FrameJournal Journal => Get<FrameJournal>();

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Starts one; its data folder may be prepared before.</summary>
    public static async Task<RunningGateway> StartAsync(Action<string>? prepare = null)
    {
        var gateway = new RunningGateway(prepare ?? (_ => { }));
        await gateway._app.StartAsync(TestContext.Current.CancellationToken);
        return gateway;
    }

    /// <summary>Pairs and connects a device, subscribed to its acknowledgements.</summary>
    public async Task<TestDevice> DeviceAsync(string id)
    {
        string token = Get<PairingBook>().Pair(id, "wearer-" + id, "Wearer of " + id);
        return await TestDevice.ConnectAsync(Get<GatewayAddresses>().MqttPort, id, token);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>A device as the gateway sees one: an MQTT client with the device's own topics.</summary>
internal sealed class TestDevice : IAsyncDisposable
{
    private readonly IMqttClient _client;
    private readonly System.Threading.Channels.Channel<(string Topic, byte[] Payload)> _received =
        System.Threading.Channels.Channel.CreateUnbounded<(string, byte[])>();

    private TestDevice(IMqttClient client, string id)
    {
        _client = client;
        Id = id;
        client.ApplicationMessageReceivedAsync += e =>
        {
            _received.Writer.TryWrite((e.ApplicationMessage.Topic, e.ApplicationMessage.Payload.ToArray()));
            return Task.CompletedTask;
        };
    }

    public string Id { get; }

    public IMqttClient Client => _client;

    public static async Task<TestDevice> ConnectAsync(int port, string id, string token)
    {
        IMqttClient client = new MqttClientFactory().CreateMqttClient();
        var device = new TestDevice(client, id);
        MqttClientConnectResult result = await client.ConnectAsync(new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(id).WithCredentials(id, token).Build(), TestContext.Current.CancellationToken);
        if (result.ResultCode == MqttClientConnectResultCode.Success)
        {
            await device.SubscribeAsync(Topics.Ack("site", id));
            await device.SubscribeAsync(Topics.TimeResponse("site", id));
        }
        return device;
    }

    public async Task<bool> SubscribeAsync(string filter)
    {
        MqttClientSubscribeResult result = await _client.SubscribeAsync(
            new MqttClientSubscribeOptionsBuilder()
                .WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce).Build(),
            TestContext.Current.CancellationToken);
        return result.Items.First().ResultCode is MqttClientSubscribeResultCode.GrantedQoS1;
    }

    public async Task<MqttClientPublishReasonCode> PublishAsync(string topic, byte[] payload)
    {
        MqttClientPublishResult result = await _client.PublishAsync(new MqttApplicationMessageBuilder()
            .WithTopic(topic).WithPayload(payload)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(),
            TestContext.Current.CancellationToken);
        return result.ReasonCode;
    }

    public Task<MqttClientPublishReasonCode> SendAsync(Frame frame) =>
        PublishAsync(Topics.Backfill("site", Id), GateHarness.Bytes(frame));

    /// <summary>States the clock of a boot.</summary>
    public async Task StateClockAsync(int boot, long offset)
    {
        var status = new StatusMessage
        {
            BootId = boot, State = StatusState.Online, Firmware = "1", OffsetMicros = offset, UncertaintyMicros = 1000,
        };
        byte[] buffer = new byte[StatusMessage.MaximumEncodedBytes];
        int length = StatusMessage.Encode(status, buffer, 0);
        await PublishAsync(Topics.Status("site", Id), buffer[..length]);
    }

    /// <summary>Waits for the next message of the gateway.</summary>
    public async Task<(string Topic, byte[] Payload)> NextAsync() =>
        await _received.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits for the next acknowledgement; its sequences, separated by spaces.</summary>
    public async Task<string> NextAckAsync()
    {
        (string topic, byte[] payload) = await NextAsync();
        Assert.Equal(Topics.Ack("site", Id), topic);
        var ack = new AckMessage();
        Assert.Equal(FrameError.None, AckMessage.TryDecode(payload, 0, payload.Length, ack));
        return string.Join(' ', ack.Sequences[..ack.Count]);
    }

    public bool HasMessage => _received.Reader.TryPeek(out _);

    public static Frame HeartRate(int boot, long sequence, long startTicks, params int[] values)
    {
        var frame = new Frame { BootId = boot, Sequence = sequence, StartTicks = startTicks, PeriodMicros = 1_000_000 };
        frame.ChannelId = Channels.HeartRate.Id;
        frame.ScaleExponent = Channels.HeartRate.ScaleExponent;
        frame.Quality = 95;
        foreach (int value in values)
        {
            Assert.True(frame.Add(value));
        }
        return frame;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
