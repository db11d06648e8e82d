using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Wearers;
using Microsoft.Extensions.Logging;

namespace EdgeVitals.Pi;

/// <summary>What a simulated wearable measures and when.</summary>
public sealed record SimulatedWearableOptions
{
    /// <summary>Its agent.</summary>
    public required AgentOptions Agent { get; init; }

    /// <summary>What its oximeter looks at, by device time.</summary>
    public required IOpticalSource Optics { get; init; }

    /// <summary>What its thermometer touches, by device time.</summary>
    public required ITemperatureSource Temperature { get; init; }

    /// <summary>The person in front of the other chips: accelerometer, ECG, skin conductance, infrared thermometer. Null
    /// for a board with oximeter and thermometer alone.</summary>
    public WaveformWearer? Body { get; init; }

    /// <summary>Chips that come off the bus for a while.</summary>
    public IReadOnlyList<UnpluggedChip> Unplugged { get; init; } = [];

    /// <summary>Length of a measurement, 1..40 s of device time.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Device time from the start of one measurement to the next; equal to <see cref="Window"/> for continuous
    /// measurement. Windows begin at its multiples, from device tick 0.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(1);
}

/// <summary>A chip that is off the bus for a while.</summary>
/// <param name="Kind">See <see cref="Wire.ChipKind"/>; a chip that the board has.</param>
/// <param name="FromMicros">When it goes, device time.</param>
/// <param name="ToMicros">When it is back, device time.</param>
public sealed record UnpluggedChip(int Kind, long FromMicros, long ToMicros);

/// <summary>The whole firmware on emulated chips: registers, drivers, sampling, signals, frames, agent. A window is
/// computed at once when its device time has passed; between windows it sleeps.</summary>
public sealed class SimulatedWearable : IAsyncDisposable
{
    private const long StepMicros = Max30102.PeriodMicros;

    private readonly SimulatedWearableOptions _options;
    private readonly EmulatedBoard _board;
    private readonly VirtualClock _clock;
    private readonly SensorSampler _sampler;
    private readonly PowerManager _power;
    private readonly ILogger _log;
    private readonly long _window;
    private readonly long _every;

    /// <summary>A wearable; <see cref="RunAsync"/> starts it.</summary>
    /// <exception cref="ArgumentException">A window of no or too great length.</exception>
    public SimulatedWearable(SimulatedWearableOptions options, ILoggerFactory log)
    {
        _options = options;
        _window = options.Window.Ticks / TimeSpan.TicksPerMicrosecond;
        _every = options.Every.Ticks / TimeSpan.TicksPerMicrosecond;
        if (_window % 1_000_000 != 0 || _window < 1_000_000
            || _window > VitalsSampler.LongestWindowSeconds * 1_000_000L)
        {
            throw new ArgumentException("A window is 1..40 whole seconds.", nameof(options));
        }
        if (_every < _window) throw new ArgumentException("Windows overlap.", nameof(options));
        // A duty-cycled window needs the oximeter's first period as well.
        if (_every != _window && _every - _window < 1_000_000)
        {
            throw new ArgumentException("Leave a second between windows, or none.", nameof(options));
        }
        _log = log.CreateLogger<SimulatedWearable>();
        Agent = new DeviceAgent(options.Agent, log.CreateLogger<DeviceAgent>());
        _board = new EmulatedBoard(options.Optics, options.Temperature, options.Body);
        _clock = _board.Clock;
        _sampler = _board.Drivers.Sampler(Agent, (int)(_window / 1_000_000));
        _power = new PowerManager(_sampler, null, _clock, new PowerPlan
        {
            Continuous = _every == _window, SpotEveryMicros = _every, SpotMicros = _window,
        });
        foreach (UnpluggedChip chip in options.Unplugged)
        {
            if (_board.FaultsOf(chip.Kind) is not null) continue;
            throw new ArgumentException($"The board has no {Wire.ChipKind.Text(chip.Kind)}.", nameof(options));
        }
    }

    /// <summary>Its agent.</summary>
    public DeviceAgent Agent { get; }

    /// <summary>Its emulated oximeter, for faults.</summary>
    public Max30102Twin Optics => _board.Optics;

    /// <summary>Its emulated thermometer, for faults.</summary>
    public Tmp117Twin Thermometer => _board.Thermometer;

    /// <summary>Chips on its board.</summary>
    public int Chips => _sampler.Chips;

    /// <summary>Windows measured so far.</summary>
    public long Windows { get; private set; }

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await Agent.StartAsync(cancellation);
        long start = FirstWindow(Agent.TicksNow);
        while (true)
        {
            // The measurement is known when its time has passed, as from a real sensor.
            await UntilAsync(start + _window, cancellation);
            Measure(start);
            start += _every;
        }
    }

    /// <summary>Measures the window that starts at that device time, which must not be before the end of the last.
    /// </summary>
    public void Measure(long startMicros)
    {
        bool continuous = _every == _window;
        Plug(startMicros);
        if (!continuous || Windows == 0)
        {
            _clock.Advance(startMicros - _clock.Micros());
            if (Windows == 0) _power.Begin();
            _power.StartSpot();
        }
        long end = startMicros + _window;
        while (_clock.Micros() < end)
        {
            // To the moment that the schedule asks for, but never past the next look at the interrupt lines.
            long now = _clock.Micros();
            long next = Math.Min(Math.Min(now + StepMicros, end), Math.Max(_sampler.NextDue(), now + 1));
            _clock.Advance(next - now);
            _power.Service(0);
        }
        if (continuous) _sampler.Drain();
        Windows++;
        if (_board.Drivers.OverflowSamples > 0) Agent.ReportOverflow(_board.Drivers.OverflowSamples);
        Agent.ReportPower(_power.State);
        Agent.ReportChips(_sampler);
        if (_power.TakeSendDue()) Agent.WakeLink();
        int optics = _sampler.Vitals.OpticsStatus, thermometer = _sampler.Vitals.ThermometerStatus;
        if (optics != DriverStatus.Ok || thermometer is not (DriverStatus.Ok or DriverStatus.NotReady))
        {
            AgentLog.SensorFault(_log, _options.Agent.DeviceId, DriverStatus.Text(optics),
                DriverStatus.Text(thermometer));
        }
    }

    // A window is short against the hours that a chip is off: it is on or off for all of it.
    private void Plug(long startMicros)
    {
        foreach (IGrouping<int, UnpluggedChip> chip in _options.Unplugged.GroupBy(c => c.Kind))
        {
            bool off = chip.Any(c => startMicros >= c.FromMicros && startMicros < c.ToMicros);
            if (off) _board.FaultsOf(chip.Key)!.Set(BusFaults.Absent, -1);
            else _board.FaultsOf(chip.Key)!.Clear();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Agent.DisposeAsync();

    private long FirstWindow(long now) => (now + _every - 1) / _every * _every;

    private async Task UntilAsync(long ticks, CancellationToken cancellation)
    {
        long wait = ticks - Agent.TicksNow;
        if (wait > 0) await Task.Delay(TimeSpan.FromMicroseconds(wait), _options.Agent.Time, cancellation);
        // A wearable that is late, after a pause of its process, catches up window by window and lets others run.
        else await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
    }
}
