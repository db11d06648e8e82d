using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Counters of the tasks of a device for its one watchdog: whoever feeds it asks here first, so that a task
/// that hangs ends the boot although the others run on.</summary>
public sealed class Liveness
{
    private const int Tasks = DeviceTask.Store + 1;

    private readonly long[] _allowed = new long[Tasks];
    private readonly long[] _seen = new long[Tasks];
    private readonly long[] _counts = new long[Tasks];

    /// <summary>From now on a task must report within that many µs, each time; 0 or less ends that.</summary>
    /// <param name="task">See <see cref="DeviceTask"/>; others are not watched.</param>
    /// <param name="allowedMicros">Longest silence.</param>
    /// <param name="now">µs of a monotonic clock.</param>
    public void Expect(int task, long allowedMicros, long now)
    {
        if (task <= 0 || task >= Tasks) return;
        _allowed[task] = allowedMicros;
        _seen[task] = now;
    }

    /// <summary>A task made progress.</summary>
    public void Alive(int task, long now)
    {
        if (task <= 0 || task >= Tasks) return;
        _seen[task] = now;
        _counts[task]++;
    }

    /// <summary>Times that a task has reported.</summary>
    public long Count(int task)
    {
        return task <= 0 || task >= Tasks ? 0 : _counts[task];
    }

    /// <summary>The task that has been silent for too long, the longest one of several, or
    /// <see cref="DeviceTask.None"/>: then the watchdog may be fed.</summary>
    public int Late(long now)
    {
        int late = DeviceTask.None;
        long most = 0;
        for (int task = 1; task < Tasks; task++)
        {
            if (_allowed[task] <= 0) continue;
            long beyond = now - _seen[task] - _allowed[task];
            if (beyond <= most) continue;
            most = beyond;
            late = task;
        }
        return late;
    }
}
