using System;
using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Heart rate and oxygen saturation at rest from red and infrared counts at 25 Hz.</summary>
/// <remarks>
/// Infrared is turned (blood darkens the light), band-passed 0.5..5 Hz and kept for 8 s. The normalised
/// autocorrelation gives the period: the shortest lag whose peak comes near the highest one, which a dicrotic wave
/// (0.32 of a period later, a third as high) does not reach. A beat is a maximum over 0.4 of a period to both sides;
/// the rate is 60 over the mean beat interval. A value is given only if intervals agree with one another and with the
/// autocorrelation, the correlation of successive beats is high and the perfusion can be measured. Saturation: per
/// beat the regression of red on infrared, over the DC levels, gives the ratio R; the median over the beats goes
/// through SpO2 = 110 - 25 R, the textbook line: monotonic, a simulator figure, no clinical calibration.
/// State: 2.5 KB for two colours. No allocation after construction.
/// </remarks>
public sealed class PulseMeter
{
    /// <summary>Input samples a second.</summary>
    public const int Rate = 25;

    /// <summary>Samples that are looked at: 8 s, at least five beats of 40 /min.</summary>
    public const int Window = 200;

    /// <summary>Samples before the first value: 5 s hold three beats of 40 /min; less gave wrong first
    /// values.</summary>
    public const int LeastFill = 125;

    // Light from skin at 7.2 mA is some 10^5 counts, an open window some 10^3.
    private const int ContactCounts = 10000;
    private const int SaturatedCounts = 260000;

    // The filters' transient after contact, in samples: the first second is not kept.
    private const int Settling = 25;

    // 0.1 % is under the 0.3 % of a cold finger and over the noise of the converter.
    private const float LeastPerfusion = 0.001f;
    private const float LeastCorrelation = 0.55f;

    private readonly float[] _infrared = new float[Window];
    private readonly float[] _red = new float[Window];
    private readonly float[] _x = new float[Window];
    private readonly float[] _y = new float[Window];
    private readonly BeatFinder _beats = new BeatFinder();
    private readonly Biquad _infraredHigh = Biquad.HighPassHalfHertz();
    private readonly Biquad _infraredLow = Biquad.LowPassFiveHertz();
    private readonly Biquad _redHigh = Biquad.HighPassHalfHertz();
    private readonly Biquad _redLow = Biquad.LowPassFiveHertz();
    private readonly float[] _ratios = new float[BeatFinder.MostBeats];
    private float _infraredLevel;
    private float _redLevel;
    private int _infraredZero;
    private int _redZero;
    private int _seen;
    private int _at;
    private int _fill;

    /// <summary>Heart rate, 0.1 /min, or 0 when there is none.</summary>
    public int HeartRate { get; private set; }

    /// <summary>Quality of the heart rate, 0..100.</summary>
    public int HeartRateQuality { get; private set; }

    /// <summary>Why there is no heart rate; a <see cref="GapReason"/> or 0.</summary>
    public int HeartRateGap { get; private set; }

    /// <summary>Saturation, 0.1 %, or 0 when there is none.</summary>
    public int SpO2 { get; private set; }

    /// <summary>Quality of the saturation, 0..100.</summary>
    public int SpO2Quality { get; private set; }

    /// <summary>Why there is no saturation; a <see cref="GapReason"/> or 0.</summary>
    public int SpO2Gap { get; private set; }

    /// <summary>Pulsatile share of the infrared light in 0.001 %, of the last evaluation.</summary>
    public int PerfusionMilliPercent { get; private set; }

    /// <summary>Forgets all samples: after a loss, a pause or a lift of the finger.</summary>
    public void Restart()
    {
        _seen = 0;
        _at = 0;
        _fill = 0;
        _infraredHigh.Reset();
        _infraredLow.Reset();
        _redHigh.Reset();
        _redLow.Reset();
    }

    /// <summary>Takes one sample of 25 Hz, in counts.</summary>
    public void Push(int red, int infrared)
    {
        if (infrared < ContactCounts)
        {
            if (_seen != 0) Restart();
            return;
        }
        if (_seen == 0)
        {
            _infraredZero = infrared;
            _redZero = red;
            _infraredLevel = infrared;
            _redLevel = red;
        }
        _seen = _seen < int.MaxValue ? _seen + 1 : _seen;
        // One second of memory; the first seconds average, so that a first odd sample does not set the level.
        float share = _seen < Rate ? 1f / _seen : 1f / Rate;
        _infraredLevel += (infrared - _infraredLevel) * share;
        _redLevel += (red - _redLevel) * share;
        float x = _infraredLow.Next(_infraredHigh.Next(_infraredZero - infrared));
        float y = _redLow.Next(_redHigh.Next(_redZero - red));
        if (_seen <= Settling) return;
        _infrared[_at] = x;
        _red[_at] = y;
        _at = _at + 1 < Window ? _at + 1 : 0;
        if (_fill < Window) _fill++;
    }

    /// <summary>Draws the values from the last 8 s; call it once a second.</summary>
    public void Evaluate()
    {
        HeartRate = 0;
        HeartRateQuality = 0;
        SpO2 = 0;
        SpO2Quality = 0;
        PerfusionMilliPercent = 0;
        HeartRateGap = GapReason.LowQuality;
        SpO2Gap = GapReason.LowQuality;
        if (_seen == 0)
        {
            HeartRateGap = GapReason.NoContact;
            SpO2Gap = GapReason.NoContact;
            return;
        }
        if (_fill < LeastFill || _infraredLevel > SaturatedCounts) return;
        Unroll();
        if (!_beats.Find(_x, _fill)) return;
        float perfusion = _beats.Height(_x) / _infraredLevel;
        PerfusionMilliPercent = (int)(perfusion * 100000f);
        if (perfusion < LeastPerfusion || _beats.Correlation < LeastCorrelation) return;
        HeartRate = (int)(600f * Rate / _beats.Interval + 0.5f);
        HeartRateQuality = Percent(_beats.Correlation);
        HeartRateGap = 0;
        EvaluateSpO2();
    }

    private void Unroll()
    {
        int from = _fill < Window ? 0 : _at;
        for (int i = 0; i < _fill; i++)
        {
            _x[i] = _infrared[from];
            _y[i] = _red[from];
            from = from + 1 < Window ? from + 1 : 0;
        }
    }

    private void EvaluateSpO2()
    {
        // Red is dark (LED off, broken, or a source that has none): infrared alone says nothing about oxygen.
        if (_redLevel < ContactCounts || _redLevel > SaturatedCounts) return;
        int kept = 0;
        float agreement = 0;
        for (int b = 1; b < _beats.Count; b++)
        {
            float cross = 0;
            float own = 0;
            float other = 0;
            for (int i = _beats.Position(b - 1); i < _beats.Position(b); i++)
            {
                cross += _x[i] * _y[i];
                own += _x[i] * _x[i];
                other += _y[i] * _y[i];
            }
            // Red must move as infrared does: a squared correlation under one half is noise or motion.
            if (cross <= 0 || own <= 0 || other <= 0 || cross * cross < 0.5f * own * other) continue;
            agreement += cross * cross / (own * other);
            Insert(_ratios, kept++, cross / own * _infraredLevel / _redLevel);
        }
        if (kept < 3 || 2 * kept < _beats.Count - 1) return;
        float ratio = kept % 2 == 1 ? _ratios[kept / 2] : (_ratios[kept / 2 - 1] + _ratios[kept / 2]) / 2;
        // 0.3..1.6 is 102.5..70 %; beyond, the light did not come from blood, or the line was never meant for it.
        if (ratio < 0.3f || ratio > 1.6f) return;
        int value = (int)((110f - 25f * ratio) * 10f + 0.5f);
        SpO2 = value > 1000 ? 1000 : value;
        SpO2Quality = Percent(_beats.Correlation * agreement / kept);
        SpO2Gap = 0;
    }

    private static void Insert(float[] sorted, int count, float value)
    {
        int at = count;
        while (at > 0 && sorted[at - 1] > value)
        {
            sorted[at] = sorted[at - 1];
            at--;
        }
        sorted[at] = value;
    }

    private static int Percent(float share)
    {
        int percent = (int)(share * 100f + 0.5f);
        return percent < 0 ? 0 : percent > 100 ? 100 : percent;
    }
}
