using System.Buffers;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace EdgeVitals.Broker;

/// <summary>
/// The running listener: asks the policy about every CONNECT, PUBLISH, SUBSCRIBE and Will, and lets the program
/// publish from the inside.
/// </summary>
public sealed class EdgeBroker(IBrokerPolicy policy, BrokerCounters counters, ILogger<EdgeBroker> log)
{
    // Session items live on the server's side only, so a client cannot pretend to be the program itself.
    private static readonly object Inside = new();
    private readonly Dictionary<object, object> _insideItems = new() { [Inside] = Inside };
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MqttServer? _server;
    private ListenOptions? _listen;

    /// <summary>The bound port; 0 before the host has started.</summary>
    public int Port => _listen?.IPEndPoint?.Port ?? 0;

    /// <summary>What the listener has refused and closed.</summary>
    public BrokerCounters Counters { get; } = counters;

    internal ILogger Log => log;

    /// <summary>
    /// Publishes as the program, with QoS 1, to whoever has subscribed; waits for the server to have started.
    /// </summary>
    public async Task PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellationToken)
    {
        await _started.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        var message = new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new ReadOnlySequence<byte>(payload),
            Retain = retain,
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        };
        var injected = new InjectedMqttApplicationMessage(message) { CustomSessionItems = _insideItems };
        await _server!.InjectApplicationMessage(injected, cancellationToken).ConfigureAwait(false);
    }

    internal void Listening(ListenOptions listen) => _listen = listen;

    internal void Attach(MqttServer server)
    {
        _server = server;
        server.StartedAsync += _ =>
        {
            _started.TrySetResult();
            return Task.CompletedTask;
        };
        server.ValidatingConnectionAsync += ConnectingAsync;
        server.InterceptingPublishAsync += PublishingAsync;
        server.InterceptingSubscriptionAsync += Subscribing;
    }

    private async Task ConnectingAsync(ValidatingConnectionEventArgs e)
    {
        string user = e.UserName ?? "";
        if (!OwnsClientId(user, e.ClientId))
        {
            e.ReasonCode = MqttConnectReasonCode.ClientIdentifierNotValid;
        }
        else
        {
            e.ReasonCode = await policy
                .ConnectAsync(e.ClientId, user, e.RawPassword ?? [], e.CancellationToken).ConfigureAwait(false);
        }

        if (e.ReasonCode == MqttConnectReasonCode.Success) return;
        Counters.ConnectRefused();
        BrokerLog.ConnectionRefused(log, Printable(user), e.ReasonCode.ToString());
    }

    private async Task PublishingAsync(InterceptingPublishEventArgs e)
    {
        if (e.SessionItems.Contains(Inside)) return;
        string user = e.UserName ?? "", topic = e.ApplicationMessage.Topic ?? "";
        if (topic.Length == 0 || !policy.MayPublish(user, topic))
        {
            Refuse(e, MqttPubAckReasonCode.NotAuthorized, "the topic is not the sender's");
            return;
        }

        try
        {
            var message = new InboundMessage(
                e.ClientId, user, topic, e.ApplicationMessage.Payload.ToArray(), e.ApplicationMessage.Retain,
                e.ApplicationMessage.ContentType);
            PublishVerdict verdict = await policy.ReceivedAsync(message, e.CancellationToken).ConfigureAwait(false);
            if (verdict == PublishVerdict.Consume) e.ProcessPublish = false;
            if (verdict == PublishVerdict.Refuse) Refuse(e, MqttPubAckReasonCode.NotAuthorized, "the program said no");
        }
        catch (OperationCanceledException) when (e.CancellationToken.IsCancellationRequested)
        {
            e.ProcessPublish = false;
            e.Response.ReasonCode = MqttPubAckReasonCode.UnspecifiedError;
        }
#pragma warning disable CA1031 // The top of the server's loop: a failure of the program must not end the connection.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Counters.ReceiveFailed();
            BrokerLog.ReceiveFailed(log, exception, user, Printable(topic));
            e.ProcessPublish = false;
            e.Response.ReasonCode = MqttPubAckReasonCode.UnspecifiedError;
        }
    }

    private Task Subscribing(InterceptingSubscriptionEventArgs e)
    {
        if (policy.MaySubscribe(e.UserName ?? "", e.TopicFilter.Topic)) return Task.CompletedTask;
        e.ProcessSubscription = false;
        e.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
        Counters.SubscriptionRefused();
        BrokerLog.SubscriptionRefused(log, Printable(e.UserName ?? ""), Printable(e.TopicFilter.Topic));
        return Task.CompletedTask;
    }

    private void Refuse(InterceptingPublishEventArgs e, MqttPubAckReasonCode code, string reason)
    {
        e.ProcessPublish = false;
        e.Response.ReasonCode = code;
        Counters.PublishRefused();
        BrokerLog.PublishRefused(log, Printable(e.UserName ?? ""), Printable(e.ApplicationMessage.Topic ?? ""), reason);
    }

    private static bool OwnsClientId(string user, string clientId) =>
        user.Length > 0 && clientId.StartsWith(user, StringComparison.Ordinal)
        && (clientId.Length == user.Length || clientId[user.Length] == '.');

    /// <summary>A peer chooses this text: cut it and take control characters out, so that one line stays one line.
    /// </summary>
    private static string Printable(string text)
    {
        ReadOnlySpan<char> cut = text.AsSpan(0, Math.Min(text.Length, 100));
        return string.Create(cut.Length, cut.ToString(), static (target, source) =>
        {
            for (int i = 0; i < source.Length; i++) target[i] = char.IsControl(source[i]) ? '?' : source[i];
        });
    }
}
