using EdgeVitals.Federated;

namespace EdgeVitals.Gateway.Release;

/// <summary>
/// Waits for each round's hour and then asks the gate. Every gateway contributes at the announced instant of the
/// clinic's clock, whatever its data, so that timing says nothing.
/// </summary>
public sealed class RoundSchedule(ReleaseGate gate, GatewayOptions options, ILogger<RoundSchedule> log)
    : BackgroundService
{
    /// <summary>Rounds that may wait; a cloud that announces more is not to be believed.</summary>
    private const int MaximumRounds = 64;

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(12);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TaskDefinition> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Task, long Round), RoundAnnouncement> _rounds = [];
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

    /// <summary>Contributes to every round that is due and forgets those that are over; answers how long until the
    /// next one.</summary>
    public TimeSpan RunDue()
    {
        DateTimeOffset now = options.Time.GetUtcNow();
        foreach ((TaskDefinition task, RoundAnnouncement round) in TakeDue(now))
        {
            if (gate.Contribute(task, round, out _) is not null)
            {
                Released?.Invoke();
            }
        }
        lock (_gate)
        {
            TimeSpan wait = LongestWait;
            foreach (RoundAnnouncement round in _rounds.Values.Where(r => r.ContributeAt > now))
            {
                wait = round.ContributeAt - now < wait ? round.ContributeAt - now : wait;
            }
            return wait;
        }
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
#pragma warning disable CA1031 // A loop's top: a round that fails is lost, the next one must still be served.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                GatewayLog.LoopFailed(log, exception, "release");
            }
        }
    }

    private List<(TaskDefinition, RoundAnnouncement)> TakeDue(DateTimeOffset now)
    {
        lock (_gate)
        {
            var due = new List<(TaskDefinition, RoundAnnouncement)>();
            foreach (((string task, long round), RoundAnnouncement announced) in _rounds.ToList())
            {
                bool isKnown = _tasks.TryGetValue(task, out TaskDefinition? definition)
                    && definition.Hash.AsSpan().SequenceEqual(announced.TaskHash);
                if (now >= announced.CloseAt)
                {
                    _rounds.Remove((task, round));
                }
                else if (isKnown && now >= announced.ContributeAt)
                {
                    _rounds.Remove((task, round));
                    due.Add((definition!, announced));
                }
            }
            return due;
        }
    }
}
