using System.Threading;
using EdgeVitals.Device;
using EdgeVitals.Wire;
using nanoFramework.Runtime.Native;

namespace EdgeVitals.Nano;

/// <summary>Starts the board anew when a task hangs. A timer of the runtime, since its ESP32 library has no class for
/// the hardware's watchdog: it sees a task that waits for ever or spins, not a runtime that stands still as a whole.
/// For that there is the task watchdog in the firmware of the runtime.</summary>
public sealed class RebootWatchdog
{
    private const int CheckMillis = 5000;

    private readonly Liveness _liveness;
    private readonly BootLog _log;
    private readonly IClock _clock;
    private readonly Timer _timer;

    /// <summary>A watchdog that begins to look.</summary>
    public RebootWatchdog(Liveness liveness, BootLog log, IClock clock)
    {
        _liveness = liveness;
        _log = log;
        _clock = clock;
        _timer = new Timer(Check, null, CheckMillis, CheckMillis);
    }

    /// <summary>Ends this boot, with its reason for the status of the next one.</summary>
    public void End(int cause, int lateTask)
    {
        _timer.Change(-1, -1);
        _log.End(cause, lateTask);
        Power.RebootDevice();
    }

    private void Check(object? state)
    {
        int late = _liveness.Late(_clock.Micros());
        if (late != DeviceTask.None) End(ResetCause.Watchdog, late);
    }
}
