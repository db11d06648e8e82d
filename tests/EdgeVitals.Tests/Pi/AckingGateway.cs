using System.Text;
using EdgeVitals.Broker;
using EdgeVitals.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MQTTnet.Protocol;

namespace EdgeVitals.Tests.Pi;

/// <summary>The least that a gateway is to a device, on the real listener: answers the time, keeps frames, acknowledges
/// them.</summary>
internal sealed class AckingGateway : IBrokerPolicy, IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string, int, long), Frame> _frames = [];
    private readonly List<(string Device, StatusMessage Status)> _statuses = [];
    private int _duplicates;

    private AckingGateway(TimeProvider time, int port)
    {
        _time = time;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IBrokerPolicy>(this);
        // Kestrel would wait half a minute for devices to leave by themselves.
        builder.WebHost.UseShutdownTimeout(TimeSpan.FromMilliseconds(200));
        builder.AddEdgeBroker(new BrokerOptions { Port = port });
        _app = builder.Build();
        _app.UseEdgeBroker();
    }

    private EdgeBroker Broker => _app.Services.GetRequiredService<EdgeBroker>();

    public int Port => Broker.Port;

    /// <summary>Keeps frames without acknowledging them while false.</summary>
    public bool Acknowledges { get; set; } = true;

    public List<Frame> Frames
    {
        get
        {
            lock (_gate) return [.. _frames.Values];
        }
    }

    public int Duplicates
    {
        get
        {
            lock (_gate) return _duplicates;
        }
    }

    public List<(string Device, StatusMessage Status)> Statuses
    {
        get
        {
            lock (_gate) return [.. _statuses];
        }
    }

    public static async Task<AckingGateway> StartAsync(TimeProvider? time = null, int port = 0)
    {
        AckingGateway gateway = new(time ?? TimeProvider.System, port);
        await gateway._app.StartAsync(TestContext.Current.CancellationToken);
        await gateway.Broker.PublishAsync("ready", "1"u8.ToArray(), false, TestContext.Current.CancellationToken);
        return gateway;
    }

    public ValueTask<MqttConnectReasonCode> ConnectAsync(
        string clientId, string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken) =>
        new(Encoding.UTF8.GetString(password.Span) == "token-" + userName
            ? MqttConnectReasonCode.Success : MqttConnectReasonCode.BadUserNameOrPassword);

    public bool MayPublish(string userName, string topic) =>
        Topics.Parse(topic, new TopicParts()) is not (TopicKind.None or TopicKind.Ack or TopicKind.TimeResponse);

    public bool MaySubscribe(string userName, string filter) =>
        filter.StartsWith($"ev/1/clinic/{userName}/", StringComparison.Ordinal);

    public async ValueTask<PublishVerdict> ReceivedAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        TopicParts parts = new();
        byte[] payload = message.Payload.ToArray();
        switch (Topics.Parse(message.Topic, parts))
        {
            case TopicKind.TimeRequest:
                await AnswerAsync(parts, payload, cancellationToken);
                break;
            case TopicKind.Live:
            case TopicKind.Backfill:
                await KeepAsync(parts, payload, cancellationToken);
                break;
            case TopicKind.Status:
                StatusMessage status = new();
                Assert.Equal(FrameError.None, StatusMessage.TryDecode(payload, 0, payload.Length, status));
                lock (_gate) _statuses.Add((parts.Device, status));
                break;
        }
        return PublishVerdict.Consume;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(TopicParts parts, byte[] payload, CancellationToken cancellationToken)
    {
        TimeRequest request = new();
        Assert.Equal(FrameError.None, TimeRequest.TryDecode(payload, 0, payload.Length, request));
        long now = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        byte[] buffer = new byte[TimeResponse.MaximumEncodedBytes];
        int count = TimeResponse.Encode(
            new TimeResponse
            {
                BootId = request.BootId, DeviceTicks = request.DeviceTicks,
                ReceivedUtcMicros = now, SentUtcMicros = now,
            }, buffer, 0);
        string topic = Topics.TimeResponse(parts.Site, parts.Device);
        await Broker.PublishAsync(topic, buffer.AsMemory(0, count), false, cancellationToken);
    }

    private async Task KeepAsync(TopicParts parts, byte[] payload, CancellationToken cancellationToken)
    {
        Frame frame = new();
        Assert.Equal(FrameError.None, FrameCodec.TryDecode(payload, 0, payload.Length, frame));
        lock (_gate)
        {
            if (!_frames.TryAdd((parts.Device, frame.BootId, frame.Sequence), frame)) _duplicates++;
        }
        if (!Acknowledges) return;
        AckMessage ack = new() { BootId = frame.BootId, Sequences = [frame.Sequence], Count = 1 };
        byte[] buffer = new byte[AckMessage.MaximumEncodedBytes];
        int count = AckMessage.Encode(ack, buffer, 0);
        await Broker.PublishAsync(
            Topics.Ack(parts.Site, parts.Device), buffer.AsMemory(0, count), false, cancellationToken);
    }
}
