using System.Threading.Channels;
using EdgeVitals.Broker;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Wire;
using Microsoft.Data.Sqlite;

namespace EdgeVitals.Gateway.Ingest;

/// <summary>
/// The one writer of the journal. Frames of all devices that arrive while a commit is on its way to the disk share
/// the next one. After the commit come, in this order: the senders' PUBACK, the application acknowledgement, the
/// wearers' stores.
/// </summary>
public sealed class JournalWriter : IHostedService, IAsyncDisposable
{
    private readonly FrameJournal _journal;
    private readonly GatewayOptions _options;
    private readonly GatewayStatus _status;
    private readonly Lazy<EdgeBroker> _broker;
    private readonly ILogger<JournalWriter> _log;
    private readonly System.Threading.Channels.Channel<Item> _queue;
    private readonly System.Threading.Channels.Channel<JournalFrame> _shown;
    private readonly HashSet<(string, int)> _futureLogged = [];
    private readonly byte[] _ackBytes = new byte[AckMessage.MaximumEncodedBytes];
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;

    /// <summary>Creates the writer; it starts with the host.</summary>
    public JournalWriter(FrameJournal journal, GatewayOptions options, GatewayStatus status, Lazy<EdgeBroker> broker,
        ILogger<JournalWriter> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        _journal = journal;
        _options = options;
        _status = status;
        _broker = broker;
        _log = log;
        var bounded = new BoundedChannelOptions(options.IngestQueue)
        {
            FullMode = BoundedChannelFullMode.Wait, // a full queue holds the senders back; nothing is dropped
            SingleReader = true,
        };
        _queue = System.Threading.Channels.Channel.CreateBounded<Item>(bounded);
        _shown = System.Threading.Channels.Channel.CreateBounded<JournalFrame>(bounded);
    }

    /// <summary>Frames that were made durable and are due to be shown, in the order of arrival.</summary>
    internal ChannelReader<JournalFrame> Shown => _shown.Reader;

    /// <summary>Waits until the frame is durable; throws when it could not be made so.</summary>
    public async Task<FrameOutcome> AppendAsync(PendingFrame frame, CancellationToken cancellationToken)
    {
        var item = new Item(frame, new(TaskCreationOptions.RunContinuationsAsynchronously));
        await _queue.Writer.WriteAsync(item, cancellationToken).ConfigureAwait(false);
        return await item.Done.Task.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A thread of its own: it blocks in fsync, and many gateways share one pool in a rehearsal.
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        // What waits is committed first, even when the host is in a hurry: an fsync or two.
        await _loop.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private void Run()
    {
        var batch = new List<Item>(_options.CommitBatch);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            while (batch.Count < _options.CommitBatch && _queue.Reader.TryRead(out Item? item))
            {
                batch.Add(item);
            }
            Commit(batch);
        }
        _shown.Writer.TryComplete();
    }

    private void Commit(List<Item> batch)
    {
        FrameOutcome[] outcomes;
        try
        {
            outcomes = _journal.Append(batch.ConvertAll(i => i.Frame), UtcMicros.Now(_options.Time));
        }
        catch (Exception exception) when (exception is SqliteException or IOException or ObjectDisposedException)
        {
            _status.Count(GatewayCount.CommitFailed);
            GatewayLog.CommitFailed(_log, batch.Count, exception.Message);
            batch.ForEach(i => i.Done.TrySetException(new IOException("The frame could not be made durable.")));
            return;
        }
        for (int i = 0; i < outcomes.Length; i++)
        {
            Count(batch[i].Frame, outcomes[i]);
            batch[i].Done.TrySetResult(outcomes[i]);
        }
        foreach (IGrouping<(string, int), Item> boot in batch.GroupBy(i => (i.Frame.Device, i.Frame.Boot)))
        {
            Acknowledge(boot.Key.Item1, boot.Key.Item2, [.. boot.Select(i => i.Frame.Sequence).Distinct()]);
        }
        for (int i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i] == FrameOutcome.Shown)
            {
                Show(batch[i].Frame);
            }
        }
    }

    private void Show(PendingFrame frame)
    {
        _journal.TryClock(frame.Device, frame.Boot, out BootClock clock);
        var shown = new JournalFrame(frame.Device, frame.Boot, frame.Sequence, clock.OffsetMicros, frame.Bytes);
        if (_shown.Writer.TryWrite(shown))
        {
            return;
        }
        try
        {
            _shown.Writer.WriteAsync(shown, _stopping.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // Nobody reads any more; the frame is durable and the stores are built from the journal at the next start.
        }
    }

    private void Count(PendingFrame frame, FrameOutcome outcome)
    {
        if (outcome == FrameOutcome.Duplicate)
        {
            _status.Count(GatewayCount.FrameDuplicated);
            GatewayLog.DuplicateFrame(_log, frame.Device, frame.Boot, frame.Sequence);
            return;
        }
        _status.Count(GatewayCount.FrameJournaled);
        if (outcome == FrameOutcome.Shown)
        {
            return;
        }
        _status.Count(outcome == FrameOutcome.Future ? GatewayCount.FrameFuture : GatewayCount.FrameUnmapped);
        if (outcome == FrameOutcome.Future && _futureLogged.Add((frame.Device, frame.Boot)))
        {
            GatewayLog.FutureFrame(_log, frame.Device, frame.Boot, frame.Sequence);
        }
    }

    private void Acknowledge(string device, int boot, long[] sequences)
    {
        foreach (long[] part in sequences.Chunk(AckMessage.MaximumSequences))
        {
            var ack = new AckMessage { BootId = boot, Sequences = part, Count = part.Length };
            int length = AckMessage.Encode(ack, _ackBytes, 0);
            string topic = Topics.Ack(_options.Site, device);
            try
            {
                _broker.Value.PublishAsync(topic, _ackBytes.AsSpan(0, length).ToArray(), retain: false, default)
                    .GetAwaiter().GetResult();
                _status.Count(GatewayCount.FrameAcknowledged, part.Length);
            }
            catch (Exception exception) when (exception is InvalidOperationException or ObjectDisposedException)
            {
                // The listener is going down; the device sends again and is acknowledged then.
                GatewayLog.AckFailed(_log, device, exception.Message);
            }
        }
    }

    private sealed record Item(PendingFrame Frame, TaskCompletionSource<FrameOutcome> Done);
}
