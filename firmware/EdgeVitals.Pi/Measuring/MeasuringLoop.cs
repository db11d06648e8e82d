using EdgeVitals.Device;

namespace EdgeVitals.Pi;

/// <summary>Serves the chips when one of them asks, when the schedule is due, and now and then in any case.</summary>
public sealed class MeasuringLoop
{
    /// <summary>Longest rest, µs. Looks for FIFOs whose interrupt is late have their own time; this one bounds the
    /// rest where a chip is not running and must be tried again.</summary>
    public const long LongestRestMicros = 200_000;

    private readonly SensorBoard _board;
    private readonly SensorSampler _sampler;
    private readonly IRest _rest;
    private readonly Action _served;

    /// <summary>A loop over a board.</summary>
    /// <param name="board">Its drivers and clock.</param>
    /// <param name="sampler">Over the same drivers, not begun yet.</param>
    /// <param name="rest">Where to wait.</param>
    /// <param name="served">Called after each look at the chips, on the loop's thread.</param>
    public MeasuringLoop(SensorBoard board, SensorSampler sampler, IRest rest, Action served)
    {
        _board = board;
        _sampler = sampler;
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
        _sampler.Begin();
        while (!stop.IsCancellationRequested)
        {
            long due = Math.Min(_sampler.NextDue(), _board.FifoDue());
            if (_rest.Until(Math.Min(due, _board.Clock.Micros() + LongestRestMicros), stop)) Asked++;
            if (stop.IsCancellationRequested) break;
            _sampler.Service();
            Turns++;
            _served();
        }
        _sampler.End();
    }
}
