namespace EdgeVitals.Pi;

/// <summary>Tells the service manager's watchdog that the service is alive, only while every part of it has made
/// progress since the last time: a process that runs and measures nothing must be restarted.</summary>
public sealed class WatchdogFeeder : IAsyncDisposable
{
    private readonly ServiceManager _manager;
    private readonly Func<long>[] _progress;
    private readonly Action _ask;
    private readonly long[] _before;
    private readonly TimeSpan _half;
    private readonly ITimer _timer;

    /// <summary>Feeds at half of the manager's time, as sd_watchdog_enabled(3) advises, from the first half on.
    /// </summary>
    /// <param name="manager">Whom to tell.</param>
    /// <param name="period">The manager's time.</param>
    /// <param name="time">Time of the network, never scaled.</param>
    /// <param name="ask">Gives every part something to do, so that one without work shows progress too.</param>
    /// <param name="progress">A number for each part that changes when it works.</param>
    public WatchdogFeeder(ServiceManager manager, TimeSpan period, TimeProvider time, Action ask,
        params Func<long>[] progress)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(progress);
        _manager = manager;
        _ask = ask;
        _progress = progress;
        _half = period / 2;
        _before = [.. progress.Select(part => part())];
        ask();
        _timer = time.CreateTimer(static feeder => ((WatchdogFeeder)feeder!).Check(), this,
            Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(_half, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Checks at which a part stood still, so that nothing was said.</summary>
    public long Missed { get; private set; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Check()
    {
        bool alive = true;
        for (int i = 0; i < _progress.Length; i++)
        {
            long now = _progress[i]();
            alive &= now != _before[i];
            _before[i] = now;
        }
        if (alive) _manager.Alive();
        else Missed++;
        _ask();
        _timer.Change(_half, Timeout.InfiniteTimeSpan);
    }
}
