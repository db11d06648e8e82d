using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Chips that give one number when asked: skin temperature at 1 Hz, charge of the battery once a window.
/// </summary>
public sealed class ScalarSampler
{
    private const long SecondMicros = 1000000;

    private readonly Mlx90614? _infrared;
    private readonly Max17048? _gauge;
    private readonly IClock _clock;
    private readonly IFrameSink _sink;
    private readonly int _windowSeconds;
    private readonly FrameBuilder _skin;
    private readonly FrameBuilder _battery;
    private bool _infraredRuns;
    private bool _gaugeRuns;
    private long _start;
    private long _seconds;

    /// <summary>A sampler over its drivers; null for a chip that the board does not have.</summary>
    /// <param name="infrared">Infrared thermometer.</param>
    /// <param name="gauge">Fuel gauge.</param>
    /// <param name="clock">The device clock.</param>
    /// <param name="sink">Takes the frames.</param>
    /// <param name="windowSeconds">Seconds in a frame, 1..40.</param>
    public ScalarSampler(Mlx90614? infrared, Max17048? gauge, IClock clock, IFrameSink sink, int windowSeconds)
    {
        _infrared = infrared;
        _gauge = gauge;
        _clock = clock;
        _sink = sink;
        _windowSeconds = VitalsSampler.Window(windowSeconds);
        _skin = new FrameBuilder(Channels.SkinTemperature, SecondMicros, _windowSeconds);
        _battery = new FrameBuilder(Channels.Battery, _windowSeconds * SecondMicros, 1);
    }

    /// <summary>State of the infrared thermometer.</summary>
    public readonly ChipWatch InfraredWatch = new ChipWatch(ChipKind.Mlx90614);

    /// <summary>State of the fuel gauge.</summary>
    public readonly ChipWatch GaugeWatch = new ChipWatch(ChipKind.Max17048);

    /// <summary>Whether there is an infrared thermometer.</summary>
    public bool HasInfrared
    {
        get { return _infrared != null; }
    }

    /// <summary>Whether there is a fuel gauge.</summary>
    public bool HasGauge
    {
        get { return _gauge != null; }
    }

    /// <summary>Starts sampling; a chip that does not answer is tried again each second.</summary>
    public void Begin()
    {
        _skin.Clear();
        _battery.Clear();
        _start = _clock.Micros();
        _seconds = 0;
        StartInfrared();
        StartGauge();
    }

    /// <summary>Device time at which <see cref="Service"/> is needed next, µs.</summary>
    public long NextDue()
    {
        return _start + (_seconds + 1) * SecondMicros;
    }

    /// <summary>Asks when a second has ended; seconds that went by unasked are gaps.</summary>
    public void Service()
    {
        long now = _clock.Micros();
        while (now >= NextDue())
        {
            // Asked now for a second long gone, the chip would give another second's value.
            bool late = now >= NextDue() + SecondMicros;
            TakeSkin(late);
            if (++_seconds >= _windowSeconds) Flush(late);
        }
    }

    /// <summary>Sends what was not sent.</summary>
    public void End()
    {
        Service();
        if (_seconds > 0) Flush(false);
    }

    /// <summary>Sends what was measured and one gap up to now, and begins anew.</summary>
    public void Skip(int reason)
    {
        if (_seconds > 0) Flush(true);
        long seconds = (_clock.Micros() - _start) / SecondMicros;
        if (_infrared != null) _skin.MissMany(seconds, reason);
        if (_gauge != null) _battery.MissMany(seconds / _windowSeconds, reason);
        Flush(true);
        Begin();
    }

    private void StartInfrared()
    {
        if (_infrared == null) return;
        int status = _infrared.Start();
        InfraredWatch.Note(status);
        _infraredRuns = status == DriverStatus.Ok;
    }

    private void StartGauge()
    {
        if (_gauge == null) return;
        int status = _gauge.Start();
        GaugeWatch.Note(status);
        _gaugeRuns = status == DriverStatus.Ok;
    }

    private void TakeSkin(bool late)
    {
        if (_infrared == null) return;
        if (late)
        {
            _skin.Miss(GapReason.Overflow);
            return;
        }
        if (!_infraredRuns) StartInfrared();
        if (_infraredRuns)
        {
            int status = _infrared.Read();
            InfraredWatch.Note(status);
            _infraredRuns = status == DriverStatus.Ok || status == DriverStatus.NotReady
                || status == DriverStatus.SensorError;
            if (status == DriverStatus.Ok)
            {
                AddSkin(_infrared.ObjectMilliCelsius);
                return;
            }
        }
        _skin.Miss(_infraredRuns ? GapReason.LowQuality : GapReason.BusFault);
    }

    private void AddSkin(int value)
    {
        if (value >= Channels.SkinTemperature.Minimum && value <= Channels.SkinTemperature.Maximum)
        {
            _skin.Add(value, 100);
            return;
        }
        // A wall at room temperature is no skin.
        _skin.Miss(GapReason.NoContact);
    }

    private void TakeBattery()
    {
        if (_gauge == null) return;
        if (!_gaugeRuns) StartGauge();
        int status = DriverStatus.NotReady;
        if (_gaugeRuns)
        {
            status = _gauge.Read();
            GaugeWatch.Note(status);
            _gaugeRuns = status == DriverStatus.Ok || status == DriverStatus.NotReady;
        }
        if (_gaugeRuns && status == DriverStatus.Ok) _battery.Add(_gauge.Permille, 100);
        else _battery.Miss(_gaugeRuns ? GapReason.LowQuality : GapReason.BusFault);
    }

    private void Flush(bool late)
    {
        if (!late) TakeBattery();
        _skin.Send(_start, _sink);
        _battery.Send(_start, _sink);
        _start += _seconds * SecondMicros;
        _seconds = 0;
    }
}
