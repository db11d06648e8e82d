using System.Collections.Concurrent;
using System.Threading.Channels;

namespace EdgeVitals.Cloud.Rounds;

/// <summary>Wakes a task's loop before its time: every enrolled gateway has reported.</summary>
public sealed class RoundsSignal
{
    private readonly ConcurrentDictionary<string, Channel<bool>> _channels = new();

    /// <summary>Wakes the loop of a task. Two signals before it wakes are one.</summary>
    internal void Raise(string task) => Of(task).Writer.TryWrite(true);

    /// <summary>Waits for a signal or for a span of the tenant's clock, whichever comes first.</summary>
    internal async Task WaitAsync(string task, TimeSpan span, TimeProvider time, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var raised = Of(task).Reader.WaitToReadAsync(ended.Token).AsTask();
        try
        {
            await raised.WaitAsync(span, time, cancellationToken);
            Of(task).Reader.TryRead(out _);
        }
        catch (TimeoutException)
        {
            await ended.CancelAsync();
        }
    }

    private Channel<bool> Of(string task) => _channels.GetOrAdd(task, _ => Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }));
}
