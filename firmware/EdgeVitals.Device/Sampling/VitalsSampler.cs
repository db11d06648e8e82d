using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>From the chips to frames: 1 Hz heart rate, saturation and temperature and the 25 Hz infrared waveform, in
/// windows of some seconds. Every sample has its place by its index from the start of sampling; what is missing is a
/// gap with its reason. Sample k of a 1 Hz frame stands at the start of its second, as drawn at its end; the
/// thermometer is asked a quarter of a second before, by the clock and not when a FIFO happens to be read.</summary>
public sealed class VitalsSampler
{
    /// <summary>Longest window: its waveform fits one frame.</summary>
    public const int LongestWindowSeconds = 40;

    private const int RawPerSlot = 4;
    private const int SlotsPerSecond = 25;
    private const int RawPerSecond = RawPerSlot * SlotsPerSecond;
    private const long SlotMicros = RawPerSlot * Max30102.PeriodMicros;
    private const long SecondMicros = SlotsPerSecond * SlotMicros;

    // A second holds at most 13 gaps between its 25 slots; with more gaps than this the next one might not fit.
    private const int GapsBeforeFlush = FrameBuilder.MostGaps - 13;
    private const int ContactCounts = 10000;

    // The thermometer ends a conversion at 124 ms and 624 ms of each second since its start (half-second cycle, eight
    // averages of 15.5 ms: data sheet, "Electrical Characteristics"). Asked at 750 ms, and up to 200 ms late, it always
    // gives the second one: which value a second gets does not depend on the moment of the call.
    private const long AskMicros = 3 * SecondMicros / 4;

    private readonly Max30102 _optics;
    private readonly Tmp117 _thermometer;
    private readonly IClock _clock;
    private readonly IFrameSink _sink;
    private readonly int _windowSeconds;
    private readonly PulseMeter _meter = new PulseMeter();
    private readonly FrameBuilder _heartRate;
    private readonly FrameBuilder _spo2;
    private readonly FrameBuilder _temperature;
    private readonly FrameBuilder _waveform;
    private readonly PulseBreath? _breath;
    private readonly FrameBuilder? _respiration;
    private readonly WearDetector _wear = new WearDetector();
    private readonly TemperatureJudge _judge = new TemperatureJudge(Channels.BodyTemperature);
    private readonly SampleTimeline _time = new SampleTimeline(Max30102.PeriodMicros);

    private bool _opticsRuns;
    private bool _thermometerRuns;
    private long _retryAt;
    private int _slotRaw;
    private int _slotRed;
    private int _slotInfrared;
    private int _slotGap;
    private int _slots;
    private int _seconds;
    private int _lossReason;
    private int _sinceLoss;
    private long _askAt;
    private long _askedFor;
    private bool _hasAnswer;
    private bool _contact;
    private int _measuredSlots;
    private int _contactSlots;
    private bool _blind;
    private MotionSampler? _motion;

    /// <summary>A sampler over its drivers.</summary>
    /// <param name="optics">Driver of the pulse oximeter.</param>
    /// <param name="thermometer">Driver of the thermometer.</param>
    /// <param name="clock">The device clock.</param>
    /// <param name="sink">Takes the frames.</param>
    /// <param name="windowSeconds">Seconds in a frame, 1..40.</param>
    public VitalsSampler(Max30102 optics, Tmp117 thermometer, IClock clock, IFrameSink sink, int windowSeconds)
        : this(optics, thermometer, clock, sink, windowSeconds, true)
    {
    }

    /// <summary>The same, without the respiratory rate on request: 3 KB less, for a board without much memory that has an
    /// ECG to take it from.</summary>
    public VitalsSampler(Max30102 optics, Tmp117 thermometer, IClock clock, IFrameSink sink, int windowSeconds,
        bool breathing)
    {
        _optics = optics;
        _thermometer = thermometer;
        _clock = clock;
        _sink = sink;
        _windowSeconds = Window(windowSeconds);
        _heartRate = new FrameBuilder(Channels.HeartRate, SecondMicros, _windowSeconds);
        _spo2 = new FrameBuilder(Channels.SpO2, SecondMicros, _windowSeconds);
        _temperature = new FrameBuilder(Channels.BodyTemperature, SecondMicros, _windowSeconds);
        _waveform = new FrameBuilder(Channels.PlethInfrared, SlotMicros, _windowSeconds * SlotsPerSecond);
        if (!breathing) return;
        _breath = new PulseBreath(SlotsPerSecond);
        _respiration = new FrameBuilder(Channels.RespiratoryRate, SecondMicros, _windowSeconds);
    }

    /// <summary>Bus faults since this sampler was made.</summary>
    public long BusFaults { get; private set; }

    /// <summary>Status of the optics at its last call; a <see cref="DriverStatus"/>.</summary>
    public int OpticsStatus { get; private set; }

    /// <summary>Status of the thermometer at its last call; a <see cref="DriverStatus"/>.</summary>
    public int ThermometerStatus { get; private set; }

    /// <summary>State of the oximeter.</summary>
    public readonly ChipWatch OpticsWatch = new ChipWatch(ChipKind.Max30102);

    /// <summary>State of the thermometer.</summary>
    public readonly ChipWatch ThermometerWatch = new ChipWatch(ChipKind.Tmp117);

    /// <summary>The latest values, for a display.</summary>
    public PulseMeter Meter
    {
        get { return _meter; }
    }

    /// <summary>Whether the device is on a body; a state of <see cref="WearDetector"/>.</summary>
    public int Wear
    {
        get { return _wear.State; }
    }

    /// <summary>Takes the acceleration of that sampler into account; both are served from one loop.</summary>
    internal void Follow(MotionSampler motion)
    {
        _motion = motion;
    }

    /// <summary>Starts sampling. A chip that does not answer is tried again each second; until then its samples are
    /// gaps.</summary>
    public void Begin()
    {
        _meter.Restart();
        _slotRaw = 0;
        _slotRed = 0;
        _slotInfrared = 0;
        _slotGap = 0;
        _slots = 0;
        _seconds = 0;
        _lossReason = 0;
        _judge.Restart();
        _wear.Restart();
        _contact = false;
        _measuredSlots = 0;
        _contactSlots = 0;
        _heartRate.Clear();
        _spo2.Clear();
        _temperature.Clear();
        _waveform.Clear();
        if (_breath != null) _breath.Restart();
        if (_respiration != null) _respiration.Clear();
        StartOptics();
        StartThermometer();
        _hasAnswer = false;
        _askAt = _clock.Micros() + AskMicros;
        _time.Begin(_clock.Micros());
        _retryAt = _clock.Micros() + SecondMicros;
    }

    /// <summary>Takes what the chips have; call it on the interrupt, and at least every 200 ms.</summary>
    public void Service()
    {
        AskInTime();
        if (_opticsRuns)
        {
            Take(_optics.Service());
            return;
        }
        long now = _clock.Micros();
        if (now < _retryAt) return;
        _retryAt = now + SecondMicros;
        StartOptics();
        LoseUntil(_clock.Micros(), GapReason.BusFault);
    }

    /// <summary>Takes what waits in the FIFO without being asked, so that a window that is over can be sent.</summary>
    public void Drain()
    {
        AskInTime();
        if (_opticsRuns) Take(_optics.Drain());
    }

    /// <summary>Takes the rest, sends what was not sent and switches the LEDs off.</summary>
    public void End()
    {
        Drain();
        if (!_opticsRuns) LoseUntil(_clock.Micros(), GapReason.BusFault);
        Flush();
        _optics.Stop();
    }

    /// <summary>Sends what was measured and one gap up to now, and begins anew.</summary>
    public void Skip(int reason)
    {
        Flush();
        long seconds = (_clock.Micros() - _time.Start) / SecondMicros;
        _heartRate.MissMany(seconds, reason);
        _spo2.MissMany(seconds, reason);
        _temperature.MissMany(seconds, reason);
        if (_respiration != null) _respiration.MissMany(seconds, reason);
        _waveform.MissMany(seconds * SlotsPerSecond, reason);
        Flush();
        Begin();
    }

    internal static int Window(int seconds)
    {
        return seconds < 1 ? 1 : seconds > LongestWindowSeconds ? LongestWindowSeconds : seconds;
    }

    private void StartOptics()
    {
        OpticsStatus = _optics.Start(Max30102.DefaultAmplitude);
        OpticsWatch.Note(OpticsStatus);
        _opticsRuns = OpticsStatus == DriverStatus.Ok;
        if (!_opticsRuns) BusFaults++;
    }

    private void StartThermometer()
    {
        ThermometerStatus = _thermometer.Start();
        ThermometerWatch.Note(ThermometerStatus);
        _thermometerRuns = ThermometerStatus == DriverStatus.Ok;
        if (!_thermometerRuns) BusFaults++;
    }

    private void Take(int status)
    {
        OpticsStatus = status;
        if (status != DriverStatus.Ok)
        {
            // What the FIFO held is not trusted after a broken transfer: sampling starts anew at the next retry.
            BusFaults++;
            OpticsWatch.Note(status);
            _opticsRuns = false;
            _retryAt = _clock.Micros();
            return;
        }
        if (_optics.Count == 0 && _optics.Lost == 0) return;
        OpticsWatch.Note(status);
        for (int i = 0; i < _optics.Count; i++) Step(_optics.Red[i], _optics.Infrared[i], 0);
        for (int i = 0; i < _optics.Lost; i++) Step(0, 0, GapReason.Overflow);
        _time.Drained(_clock.Micros());
    }

    private void LoseUntil(long now, int reason)
    {
        long missing = _time.Missing(now);
        for (long i = 0; i < missing; i++) Step(0, 0, reason);
    }

    private void Step(int red, int infrared, int gap)
    {
        _time.Step();
        if (gap != 0) _slotGap = gap;
        _slotRed += red;
        _slotInfrared += infrared;
        if (++_slotRaw < RawPerSlot) return;
        EndSlot();
        if (++_slots == SlotsPerSecond) EndSecond();
    }

    private void EndSlot()
    {
        int infrared = _slotInfrared / RawPerSlot;
        if (_slotGap != 0)
        {
            _waveform.Miss(_slotGap);
            _meter.Miss(1);
            _lossReason = _slotGap;
            _sinceLoss = 0;
        }
        else
        {
            _contact = infrared >= ContactCounts;
            _measuredSlots++;
            if (_contact) _contactSlots++;
            _meter.Push(_slotRed / RawPerSlot, infrared);
            if (_contact) _waveform.Add(infrared, 0);
            else _waveform.Miss(GapReason.NoContact);
        }
        if (_breath != null && _slotGap == 0 && _contact) _breath.Push(infrared);
        else if (_breath != null) _breath.Miss();
        _slotRaw = 0;
        _slotRed = 0;
        _slotInfrared = 0;
        _slotGap = 0;
    }

    private void EndSecond()
    {
        _slots = 0;
        _seconds++;
        int activity = _motion != null
            ? _motion.Feed(_meter, _time.Start + (_time.Count - 1) * Max30102.PeriodMicros) : WearDetector.Absent;
        if (activity == WearDetector.Absent) _meter.LoseMotion();
        _meter.Evaluate();
        // A loss stays in what is looked back at for eight seconds; later the signal itself is to blame.
        if (_meter.HeartRateGap == 0 || ++_sinceLoss > PulseMeter.Window / PulseMeter.Rate) _lossReason = 0;
        int fault = TakeTemperature();
        NoteWear(activity, fault == 0 ? _thermometer.MilliCelsius : WearDetector.Absent);
        AddOrMiss(_heartRate, _meter.HeartRate, _meter.HeartRateQuality, _meter.HeartRateGap);
        AddOrMiss(_spo2, _meter.SpO2, _meter.SpO2Quality, _meter.SpO2Gap);
        TakeBreath();
        _waveform.Rate(_meter.HeartRateQuality);
        AddTemperature(fault);
        if (_seconds >= _windowSeconds || _waveform.GapCount > GapsBeforeFlush) Flush();
    }

    // Nobody saw the skin in a second whose light was lost, and after a second without a reading the probe settles anew.
    private void AddTemperature(int fault)
    {
        if (fault != 0) _judge.Restart();
        else fault = _judge.Second(_thermometer.MilliCelsius, _contact && !_blind);
        if (fault == 0) _temperature.Add(_thermometer.MilliCelsius, 100);
        else if (fault != GapReason.NoContact) _temperature.Miss(fault);
        else _temperature.Miss(_blind && _lossReason != 0 ? _lossReason : Absence(fault));
    }

    // Without a heart rate the beats that breathing shows in are not to be trusted either, and arms swing as slowly as
    // people breathe.
    private void TakeBreath()
    {
        if (_breath == null || _respiration == null) return;
        // The meter looks back over half a minute.
        if (_meter.Moving) _breath.Break();
        _breath.Evaluate();
        int gap = _meter.HeartRateGap != 0 ? _meter.HeartRateGap : _breath.Gap;
        AddOrMiss(_respiration, _breath.Value, _breath.Quality, gap);
    }

    // Lost slots are no witness; nobody knows whether the skin was there.
    private void NoteWear(int activity, int milliCelsius)
    {
        int contact = WearDetector.Absent;
        _blind = 2 * _measuredSlots <= SlotsPerSecond;
        if (!_blind) contact = 2 * _contactSlots > _measuredSlots ? 1 : 0;
        _wear.Second(contact, _meter.HeartRateQuality, activity, milliCelsius);
        _measuredSlots = 0;
        _contactSlots = 0;
    }

    private void AddOrMiss(FrameBuilder builder, int value, int quality, int gap)
    {
        if (gap == 0 && builder.Holds(value)) builder.Add(value, quality);
        else if (_lossReason != 0 && (_blind || gap != GapReason.NoContact)) builder.Miss(_lossReason);
        else builder.Miss(Absence(gap != 0 ? gap : GapReason.LowQuality));
    }

    // Off the skin for a moment, or a signal that says nothing: when the device is off the body, that is why.
    private int Absence(int reason)
    {
        return _wear.State == WearDetector.NotWorn ? GapReason.NotWorn : reason;
    }

    private void AskInTime()
    {
        long now = _clock.Micros();
        if (now < _askAt) return;
        // After a pause it is asked once, for the second that is going on.
        _askedFor = _askAt + (now - _askAt) / SecondMicros * SecondMicros;
        _askAt = _askedFor + SecondMicros;
        AskThermometer();
        _hasAnswer = true;
    }

    private void AskThermometer()
    {
        if (!_thermometerRuns) StartThermometer();
        if (!_thermometerRuns) return;
        ThermometerStatus = _thermometer.Read();
        ThermometerWatch.Note(ThermometerStatus);
        if (ThermometerStatus == DriverStatus.Ok || ThermometerStatus == DriverStatus.NotReady) return;
        BusFaults++;
        _thermometerRuns = false;
    }

    // 0 when the thermometer has a reading for this second, or why not.
    private int TakeTemperature()
    {
        // An answer for a second that lies further on is not this one's: a pause is being made good.
        long second = _time.Start + (_time.Count - 1) * Max30102.PeriodMicros;
        if (_hasAnswer && second <= _askedFor - SecondMicros) return GapReason.LowQuality;
        // A fast oscillator of the oximeter ends its second before the clock does.
        if (!_hasAnswer) AskThermometer();
        _hasAnswer = false;
        if (ThermometerStatus == DriverStatus.Ok) return 0;
        return _thermometerRuns ? GapReason.LowQuality : GapReason.BusFault;
    }

    private void Flush()
    {
        long start = _time.Start;
        _heartRate.Send(start, _sink);
        _spo2.Send(start, _sink);
        _temperature.Send(start, _sink);
        if (_respiration != null) _respiration.Send(start, _sink);
        _waveform.Send(start, _sink);
        // The raw samples of an unfinished slot or second belong to the next window.
        _time.EndWindow(_time.Count - _slotRaw - _slots * RawPerSlot);
        _seconds = 0;
    }
}
