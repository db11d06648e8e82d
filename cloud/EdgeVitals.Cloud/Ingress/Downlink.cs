using System.Threading.Channels;
using EdgeVitals.Broker;

namespace EdgeVitals.Cloud.Ingress;

/// <summary>
/// Messages to gateways, in order. The queue lets the broker's policy and the grains send without knowing the broker;
/// when it is full a sender waits.
/// </summary>
public sealed class Downlink
{
    /// <summary>
    /// Messages that may wait: tasks, rounds and models of a start, and the acknowledgements under way.
    /// </summary>
    private const int Limit = 1024;

    private readonly Channel<Outgoing> _queue = Channel.CreateBounded<Outgoing>(
        new BoundedChannelOptions(Limit) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    internal ChannelReader<Outgoing> Queue => _queue.Reader;

    /// <summary>Sends a message to whoever has subscribed.</summary>
    internal ValueTask SendAsync(
        string topic, byte[] payload, bool retain, CancellationToken cancellationToken = default) =>
        _queue.Writer.WriteAsync(new Outgoing(topic, payload, retain), cancellationToken);

    internal sealed record Outgoing(string Topic, byte[] Payload, bool Retain);
}

/// <summary>Takes messages from the queue to the broker.</summary>
internal sealed class DownlinkPump(Downlink downlink, EdgeBroker broker, ILogger<DownlinkPump> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var message in downlink.Queue.ReadAllAsync(stoppingToken))
        {
            try
            {
                await broker.PublishAsync(message.Topic, message.Payload, message.Retain, stoppingToken);
            }
#pragma warning disable CA1031 // The loop's top: one message that the broker cannot take must not stop the others.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                IngressLog.SendFailed(log, exception, message.Topic);
            }
        }
    }
}
