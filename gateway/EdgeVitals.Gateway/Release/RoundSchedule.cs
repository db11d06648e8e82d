using EdgeVitals.Federated;

namespace EdgeVitals.Gateway.Release;

/// <summary>
/// Waits for each round's hour and then asks the gate. Every gateway contributes at the announced instant of the
/// clinic's clock, whatever its data, so that timing says nothing.
/// </summary>
/// <param name="gate">The way out.</param>
/// <param name="rebuilt">Done once the stores hold what the journal holds; a sum over half of them would be released
/// and charged as if it were whole.</param>
/// <param name="options">Clock of the clinic.</param>
/// <param name="log">Log.</param>
public sealed class RoundSchedule(
    ReleaseGate gate, Task rebuilt, GatewayOptions options, ILogger<RoundSchedule> log) : BackgroundService
{
    /// <summary>Rounds that may wait; a cloud that announces more is not to be believed.</summary>
    private const int MaximumRounds = 64;

    /// <summary>Of the clinic's clock: one that is set forward must not sleep over a round's window of hours.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TaskDefinition> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Task, long Round), RoundAnnouncement> _rounds = [];
    private readonly Dictionary<(string Task, long Round), (DateTimeOffset Next, TimeSpan Pause)> _failed = [];
    private readonly SemaphoreSlim _changed = new(0);

    /// <summary>Raised after a release was stored.</summary>
    public event Action? Released;

    /// <summary>Tasks that the cloud has announced and signed.</summary>
    public IReadOnlyList<TaskDefinition> Tasks
    {
        get
        {
            lock (_gate)
            {
                return [.. _tasks.Values];
            }
        }
    }

    /// <summary>Takes a verified task; it replaces an earlier definition of the same id.</summary>
    public void Offer(TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(task);
        lock (_gate)
        {
            if (_tasks.Count < MaximumRounds || _tasks.ContainsKey(task.Id))
            {
                _tasks[task.Id] = task;
            }
        }
        _changed.Release();
    }

    /// <summary>Takes a verified announcement.</summary>
    public void Offer(RoundAnnouncement round)
    {
        ArgumentNullException.ThrowIfNull(round);
        lock (_gate)
        {
            if (_rounds.Count < MaximumRounds)
            {
                _rounds[(round.TaskId, round.Round)] = round;
            }
        }
        _changed.Release();
    }

    /// <summary>
    /// Contributes to every round that is due and forgets those that are over; answers how long until the next one.
    /// A round that fails stays and is tried again while it is open; it does not keep the others from their hour.
    /// </summary>
    public TimeSpan RunDue()
    {
        if (!rebuilt.IsCompletedSuccessfully)
        {
            return LongestWait;
        }
        foreach ((TaskDefinition task, RoundAnnouncement round) in Due(options.Time.GetUtcNow()))
        {
            try
            {
                bool isReleased = gate.Contribute(task, round, out _) is not null;
                Forget(round);
                if (isReleased)
                {
                    Released?.Invoke();
                }
            }
#pragma warning disable CA1031 // Whatever one round fails of, the others that are due must still be served.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                TimeSpan pause = Postpone(round);
                GatewayLog.RoundFailed(log, exception, task.Id, round.Round, pause.TotalMinutes);
            }
        }
        return UntilNext(options.Time.GetUtcNow());
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _changed.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        gate.Recover();
        await rebuilt.WaitAsync(stoppingToken).ConfigureAwait(false);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                TimeSpan wait = RunDue();
                using var woken = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                Task delay = Task.Delay(wait, options.Time, woken.Token);
                await Task.WhenAny(_changed.WaitAsync(woken.Token), delay).ConfigureAwait(false);
                await woken.CancelAsync().ConfigureAwait(false);
            }
#pragma warning disable CA1031 // A loop's top: whatever fails here, the next round must still be served.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                GatewayLog.LoopFailed(log, exception, "release");
            }
        }
    }

    /// <summary>What is due now, the earliest first; rounds that have closed are forgotten.</summary>
    private List<(TaskDefinition, RoundAnnouncement)> Due(DateTimeOffset now)
    {
        lock (_gate)
        {
            var due = new List<(TaskDefinition, RoundAnnouncement)>();
            foreach (RoundAnnouncement round in _rounds.Values
                .OrderBy(r => r.ContributeAt).ThenBy(r => r.TaskId, StringComparer.Ordinal).ToList())
            {
                bool isKnown = _tasks.TryGetValue(round.TaskId, out TaskDefinition? definition)
                    && definition.Hash.AsSpan().SequenceEqual(round.TaskHash);
                if (now >= round.CloseAt)
                {
                    Forget(round);
                }
                else if (isKnown && now >= NextTry(round))
                {
                    due.Add((definition!, round));
                }
            }
            return due;
        }
    }

    private TimeSpan UntilNext(DateTimeOffset now)
    {
        lock (_gate)
        {
            TimeSpan wait = LongestWait;
            foreach (DateTimeOffset next in _rounds.Values.Select(NextTry).Where(n => n > now))
            {
                wait = next - now < wait ? next - now : wait;
            }
            return wait;
        }
    }

    private DateTimeOffset NextTry(RoundAnnouncement round) =>
        _failed.TryGetValue((round.TaskId, round.Round), out (DateTimeOffset Next, TimeSpan Pause) failed)
            ? failed.Next : round.ContributeAt;

    private TimeSpan Postpone(RoundAnnouncement round)
    {
        lock (_gate)
        {
            (string, long) key = (round.TaskId, round.Round);
            TimeSpan pause = _failed.TryGetValue(key, out (DateTimeOffset Next, TimeSpan Pause) failed)
                ? failed.Pause * 2 : FirstPause;
            pause = pause < LongestPause ? pause : LongestPause;
            _failed[key] = (options.Time.GetUtcNow() + pause, pause);
            return pause;
        }
    }

    private void Forget(RoundAnnouncement round)
    {
        lock (_gate)
        {
            _rounds.Remove((round.TaskId, round.Round));
            _failed.Remove((round.TaskId, round.Round));
        }
    }
}
