using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Respiratory rate from the infrared light of the oximeter: height and level of the pulse wave, beat by beat.
/// </summary>
internal sealed class PulseBreath
{
    private readonly int _samplesASecond;
    private readonly PulseBeatDetector _detector;
    private readonly RespirationMeter _meter;
    private long _slots;
    private int _missed;

    public PulseBreath(int samplesASecond)
    {
        _samplesASecond = samplesASecond;
        _detector = new PulseBeatDetector(samplesASecond);
        _meter = new RespirationMeter(samplesASecond);
    }

    /// <summary>Respiratory rate, 0.1 /min, or 0.</summary>
    public int Value
    {
        get { return _meter.RespiratoryRate; }
    }

    /// <summary>Quality of the rate, 0..100.</summary>
    public int Quality
    {
        get { return _meter.RespiratoryRateQuality; }
    }

    /// <summary>Why there is no rate; a <see cref="GapReason"/> or 0.</summary>
    public int Gap
    {
        get { return _meter.RespiratoryRateGap; }
    }

    /// <summary>Forgets everything.</summary>
    public void Restart()
    {
        _detector.Restart();
        _meter.Break();
        _slots = 0;
        _missed = 0;
    }

    /// <summary>What was seen so far is not to be looked at: the wearer moved.</summary>
    public void Break()
    {
        _meter.Break();
    }

    /// <summary>Takes a sample of light, counts.</summary>
    public void Push(int counts)
    {
        _slots++;
        _missed = 0;
        _meter.Level(counts);
        if (_detector.Push(counts))
        {
            _meter.Beat(_detector.BeatSample, _detector.BeatAmplitude, _detector.BeatQuality);
        }
    }

    /// <summary>Takes a lost sample, or one without skin.</summary>
    public void Miss()
    {
        _slots++;
        _detector.Miss(1);
        // The finger comes back elsewhere.
        if (_missed <= _samplesASecond && ++_missed == _samplesASecond) _meter.Break();
    }

    /// <summary>Draws the value.</summary>
    public void Evaluate()
    {
        _meter.Evaluate(_slots);
    }
}
