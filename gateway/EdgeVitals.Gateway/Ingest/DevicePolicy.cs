using System.Collections.Concurrent;
using EdgeVitals.Broker;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Pairing;
using EdgeVitals.Gateway.Updates;
using EdgeVitals.Wire;
using MQTTnet.Protocol;

namespace EdgeVitals.Gateway.Ingest;

/// <summary>
/// What a device may do at the listener: log in with its own token, publish its own frames, status and time requests,
/// subscribe to what is addressed to it. A publish returns only after its frame is durable.
/// </summary>
public sealed class DevicePolicy(
    PairingBook pairing, FrameJournal journal, JournalWriter writer, Lazy<EdgeBroker> broker, FirmwareQueue updates,
    GatewayOptions options, GatewayStatus status, ILogger<DevicePolicy> log) : IBrokerPolicy
{
    /// <summary>Decoding needs room for the largest frame; one for each thread instead of 5 KB for each message.
    /// </summary>
    [ThreadStatic]
    private static Frame? scratch;

    private readonly ConcurrentDictionary<string, DeviceState> _devices = new(StringComparer.Ordinal);

    /// <summary>Last status of each device that has sent one since the start.</summary>
    public IReadOnlyDictionary<string, DeviceState> Devices => _devices;

    /// <inheritdoc/>
    public ValueTask<MqttConnectReasonCode> ConnectAsync(
        string clientId, string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken)
    {
        if (Topics.IsValidId(userName) && pairing.Knows(userName, password.Span))
        {
            return ValueTask.FromResult(MqttConnectReasonCode.Success);
        }
        status.Count(GatewayCount.UnknownDevice);
        GatewayLog.UnknownDevice(log, Topics.IsValidId(userName) ? userName : "(no valid id)");
        return ValueTask.FromResult(MqttConnectReasonCode.BadUserNameOrPassword);
    }

    /// <inheritdoc/>
    public bool MayPublish(string userName, string topic)
    {
        var parts = new TopicParts();
        int kind = Topics.Parse(topic, parts);
        bool may = kind is TopicKind.Live or TopicKind.Backfill or TopicKind.Status or TopicKind.TimeRequest
            or TopicKind.OtaRequest && parts.Site == options.Site && parts.Device == userName;
        return may || Foreign();
    }

    /// <inheritdoc/>
    public bool MaySubscribe(string userName, string filter)
    {
        // A filter with a wildcard does not parse, so a device cannot widen its view.
        var parts = new TopicParts();
        int kind = Topics.Parse(filter, parts);
        bool may = kind is TopicKind.Ack or TopicKind.TimeResponse or TopicKind.Command or TopicKind.Ota
            && parts.Site == options.Site && parts.Device == userName;
        return may || Foreign();
    }

    /// <inheritdoc/>
    public async ValueTask<PublishVerdict> ReceivedAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        long received = UtcMicros.Now(options.Time);
        var parts = new TopicParts();
        switch (Topics.Parse(message.Topic, parts))
        {
            case TopicKind.Live or TopicKind.Backfill:
                if (Decode(message, parts, received) is { } frame)
                {
                    await writer.AppendAsync(frame, cancellationToken).ConfigureAwait(false);
                }
                return PublishVerdict.Consume;
            case TopicKind.TimeRequest:
                await AnswerTimeAsync(message, parts.Device, received, cancellationToken).ConfigureAwait(false);
                return PublishVerdict.Consume;
            case TopicKind.Status:
                TakeStatus(message, parts.Device, received);
                return PublishVerdict.Consume;
            case TopicKind.OtaRequest:
                updates.Ask(parts.Device, message.Payload.ToArray());
                return PublishVerdict.Consume;
            default:
                return PublishVerdict.Refuse;
        }
    }

    private PendingFrame? Decode(InboundMessage message, TopicParts parts, long received)
    {
        Frame frame = scratch ??= new Frame();
        byte[] bytes = message.Payload.ToArray();
        int error = FrameCodec.TryDecode(bytes, 0, bytes.Length, frame);
        string? reason = error != FrameError.None ? FrameError.Text(error) : WrongChannel(frame, parts);
        if (reason is not null)
        {
            Aside(message, parts.Device, reason, received);
            return null;
        }
        return new PendingFrame(parts.Device, frame.BootId, frame.Sequence, frame.ChannelId, frame.StartTicks,
            frame.EndTicks, bytes);
    }

    /// <summary>A built-in channel's number and name belong together, so neither can pass for another one. A maker's
    /// name is not looked at: its declaration may come later or say another name, and a frame refused for its label
    /// would be sent again for ever.</summary>
    private static string? WrongChannel(Frame frame, TopicParts parts) => parts.Kind == TopicKind.Live
        && Channels.Find(frame.ChannelId) != Channels.FindByName(parts.Channel)
            ? "the channel is not the topic's" : null;

    private async Task AnswerTimeAsync(
        InboundMessage message, string device, long received, CancellationToken cancellationToken)
    {
        var request = new TimeRequest();
        byte[] bytes = message.Payload.ToArray();
        int error = TimeRequest.TryDecode(bytes, 0, bytes.Length, request);
        if (error != FrameError.None)
        {
            Aside(message, device, FrameError.Text(error), received);
            return;
        }
        // One way of the exchange is enough for a first estimate; the device's own statement replaces it.
        journal.SetClock(device, request.BootId, new BootClock(received - request.DeviceTicks, -1));
        var response = new TimeResponse
        {
            BootId = request.BootId,
            DeviceTicks = request.DeviceTicks,
            ReceivedUtcMicros = received,
            SentUtcMicros = UtcMicros.Now(options.Time),
        };
        byte[] answer = new byte[TimeResponse.MaximumEncodedBytes];
        int length = TimeResponse.Encode(response, answer, 0);
        await broker.Value.PublishAsync(Topics.TimeResponse(options.Site, device), answer.AsMemory(0, length),
            retain: false, cancellationToken).ConfigureAwait(false);
    }

    private void TakeStatus(InboundMessage message, string device, long received)
    {
        var sent = new StatusMessage();
        byte[] bytes = message.Payload.ToArray();
        int error = bytes.Length == 0 ? FrameError.Truncated : StatusMessage.TryDecode(bytes, 0, bytes.Length, sent);
        if (error != FrameError.None)
        {
            Aside(message, device, FrameError.Text(error), received);
            return;
        }
        if (sent.UncertaintyMicros >= 0)
        {
            journal.SetClock(device, sent.BootId, new BootClock(sent.OffsetMicros, sent.UncertaintyMicros));
        }
        _devices.AddOrUpdate(device, _ => DeviceState.First(sent, received),
            (_, before) => before.Then(sent, received));
        updates.Hear(device, sent);
    }

    private void Aside(InboundMessage message, string device, string reason, long received)
    {
        journal.Quarantine(device, message.Topic, reason, message.Payload, received);
        status.Count(GatewayCount.FrameQuarantined);
        GatewayLog.Quarantined(log, device, reason);
    }

    /// <summary>Counts a reach for a foreign topic; the broker writes the line that names topic and device.</summary>
    private bool Foreign()
    {
        status.Count(GatewayCount.ForeignTopic);
        return false;
    }
}
