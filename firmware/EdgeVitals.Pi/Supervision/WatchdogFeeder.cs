namespace EdgeVitals.Pi;

/// <summary>Tells the service manager's watchdog that the service is alive, only while it is: a process that runs and
/// measures nothing must be restarted.</summary>
public sealed class WatchdogFeeder : IAsyncDisposable
{
    private readonly ServiceManager _manager;
    private readonly Func<bool> _isAlive;
    private readonly Action _ask;
    private readonly TimeSpan _half;
    private readonly ITimer _timer;

    /// <summary>Feeds at half of the manager's time, as sd_watchdog_enabled(3) advises, from the first half on.
    /// </summary>
    /// <param name="manager">Whom to tell.</param>
    /// <param name="period">The manager's time.</param>
    /// <param name="time">Time of the network, never scaled.</param>
    /// <param name="ask">Gives the tasks something to do, so that one without work can show that it works.</param>
    /// <param name="isAlive">Whether every task has made progress of late.</param>
    public WatchdogFeeder(
        ServiceManager manager, TimeSpan period, TimeProvider time, Action ask, Func<bool> isAlive)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(ask);
        _manager = manager;
        _ask = ask;
        _isAlive = isAlive;
        _half = period / 2;
        ask();
        _timer = time.CreateTimer(static feeder => ((WatchdogFeeder)feeder!).Check(), this,
            Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(_half, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Checks at which a task stood still, so that nothing was said.</summary>
    public long Missed { get; private set; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Check()
    {
        if (_isAlive()) _manager.Alive();
        else Missed++;
        _ask();
        _timer.Change(_half, Timeout.InfiniteTimeSpan);
    }
}
