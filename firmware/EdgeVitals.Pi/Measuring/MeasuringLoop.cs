using EdgeVitals.Device;
using EdgeVitals.Wire;

namespace EdgeVitals.Pi;

/// <summary>Serves the chips when one of them asks, when the schedule is due, and now and then in any case.</summary>
public sealed class MeasuringLoop
{
    /// <summary>Longest rest while idle, µs: a watchdog hears of the loop at least so often.</summary>
    public const long LongestRestMicros = 1_000_000;

    private readonly SensorBoard _board;
    private readonly PowerManager _power;
    private readonly Func<int> _pending;
    private readonly IRest _rest;
    private readonly Action _served;

    /// <summary>A loop over a board.</summary>
    /// <param name="board">Its drivers and clock.</param>
    /// <param name="power">Over the same drivers, not begun yet.</param>
    /// <param name="pending">Frames that wait to be sent.</param>
    /// <param name="rest">Where to wait.</param>
    /// <param name="served">Called after each look at the chips, on the loop's thread.</param>
    public MeasuringLoop(SensorBoard board, PowerManager power, Func<int> pending, IRest rest, Action served)
    {
        _board = board;
        _power = power;
        _pending = pending;
        _rest = rest;
        _served = served;
    }

    /// <summary>Looks at the chips so far.</summary>
    public long Turns { get; private set; }

    /// <summary>Looks that an interrupt asked for.</summary>
    public long Asked { get; private set; }

    /// <summary>Measures until it is stopped; what was measured is then sent.</summary>
    public void Run(CancellationToken stop)
    {
        _power.Begin();
        while (!stop.IsCancellationRequested)
        {
            // A FIFO has something to take only while its chip measures.
            long due = _power.NextDue();
            if (_power.State is PowerState.Continuous or PowerState.Spot) due = Math.Min(due, _board.FifoDue());
            if (_rest.Until(Math.Min(due, _board.Clock.Micros() + LongestRestMicros), stop)) Asked++;
            if (stop.IsCancellationRequested) break;
            _power.Service(_pending());
            Turns++;
            _served();
        }
        _power.End();
    }
}
