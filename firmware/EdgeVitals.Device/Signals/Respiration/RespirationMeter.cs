using System;
using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Respiratory rate from what breathing does to heart beats: the height of R waves and, where that is not
/// clear, the intervals between them in an ECG; height and level of the pulse wave in light.</summary>
/// <remarks>
/// <para>Beats give a series of heights (and of levels or intervals), which is read at 3 Hz for 32 s, freed of its line
/// and seen through a Hann window. The highest peak of its power is the rate; two series add their powers as shares of
/// their own sums, so that a peak that both have wins (Karlen et al., IEEE Trans. Biomed. Eng. 60:1946, 2013, fuse
/// rates instead). There is a value only if the lobe around the peak holds half of the power of two series, or 65 % of
/// that of R waves alone, no other peak is half as high, and three of four beats were usable: like those before,
/// 300..2000 ms apart, and within half of the usual height. Wrong beats make no sharp line.</para>
/// <para>Beats sample the breath, so nothing above 0.4 of the heart rate is given: whatever breathes at up to 0.6 of
/// the heart rate cannot appear below by aliasing. The value is of the 32 s before the last beats, up to two seconds
/// old.</para>
/// <para>Beats of one kind for one instance. State under 2 KB; no allocation after construction.</para>
/// </remarks>
public sealed class RespirationMeter
{
    /// <summary>Lowest rate, breaths a minute: two breaths in the window.</summary>
    public const float LowestRate = 4;

    /// <summary>Highest rate, breaths a minute; a heart of 100 /min is needed to see it.</summary>
    public const float HighestRate = 40;

    // Heights of noise alone, at a heart of 70 /min, pass the share for one series in 3 of 100 windows and that for
    // two, which no chance moves together, in 4; lower shares let many more through, higher ones leave few breaths.
    private const float LeastAlone = 0.65f;
    private const float LeastTogether = 0.5f;
    private const float LargestRival = 0.5f;

    // See the remarks. 0.5 would be the beats' own Nyquist rate.
    private const float HeartShare = 0.4f;

    // The search goes on a little beyond, so that a peak at the end of the range is seen to be one.
    private const float Beyond = 2;

    private const int LeastQuality = 66;
    private const int ShortestMillis = 300;
    private const int LongestMillis = 2000;
    private const float HeightShare = 0.5f;

    // Vessels and heart have a slow rhythm of their own, 0.04..0.15 Hz (Task Force 1996), which beats show as they show
    // breathing: up to 9 /min both series must have the line by themselves, within half of a line's width.
    private const float SlowRate = 9;
    private const float SlowApart = 1;

    // Of the last 16 beats: levels and the share that could not be used.
    private const float Memory = 1f / 16;
    private const float MostUnusable = 0.25f;

    // Beats further apart than this are not joined by a line.
    private const float LongestBridgeSeconds = 4;

    private readonly BreathSeries _heights;

    // Levels where there are any, intervals otherwise.
    private readonly BreathSeries _levels;
    private readonly BreathSpectrum _spectrum = new BreathSpectrum();
    private readonly float[] _x = new float[BreathSeries.Length];
    private readonly float _rate;
    private long _last;
    private long _lastUsable;
    private bool _known;
    private float _interval;
    private float _height;
    private float _unusable;
    private int _levelFrom;
    private long _levelSum;
    private int _levelCount;
    private int _levelHighest;
    private int _levelLowest;
    private bool _hasLevels;

    /// <summary>A meter without beats.</summary>
    /// <param name="samplesASecond">Unit of the beats' times, Hz; above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not above zero.</exception>
    public RespirationMeter(float samplesASecond)
    {
        if (!(samplesASecond > 0)) throw new ArgumentOutOfRangeException(nameof(samplesASecond));
        _rate = samplesASecond;
        _heights = new BreathSeries(samplesASecond);
        _levels = new BreathSeries(samplesASecond);
        Break();
    }

    /// <summary>Respiratory rate, 0.1 /min, or 0 when there is none.</summary>
    public int RespiratoryRate { get; private set; }

    /// <summary>Quality of the rate, 0..100: the share of power in its peak, in percent.</summary>
    public int RespiratoryRateQuality { get; private set; }

    /// <summary>Why there is no rate; a <see cref="GapReason"/> or 0.</summary>
    public int RespiratoryRateGap { get; private set; }

    /// <summary>Samples were lost, or beats are of another sensor: the window begins anew.</summary>
    public void Break()
    {
        _heights.Break();
        _levels.Break();
        _known = false;
        _interval = 0;
        _height = 0;
        _unusable = 0;
        _levelCount = 0;
        _levelSum = 0;
        _hasLevels = false;
        RespiratoryRate = 0;
        RespiratoryRateQuality = 0;
        RespiratoryRateGap = GapReason.LowQuality;
    }

    /// <summary>Takes one sample of a pulse wave, of any unit, so that its level and its height between beats are used.
    /// Not for an ECG, whose level is the electrode's.</summary>
    public void Level(int value)
    {
        if (!_hasLevels)
        {
            _levelFrom = value;
            _hasLevels = true;
        }
        if (_levelCount == 0 || value > _levelHighest) _levelHighest = value;
        if (_levelCount == 0 || value < _levelLowest) _levelLowest = value;
        _levelSum += (long)value - _levelFrom;
        _levelCount++;
    }

    /// <summary>Takes a beat.</summary>
    /// <param name="sample">Its time, samples; later than the one before.</param>
    /// <param name="amplitude">Its height, any unit; of either sign. Not used where <see cref="Level"/> is
    /// called.</param>
    /// <param name="quality">0..100.</param>
    public void Beat(long sample, int amplitude, int quality)
    {
        float millis = (sample - _last) * 1000f / _rate;
        _last = sample;
        float level = _levelCount > 0 ? (float)_levelSum / _levelCount : 0;
        // From top to foot since the beat before: steadier than a detector's filtered height.
        if (_levelCount > 0) amplitude = _levelHighest - _levelLowest;
        _levelSum = 0;
        _levelCount = 0;
        bool usable = quality >= LeastQuality && IsNear(amplitude)
            && (!_known || (millis >= ShortestMillis && millis <= LongestMillis));
        _unusable += ((usable ? 0 : 1) - _unusable) * Memory;
        _height += _height == 0 ? amplitude : (amplitude - _height) * Memory;
        if (!usable) return;
        float elapsed = sample - _lastUsable;
        if (_known && elapsed > LongestBridgeSeconds * _rate)
        {
            _heights.Break();
            _levels.Break();
        }
        else if (_known && millis <= LongestMillis)
        {
            _interval += _interval == 0 ? millis : (millis - _interval) * Memory;
        }
        _heights.Add(elapsed, amplitude);
        if (_hasLevels) _levels.Add(elapsed, level);
        else if (_known && millis <= LongestMillis) _levels.Add(elapsed, millis);
        _lastUsable = sample;
        _known = true;
    }

    /// <summary>Draws the value; once in some seconds is enough.</summary>
    /// <param name="now">Time, samples.</param>
    public void Evaluate(long now)
    {
        RespiratoryRate = 0;
        RespiratoryRateQuality = 0;
        RespiratoryRateGap = GapReason.LowQuality;
        if (_heights.Count < BreathSeries.Length || _unusable > MostUnusable) return;
        if (now - _lastUsable > LongestBridgeSeconds * _rate) return;
        float highest = HeartShare * 60000f / _interval;
        if (highest > HighestRate + Beyond) highest = HighestRate + Beyond;
        _spectrum.Clear();
        _heights.Window(_x);
        _spectrum.Add(_x, BreathSeries.Length, highest);
        _spectrum.Find(highest);
        bool isClear = !_hasLevels && IsLine(LeastAlone);
        if (!isClear && _levels.Count == BreathSeries.Length)
        {
            _levels.Window(_x);
            _spectrum.Add(_x, BreathSeries.Length, highest);
            _spectrum.Find(highest);
            isClear = IsLine(LeastTogether);
        }
        if (!isClear) return;
        float peak = _spectrum.Peak;
        int quality = (int)(100 * _spectrum.Concentration);
        if (peak < SlowRate && !(Shows(_heights, peak, highest) && Shows(_levels, peak, highest))) return;
        RespiratoryRate = (int)(peak * 10 + 0.5f);
        RespiratoryRateQuality = quality;
        RespiratoryRateGap = 0;
    }

    // Whether a series by itself has that line.
    private bool Shows(BreathSeries series, float peak, float highest)
    {
        if (series.Count < BreathSeries.Length) return false;
        series.Window(_x);
        _spectrum.Clear();
        _spectrum.Add(_x, BreathSeries.Length, highest);
        _spectrum.Find(highest);
        float apart = _spectrum.Peak - peak;
        return apart <= SlowApart && apart >= -SlowApart && IsLine(LeastTogether);
    }

    private bool IsLine(float least)
    {
        return _spectrum.Peak >= LowestRate && _spectrum.Peak <= HighestRate
            && _spectrum.Concentration >= least && _spectrum.Rival <= LargestRival;
    }

    private bool IsNear(int amplitude)
    {
        if (_height == 0) return amplitude != 0;
        float off = amplitude > _height ? amplitude - _height : _height - amplitude;
        return off <= HeightShare * (_height < 0 ? -_height : _height);
    }
}
