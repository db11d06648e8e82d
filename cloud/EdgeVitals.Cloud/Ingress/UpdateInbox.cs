using System.Security.Cryptography;
using System.Threading.Channels;
using EdgeVitals.Cloud.Enrollment;
using EdgeVitals.Cloud.Rounds;
using EdgeVitals.Federated;

namespace EdgeVitals.Cloud.Ingress;

/// <summary>
/// Where updates wait for verification. The broker awaits a message's turn and its durable end before PUBACK; the
/// work itself runs on the inbox's own tasks, never in the MQTT callback. When the queue is full a sender waits.
/// </summary>
public sealed class UpdateInbox(CloudOptions options)
{
    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(options.InboxLimit) { FullMode = BoundedChannelFullMode.Wait });

    internal ChannelReader<Waiting> Queue => _queue.Reader;

    /// <summary>Queues a message and waits until it is counted durably or refused.</summary>
    /// <exception cref="Exception">It could not be stored: the sender must keep it.</exception>
    internal async Task TakeAsync(UpTopic topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(new Waiting(topic, payload, done), cancellationToken);
        await done.Task.WaitAsync(cancellationToken);
    }

    internal sealed record Waiting(UpTopic Topic, ReadOnlyMemory<byte> Payload, TaskCompletionSource Done);
}

/// <summary>Verifies queued updates, hands them to their task's grain and acknowledges them.</summary>
internal sealed class UpdateWorker(
    UpdateInbox inbox, UpdateCheck check, IGrainFactory grains, CloudTasks tasks, CloudStatus status,
    MessageSigner signer, Downlink downlink, ILogger<UpdateWorker> log) : BackgroundService
{
    /// <summary>Updates verified at once: a signature takes about 0.1 ms, a durable write a few milliseconds.</summary>
    private const int Workers = 2;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(() => WorkAsync(stoppingToken), stoppingToken)));

    private async Task WorkAsync(CancellationToken stopping)
    {
        await foreach (var waiting in inbox.Queue.ReadAllAsync(stopping))
        {
            try
            {
                await HandleAsync(waiting, stopping);
                waiting.Done.TrySetResult();
            }
#pragma warning disable CA1031 // The loop's top: the failure goes to the broker, which tells the sender to keep it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                IngressLog.NotStored(log, exception, waiting.Topic.Gateway);
                waiting.Done.TrySetException(exception);
            }
        }
    }

    private async Task HandleAsync(UpdateInbox.Waiting waiting, CancellationToken stopping)
    {
        var topic = waiting.Topic;
        string reason = check.Read(topic, waiting.Payload, out UpdateMessage? update, out string detail);
        var outcome = CountOutcome.Refused;
        if (reason.Length == 0)
        {
            var grain = grains.GetGrain<IRoundsGrain>(CloudTasks.GrainKey(tasks.Find(topic.Task)!));
            (outcome, reason) = await grain.CountAsync(new VerifiedUpdate
            {
                Gateway = topic.Gateway,
                Round = topic.Round,
                UpdateId = update!.UpdateId,
                Digest = Convert.ToHexStringLower(SHA256.HashData(waiting.Payload.Span)),
                Vector = update.Vector,
            });
        }
        status.Received(outcome, reason);
        switch (outcome)
        {
            case CountOutcome.Counted:
                IngressLog.Counted(log, update!.UpdateId, topic.Gateway, topic.Task, topic.Round);
                break;
            case CountOutcome.Duplicate:
                IngressLog.Duplicate(log, update!.UpdateId, topic.Gateway, topic.Task, topic.Round);
                break;
            default:
                IngressLog.Refused(log, topic.Gateway, topic.Task, topic.Round, reason, detail);
                break;
        }
        // Bytes that are nobody's signed update have no id that could be answered.
        if (update is not null) await AcknowledgeAsync(topic, update.UpdateId, outcome, reason, stopping);
    }

    private ValueTask AcknowledgeAsync(
        UpTopic topic, Guid updateId, CountOutcome outcome, string reason, CancellationToken stopping)
    {
        var ack = new UpdateAck
        {
            UpdateId = updateId,
            Status = outcome switch
            {
                CountOutcome.Counted => UpdateStatus.Accepted,
                CountOutcome.Duplicate => UpdateStatus.Duplicate,
                _ => UpdateStatus.Rejected,
            },
            Reason = reason,
        };
        return downlink.SendAsync(
            UplinkTopics.Ack(topic.Tenant, topic.Gateway), signer.Sign(ack.Encode(), ContentTypes.Ack),
            retain: false, stopping);
    }
}
