using EdgeVitals.Federated;

namespace EdgeVitals.Cloud.Rounds;

/// <summary>
/// Calls each task's grain when its next step is due on the tenant's clock. Orleans itself keeps the system's clock:
/// at 3,600-fold speed its own timeouts would fire at once.
/// </summary>
internal sealed class RoundsDriver(
    IGrainFactory grains, CloudOptions options, CloudTasks tasks, MessageSigner signer, Models.ModelStore models,
    Ingress.Downlink downlink, RoundsSignal signal, ILogger<RoundsDriver> log) : BackgroundService
{
    /// <summary>Pause after a failed step, in real time.</summary>
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Longest wait of the tenant's clock: a clock that was set forward is noticed within an hour of it, and
    /// .NET timers end at 49 days.
    /// </summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Shortest wait: a timer that fires a little early must not spin.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await AnnounceAsync(stoppingToken);
        await Task.WhenAll(tasks.All.Select(t => DriveAsync(t, stoppingToken)));
    }

    /// <summary>The broker's retained messages live in memory, so a start says everything again.</summary>
    private async Task AnnounceAsync(CancellationToken stopping)
    {
        foreach (var task in tasks.All)
        {
            await downlink.SendAsync(
                UplinkTopics.Tasks(task.Tenant, task.Id), signer.Sign(task.Encode(), ContentTypes.Task),
                retain: true, stopping);
        }
        foreach (var model in models.Latest())
            await downlink.SendAsync(UplinkTopics.Models(options.Tenant, model.Model), model.Message, true, stopping);
    }

    private async Task DriveAsync(TaskDefinition task, CancellationToken stopping)
    {
        var grain = grains.GetGrain<IRoundsGrain>(CloudTasks.GrainKey(task));
        bool announced = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (!announced) await grain.AnnounceAsync();
                announced = true;
                var due = await grain.AdvanceAsync();
                var span = due - options.Time.GetUtcNow();
                span = span > LongestWait ? LongestWait : span < ShortestWait ? ShortestWait : span;
                await signal.WaitAsync(task.Id, span, options.Time, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The loop's top: a full disk or a broken row must not end the rounds for ever.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                RoundsLog.StepFailed(log, exception, task.Id);
                await Task.Delay(BackOff, TimeProvider.System, stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
