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

    // A probe on skin warms by tenths of a degree a second; a jump of more is a broken contact or a broken bus.
    private const int LargestJumpMilliCelsius = 1000;

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
    private int _lastMilliCelsius;
    private long _askAt;
    private long _askedFor;
    private bool _hasAnswer;
    private bool _contact;

    /// <summary>A sampler over its drivers.</summary>
    /// <param name="optics">Driver of the pulse oximeter.</param>
    /// <param name="thermometer">Driver of the thermometer.</param>
    /// <param name="clock">The device clock.</param>
    /// <param name="sink">Takes the frames.</param>
    /// <param name="windowSeconds">Seconds in a frame, 1..40.</param>
    public VitalsSampler(Max30102 optics, Tmp117 thermometer, IClock clock, IFrameSink sink, int windowSeconds)
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
        _lastMilliCelsius = int.MinValue;
        _contact = false;
        _heartRate.Clear();
        _spo2.Clear();
        _temperature.Clear();
        _waveform.Clear();
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
            _meter.Restart();
            _lossReason = _slotGap;
        }
        else
        {
            _contact = infrared >= ContactCounts;
            _meter.Push(_slotRed / RawPerSlot, infrared);
            if (_contact) _waveform.Add(infrared, 0);
            else _waveform.Miss(GapReason.NoContact);
        }
        _slotRaw = 0;
        _slotRed = 0;
        _slotInfrared = 0;
        _slotGap = 0;
    }

    private void EndSecond()
    {
        _slots = 0;
        _seconds++;
        _meter.Evaluate();
        if (_meter.HeartRateGap == 0) _lossReason = 0;
        AddOrMiss(_heartRate, _meter.HeartRate, _meter.HeartRateQuality, _meter.HeartRateGap);
        AddOrMiss(_spo2, _meter.SpO2, _meter.SpO2Quality, _meter.SpO2Gap);
        _waveform.Rate(_meter.HeartRateQuality);
        TakeTemperature();
        if (_seconds >= _windowSeconds || _waveform.GapCount > GapsBeforeFlush) Flush();
    }

    private void AddOrMiss(FrameBuilder builder, int value, int quality, int gap)
    {
        Channel channel = builder.Channel;
        if (gap == 0 && value >= channel.Minimum && value <= channel.Maximum) builder.Add(value, quality);
        else if (gap == GapReason.NoContact) builder.Miss(gap);
        else builder.Miss(_lossReason != 0 ? _lossReason : GapReason.LowQuality);
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

    private void TakeTemperature()
    {
        // An answer for a second that lies further on is not this one's: a pause is being made good.
        long second = _time.Start + (_time.Count - 1) * Max30102.PeriodMicros;
        if (_hasAnswer && second <= _askedFor - SecondMicros)
        {
            _temperature.Miss(GapReason.LowQuality);
            return;
        }
        // A fast oscillator of the oximeter ends its second before the clock does.
        if (!_hasAnswer) AskThermometer();
        _hasAnswer = false;
        if (ThermometerStatus == DriverStatus.Ok) JudgeTemperature(_thermometer.MilliCelsius);
        else _temperature.Miss(_thermometerRuns ? GapReason.LowQuality : GapReason.BusFault);
    }

    private void JudgeTemperature(int value)
    {
        int before = _lastMilliCelsius;
        _lastMilliCelsius = value;
        bool jumped = before != int.MinValue
            && (value - before > LargestJumpMilliCelsius || before - value > LargestJumpMilliCelsius);
        bool plausible = value >= Channels.BodyTemperature.Minimum && value <= Channels.BodyTemperature.Maximum;
        if (!_contact) _temperature.Miss(GapReason.NoContact);
        else if (plausible && !jumped) _temperature.Add(value, 100);
        else _temperature.Miss(GapReason.LowQuality);
    }

    private void Flush()
    {
        long start = _time.Start;
        _heartRate.Send(start, _sink);
        _spo2.Send(start, _sink);
        _temperature.Send(start, _sink);
        _waveform.Send(start, _sink);
        // The raw samples of an unfinished slot or second belong to the next window.
        _time.EndWindow(_time.Count - _slotRaw - _slots * RawPerSlot);
        _seconds = 0;
    }
}
