using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>What an ECG says once a second: heart rate and respiratory rate, or why there is none.</summary>
internal sealed class EcgRates
{
    private const long SecondMicros = 1000000;

    // The detector bridges 25 ms; beats on both sides of a longer loss are no interval, and after a second of loss the
    // electrodes may sit elsewhere.
    private const int LossMillis = 25;

    private readonly int _samplesASecond;
    private readonly int _windowSeconds;
    private readonly IFrameSink _sink;
    private readonly FrameBuilder _heartRate;
    private readonly FrameBuilder _respiration;
    private readonly EcgBeatDetector _detector;
    private readonly BeatRate _rate;
    private readonly RespirationMeter _breath;
    private long _start;
    private long _seconds;
    private int _inSecond;
    private int _missed;
    private int _reason;
    private int _sinceLoss;
    private long _slots;

    public EcgRates(int samplesASecond, int windowSeconds, IFrameSink sink)
    {
        _samplesASecond = samplesASecond;
        _windowSeconds = windowSeconds;
        _sink = sink;
        _heartRate = new FrameBuilder(Channels.EcgHeartRate, SecondMicros, windowSeconds);
        _respiration = new FrameBuilder(Channels.EcgRespiratoryRate, SecondMicros, windowSeconds);
        _detector = new EcgBeatDetector(samplesASecond);
        _rate = new BeatRate(samplesASecond);
        _breath = new RespirationMeter(samplesASecond);
    }

    /// <summary>Starts at the first slot's device time.</summary>
    public void Begin(long micros)
    {
        _heartRate.Clear();
        _respiration.Clear();
        _detector.Restart();
        _rate.Restart();
        _breath.Break();
        _start = micros;
        _seconds = 0;
        _inSecond = 0;
        _missed = 0;
        _reason = 0;
        _sinceLoss = 0;
        _slots = 0;
    }

    /// <summary>Takes a sample, µV.</summary>
    public void Push(int microvolts)
    {
        _missed = 0;
        _slots++;
        if (_detector.Push(microvolts))
        {
            _rate.Beat(_detector.BeatSample, _detector.BeatQuality);
            _breath.Beat(_detector.BeatSample, _detector.BeatAmplitude, _detector.BeatQuality);
        }
        EndSlot();
    }

    /// <summary>Takes a lost sample.</summary>
    public void Miss(int reason)
    {
        _slots++;
        _reason = reason;
        _sinceLoss = 0;
        _detector.Miss(1);
        if (_missed <= _samplesASecond && ++_missed == _samplesASecond) _breath.Break();
        if (_missed * 1000 > LossMillis * _samplesASecond) _rate.Break();
        EndSlot();
    }

    /// <summary>Sends what was not sent.</summary>
    public void Send()
    {
        _heartRate.Send(_start, _sink);
        _respiration.Send(_start, _sink);
        _start += _seconds * SecondMicros;
        _seconds = 0;
    }

    /// <summary>Sends what was measured, and one gap up to that device time.</summary>
    public void Skip(long micros, int reason)
    {
        Send();
        _heartRate.MissMany((micros - _start) / SecondMicros, reason);
        _respiration.MissMany((micros - _start) / SecondMicros, reason);
        Send();
    }

    private void EndSlot()
    {
        if (++_inSecond < _samplesASecond) return;
        _inSecond = 0;
        _rate.Evaluate(_slots);
        _breath.Evaluate(_slots);
        // A loss stays in what is looked back at for eight seconds; later the signal itself is to blame.
        if (_rate.HeartRateGap == 0 || ++_sinceLoss > BeatRate.WindowSeconds) _reason = 0;
        AddOrMiss(_heartRate, _rate.HeartRate, _rate.HeartRateQuality, _rate.HeartRateGap);
        AddOrMiss(_respiration, _breath.RespiratoryRate, _breath.RespiratoryRateQuality, _breath.RespiratoryRateGap);
        if (++_seconds >= _windowSeconds) Send();
    }

    private void AddOrMiss(FrameBuilder builder, int value, int quality, int gap)
    {
        if (gap == 0 && builder.Holds(value)) builder.Add(value, quality);
        else builder.Miss(_reason != 0 ? _reason : GapReason.LowQuality);
    }
}
