using System.Device.Gpio;
using System.Threading;
using EdgeVitals.Device;
using EdgeVitals.Wire;
#if ESP32_S3
using Pins = EdgeVitals.Boards.Esp32S3Devkitc;
#else
using Pins = EdgeVitals.Boards.Esp32Devkitc;
#endif

namespace EdgeVitals.Nano;

/// <summary>The whole device on an ESP32: six chips, power states, ring on flash, session, link and watchdog, served by
/// one loop on one thread.</summary>
public sealed class Wearable
{
    // Frames of ten seconds: the samplers' buffers of longer ones do not fit the managed budget (budgets.md).
    private const int WindowSeconds = 10;
    private const int LongestRestMillis = 200;
    private const long SilenceMicros = 30000000;

    // Light sleep costs a restart of the oscillators; below this a rest saves more. An armed accelerometer is asked
    // each second, so sleep comes in pieces of at most that.
    private const long LeastSleepMicros = 100000;

    private readonly AutoResetEvent _wake = new AutoResetEvent(false);
    private readonly IClock _clock = new HighResolutionClock();
    private readonly Max30102 _optics;
    private readonly Adxl345 _motion;
    private readonly Ads1115 _converter;
    private readonly FrameRing _ring;
    private readonly RingSink _sink;
    private readonly SensorSampler _sampler;
    private readonly PowerManager _power;
    private readonly MqttLink _link;
    private readonly DeviceSession _session;
    private readonly Liveness _liveness = new Liveness();
    private readonly BootLog _boot;
    private readonly RebootWatchdog _watchdog;

    /// <summary>A device by its settings; <see cref="Run"/> starts it.</summary>
    /// <param name="settings">What the board was told.</param>
    /// <param name="stores">Opened without a fault.</param>
    public Wearable(DeviceSettings settings, DeviceStores stores)
    {
        _boot = stores.Boot;
        _ring = stores.Ring;
        byte[] buffer = new byte[DeviceSession.BufferBytes(_ring)];
        _sink = new RingSink(_ring, _boot.BootId, buffer);
        GpioController gpio = new GpioController();
        IInterruptLine optics = new WakeLine(gpio, Pins.OximeterIntGpio, true, _wake);
        IInterruptLine motion = new WakeLine(gpio, Pins.MotionInt1Gpio, false, _wake);
        IInterruptLine leadsOff = new GpioInterruptLine(gpio.OpenPin(Pins.EcgLoPlusGpio, PinMode.Input), true);
        _optics = new Max30102(Bus(Pins.OximeterAddress), optics, _clock);
        _motion = new Adxl345(Bus(Pins.MotionAddress), motion, _clock);
        _converter = new Ads1115(Bus(Pins.ConverterAddress), leadsOff, _clock);
        _sampler = new SensorSampler(
            _clock,
            new VitalsSampler(_optics, new Tmp117(Bus(Pins.ThermometerAddress)), _clock, _sink, WindowSeconds,
                false),
            new MotionSampler(_motion, _clock, _sink, WindowSeconds),
            new EcgSampler(_converter, _clock, _sink, WindowSeconds),
            new ScalarSampler(new Mlx90614(Bus(Pins.ForeheadAddress)), new Max17048(Bus(Pins.GaugeAddress)), _clock,
                _sink, WindowSeconds));
        PowerPlan plan = new PowerPlan();
        plan.Continuous = settings.Continuous;
        plan.WakeOnMotion = !settings.Continuous;
        _power = new PowerManager(_sampler, _motion, _clock, plan);
        _link = new MqttLink(settings.Link, _wake);
        SessionOptions options = new SessionOptions();
        options.BurstEveryMicros = settings.Continuous ? 0 : plan.SpotEveryMicros;
        _session = new DeviceSession(_boot.BootId, _ring, _link, _clock, _clock,
            new TimerEntropy(_clock, settings.Link.Device), options, buffer);
        _session.Status.Firmware = "edgevitals-nano 0.1.0";
        _session.Status.ResetCause = _boot.Cause;
        _session.Status.LateTask = _boot.LateTask;
        _watchdog = new RebootWatchdog(_liveness, _boot, _clock);
    }

    /// <summary>Measures and sends until the board is switched off.</summary>
    public void Run()
    {
        _power.Begin();
        while (true)
        {
            long now = _clock.Micros();
            _liveness.Expect(DeviceTask.Sampling, SilenceMicros, now);
            _power.Service(_ring.Pending);
            if (_power.TakeSendDue()) _session.WakeLink();
            Report();
            _link.Deliver(_session);
            long due = _session.Tick();
            if (_session.WantsRestart) _watchdog.End(ResetCause.NoConnection, DeviceTask.None);
            Rest(due);
        }
    }

    /// <summary>A chip of the board's bus.</summary>
    public static I2cRegisterBus Bus(int address)
    {
        return new I2cRegisterBus(Pins.BusNumber, address);
    }

    private void Report()
    {
        StatusMessage status = _session.Status;
        bool news = _sampler.Report(status) || status.PowerState != _power.State;
        status.PowerState = _power.State;
        status.GapsReported = _sink.Gaps;
        status.OverflowSamples =
            _optics.OverflowSamples + _motion.OverflowSamples + _converter.OverflowSamples;
        if (news) _session.StatusChanged();
    }

    // Until an edge, an event of the link, or the earliest time that somebody needs. FIFOs have a time of their own: a
    // line that is off must cost no sample.
    private void Rest(long sessionDue)
    {
        long now = _clock.Micros();
        long due = sessionDue;
        if (_power.NextDue() < due) due = _power.NextDue();
        bool idle = _power.State == PowerState.Idle;
        if (!idle && _optics.NextDue() < due) due = _optics.NextDue();
        if (!idle && _motion.NextDue() < due) due = _motion.NextDue();
        long rest = due - now;
        if (rest <= 0) return;
        if (idle && _session.IsSleeping && rest >= LeastSleepMicros)
        {
            // A task that sleeps cannot report; the watchdog's timer sleeps with it.
            _liveness.Expect(DeviceTask.Sampling, 0, now);
            if (EspSleep.Light(rest, Pins.MotionInt1Gpio)) return;
        }
        long millis = (rest + 999) / 1000;
        _wake.WaitOne(millis > LongestRestMillis ? LongestRestMillis : (int)millis, false);
    }
}
