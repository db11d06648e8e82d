using System;
using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Heart rate from the beats of the last eight seconds, or why there is none.</summary>
/// <remarks>
/// <para>An interval of 300..2000 ms between two beats that look alike counts. One with a beat that does not counts
/// only within 30 % of the median: an extrasystole is a beat, a burst of noise is none, and alone they cannot be told
/// apart. The value is 60 s over the mean of what counts, so that it is the beats' own number in atrial fibrillation
/// too. There is a value only if what counts fills 60 % of the window, if half of it is between beats that look alike
/// or the rhythm is even, and if the longest and the shortest of it differ by less than 2.2 times (Orphanidou et al.,
/// IEEE J. Biomed. Health Inform. 19:832, 2015), unless every beat is beyond doubt.</para>
/// <para>After three seconds without a beat the rate is lost, not held. State: about 300 bytes.</para>
/// </remarks>
public sealed class BeatRate
{
    /// <summary>Seconds that a value is drawn from: five beats of 40 /min.</summary>
    public const int WindowSeconds = 8;

    /// <summary>Shortest and longest interval, ms: 200 and 30 /min.</summary>
    public const int ShortestMillis = 300;

    /// <summary>See <see cref="ShortestMillis"/>.</summary>
    public const int LongestMillis = 2000;

    private const int WindowMillis = WindowSeconds * 1000;

    // 8 s at 200 /min, and as many again that noise adds.
    private const int Capacity = 54;
    private const int LeastIntervals = 3;

    // Of a beat alike (BeatTemplates.LeastCorrelation), and of one beyond doubt.
    private const int LeastQuality = 66;
    private const int SureQuality = 75;

    // In place of a quality: the interval spans a loss, so that it passes time and never counts.
    private const int Broken = 255;
    private const float MedianShare = 0.3f;
    private const float LeastShare = 0.6f;

    // Noise makes neither beats alike nor an even rhythm.
    private const float RegularWithin = 0.12f;
    private const float RegularShare = 0.6f;
    private const float LargestRatio = 2.2f;

    // Half as long again as the longest interval.
    private const int SilenceMillis = 3000;

    private readonly short[] _millis = new short[Capacity];
    private readonly byte[] _quality = new byte[Capacity];
    private readonly float _millisPerSample;
    private int _at;
    private int _count;
    private long _last;
    private int _lastQuality;
    private bool _chained;

    // What counts, while it is being summed up.
    private int _kept;
    private int _alike;
    private int _regular;
    private float _keptMillis;
    private int _shortest;
    private int _longest;
    private int _qualitySum;
    private int _leastQuality;

    /// <summary>A rate without beats.</summary>
    /// <param name="samplesASecond">Unit of the beats' times, Hz; above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not above zero.</exception>
    public BeatRate(float samplesASecond)
    {
        if (!(samplesASecond > 0)) throw new ArgumentOutOfRangeException(nameof(samplesASecond));
        _millisPerSample = 1000f / samplesASecond;
        HeartRateGap = GapReason.LowQuality;
    }

    /// <summary>Heart rate, 0.1 /min, or 0 when there is none.</summary>
    public int HeartRate { get; private set; }

    /// <summary>Quality of the rate, 0..100: the beats' quality and the share of the window that counts.</summary>
    public int HeartRateQuality { get; private set; }

    /// <summary>Why there is no rate; a <see cref="GapReason"/> or 0.</summary>
    public int HeartRateGap { get; private set; }

    /// <summary>Forgets all beats.</summary>
    public void Restart()
    {
        _count = 0;
        _chained = false;
        HeartRate = 0;
        HeartRateQuality = 0;
        HeartRateGap = GapReason.LowQuality;
    }

    /// <summary>Samples were lost: the time to the next beat is no interval.</summary>
    public void Break()
    {
        _chained = false;
    }

    /// <summary>Takes a beat.</summary>
    /// <param name="sample">Its time, samples; later than the one before.</param>
    /// <param name="quality">0..100.</param>
    public void Beat(long sample, int quality)
    {
        float millis = (sample - _last) * _millisPerSample;
        bool whole = _chained && millis > 0 && millis < WindowMillis;
        if (whole) Add((short)millis, quality < _lastQuality ? quality : _lastQuality);
        // A break is kept, so that time adds up.
        else if (_count > 0) Add(millis < WindowMillis && millis > 0 ? (short)millis : (short)WindowMillis, Broken);
        _last = sample;
        _lastQuality = quality;
        _chained = true;
    }

    /// <summary>Draws the value; call it once a second.</summary>
    /// <param name="now">Time, samples.</param>
    public void Evaluate(long now)
    {
        HeartRate = 0;
        HeartRateQuality = 0;
        HeartRateGap = GapReason.LowQuality;
        float since = (now - _last) * _millisPerSample;
        if (_count == 0 || since > SilenceMillis) return;
        int used = 0;
        float span = since;
        while (used < _count && span + Millis(used) <= WindowMillis) span += Millis(used++);
        int median = Median(used);
        Keep(used, median);
        float whole = span - since;
        if (_kept < LeastIntervals || _keptMillis < LeastShare * whole || whole < WindowMillis / 4) return;
        if (2 * _alike < _kept && _regular < RegularShare * used) return;
        if (_longest >= LargestRatio * _shortest && _leastQuality < SureQuality) return;
        HeartRate = (int)(600000f * _kept / _keptMillis + 0.5f);
        HeartRateQuality = (int)(_qualitySum / _kept * (_keptMillis / whole));
        HeartRateGap = 0;
    }

    private void Add(short millis, int quality)
    {
        _millis[_at] = millis;
        _quality[_at] = (byte)quality;
        _at = _at + 1 < Capacity ? _at + 1 : 0;
        if (_count < Capacity) _count++;
    }

    private int Index(int ago)
    {
        int at = _at - 1 - ago;
        return at < 0 ? at + Capacity : at;
    }

    private int Millis(int ago)
    {
        return _millis[Index(ago)];
    }

    private bool IsBroken(int ago)
    {
        return _quality[Index(ago)] == Broken;
    }

    // The interval that has as many shorter as longer ones; by counting, since sorting would need another array.
    private int Median(int used)
    {
        int whole = 0;
        for (int i = 0; i < used; i++)
        {
            if (!IsBroken(i)) whole++;
        }
        for (int i = 0; i < used; i++)
        {
            if (IsBroken(i)) continue;
            int shorter = 0;
            int equal = 0;
            for (int k = 0; k < used; k++)
            {
                if (IsBroken(k)) continue;
                if (Millis(k) < Millis(i)) shorter++;
                else if (Millis(k) == Millis(i)) equal++;
            }
            if (shorter <= whole / 2 && shorter + equal > whole / 2) return Millis(i);
        }
        return 0;
    }

    private void Keep(int used, int median)
    {
        _kept = 0;
        _alike = 0;
        _regular = 0;
        _keptMillis = 0;
        _shortest = int.MaxValue;
        _longest = 0;
        _qualitySum = 0;
        _leastQuality = 100;
        for (int i = 0; i < used; i++)
        {
            int millis = Millis(i);
            int quality = _quality[Index(i)];
            if (quality == Broken || millis < ShortestMillis || millis > LongestMillis) continue;
            int off = millis > median ? millis - median : median - millis;
            if (quality < LeastQuality && off > MedianShare * median) continue;
            _kept++;
            if (quality >= LeastQuality) _alike++;
            if (off <= RegularWithin * median) _regular++;
            _keptMillis += millis;
            _qualitySum += quality;
            if (quality < _leastQuality) _leastQuality = quality;
            if (millis < _shortest) _shortest = millis;
            if (millis > _longest) _longest = millis;
        }
    }
}
