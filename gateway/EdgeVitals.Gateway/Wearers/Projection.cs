using System.Diagnostics;
using EdgeVitals.Gateway.Alarms;
using EdgeVitals.Gateway.Ingest;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Pairing;
using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Wearers;

/// <summary>
/// Carries durable frames into the wearers' stores and the alarms: first everything the journal has kept from the last
/// weeks, then what the writer commits, and twice a second what has become due.
/// </summary>
public sealed class Projection(
    FrameJournal journal, JournalWriter writer, WearerBoard board, AlarmDesk alarms, DevicePolicy devices,
    PairingBook pairing, GatewayOptions options, GatewayStatus status, ILogger<Projection> log) : BackgroundService
{
    private const int PageFrames = 500;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    /// <summary>Real time after its last old frame during which a device counts as handing over history.</summary>
    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, long> _history = [];
    private readonly TaskCompletionSource _rebuilt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(long Frames, TaskCompletionSource Done)> _waiting = [];
    private long _frames;
    private int _day = int.MinValue;
    private long _lastAtStart;

    /// <summary>Done once the stores hold what the journal holds.</summary>
    public Task Rebuilt => _rebuilt.Task;

    /// <summary>Frames carried into the stores since the start.</summary>
    public long Frames => Interlocked.Read(ref _frames);

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // The listener starts later: what is above this row comes through the writer and must not count twice.
        _lastAtStart = journal.LastId();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        long since = Stopwatch.GetTimestamp();
        Rebuild();
        _rebuilt.TrySetResult();
        GatewayLog.Rebuilt(log, Frames, (long)Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        // The beat is real time even in a rehearsal: it bounds work, the virtual clock decides what is due.
        using var timer = new PeriodicTimer(Beat, TimeProvider.System);
        Task<bool> beat = timer.WaitForNextTickAsync(stoppingToken).AsTask();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (writer.Shown.TryRead(out JournalFrame? frame))
                {
                    Take(frame);
                    if (beat.IsCompleted)
                    {
                        break;
                    }
                }
                if (beat.IsCompleted)
                {
                    await beat.ConfigureAwait(false);
                    Tick();
                    beat = timer.WaitForNextTickAsync(stoppingToken).AsTask();
                }
                await Task.WhenAny(writer.Shown.WaitToReadAsync(stoppingToken).AsTask(), beat).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A loop's top: one frame or one beat that fails must not end monitoring.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                GatewayLog.LoopFailed(log, exception, "projection");
            }
        }
    }

    /// <summary>A wearer may have several devices; they are judged together, so that one that is well does not end the
    /// alarm of another.</summary>
    private void WatchDevices(long now)
    {
        foreach (IGrouping<string?, DeviceState> wearer in devices.Devices
            .GroupBy(d => pairing.WearerOf(d.Key, now), d => d.Value))
        {
            if (wearer.Key is null) continue;
            alarms.WatchDevices(wearer.Key, [.. wearer], now);
            alarms.WatchChips(wearer.Key, [.. wearer.SelectMany(d => d.Chips)], now);
        }
    }

    /// <summary>What the passing of time brings: frames that are due, stale wearers, a new day.</summary>
    internal void Tick()
    {
        long now = UtcMicros.Now(options.Time);
        foreach (JournalFrame frame in journal.TakeDue(now, PageFrames))
        {
            Take(frame);
        }
        List<WearerView> watched = [];
        foreach (WearerView wearer in board.Views())
        {
            if (!IsHandingOver(wearer.Id))
            {
                watched.Add(wearer);
            }
            else if (!wearer.IsStale)
            {
                // Live again, with what waited still to come: the silence is over, nothing else is judged yet.
                alarms.Heard(wearer.Id, now);
            }
        }
        alarms.Watch(watched, now);
        WatchDevices(now);
        int today = UtcMicros.Day(now);
        if (today != _day)
        {
            _day = today;
            board.Trim(today);
            journal.Prune(now - options.JournalDays * UtcMicros.PerDay);
        }
    }

    private void Rebuild()
    {
        long since = UtcMicros.Now(options.Time) - WearerState.KeptDays * UtcMicros.PerDay;
        long last = 0;
        while (true)
        {
            List<(long Id, JournalFrame Frame)> page = journal.Page(since, last, _lastAtStart, PageFrames);
            foreach ((long id, JournalFrame frame) in page)
            {
                Take(frame);
                last = id;
            }
            if (page.Count < PageFrames)
            {
                return;
            }
        }
    }

    internal void Take(JournalFrame frame)
    {
        // A maker's channel alarms nobody, and its history must not take the wearer out of the watch for silence.
        if (board.Apply(frame) is { } applied && Channels.Find(applied.Channel) is not null)
        {
            long now = UtcMicros.Now(options.Time);
            if (applied.Refused > 0 && Rebuilt.IsCompleted)
            {
                status.Count(GatewayCount.ReadingRefused, applied.Refused);
                status.Count(GatewayCount.ReadingOffSkin, applied.OffSkin);
            }
            alarms.Evaluate(applied.Wearer, applied.Channel, applied.Samples, now);
            bool isOld = applied.Samples.Length > 0
                && now - applied.Samples[^1].UtcMicros > (long)options.StaleAfter.TotalMicroseconds;
            if (isOld && Rebuilt.IsCompleted)
            {
                _history[applied.Wearer] = Stopwatch.GetTimestamp();
            }
        }
        lock (_waiting)
        {
            Interlocked.Increment(ref _frames);
            foreach ((long frames, TaskCompletionSource done) in _waiting.Where(w => w.Frames <= _frames).ToList())
            {
                done.TrySetResult();
                _waiting.Remove((frames, done));
            }
        }
    }

    /// <summary>Done once that many frames have been carried into the stores.</summary>
    internal Task AppliedAsync(long frames, CancellationToken cancellationToken)
    {
        lock (_waiting)
        {
            if (_frames >= frames)
            {
                return Task.CompletedTask;
            }
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((frames, done));
            return done.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A device that hands over a month, oldest first, is not silent: it is judged once it is done.</summary>
    private bool IsHandingOver(string wearer)
    {
        if (!_history.TryGetValue(wearer, out long last))
        {
            return false;
        }
        if (Stopwatch.GetElapsedTime(last) < HandOver)
        {
            return true;
        }
        _history.Remove(wearer);
        return false;
    }
}
