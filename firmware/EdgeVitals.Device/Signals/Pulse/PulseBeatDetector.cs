using System;

namespace EdgeVitals.Device;

/// <summary>Systolic peaks of a pulse wave at rest, sample by sample, of any rate, unit and polarity.</summary>
/// <remarks>
/// Two moving averages (Elgendi et al., PLoS ONE 8(10):e76585, 2013) at 25 Hz: the positive part of the band-passed
/// pulse squared, averaged over a systolic peak (111 ms) and over a beat (667 ms); where the first exceeds the second
/// by 2 % of the mean there is a block, and a block of a peak's length holds a beat. Their global mean is one of some
/// seconds here. Beyond the paper: a rise much smaller than those before it, or soon after a beat and smaller, is a
/// dicrotic wave; blood comes faster than it goes, so the cubed slopes tell the polarity; and each beat has a quality.
/// A beat is known some 0.5 s after its peak.
/// State: 1.1 KB. No allocation after construction.
/// </remarks>
public sealed class PulseBeatDetector
{
    /// <summary>Rate inside, Hz.</summary>
    public const int InnerRate = 25;

    /// <summary>Quality from which a beat may be drawn on: it looks like the beats before it, comes when one may come,
    /// and is of their size.</summary>
    public const int GoodQuality = 86;

    // 2.56 s: a beat at 40 /min with its neighbours' feet. A power of two, for the index.
    private const int Ring = 64;
    private const int Mask = Ring - 1;

    // 111 ms and 667 ms of Elgendi et al., in samples, as a half width around the middle.
    private const int PeakHalf = 1;
    private const int BeatHalf = 8;
    private const float Offset = 0.02f;
    private const int LeastBlock = 3;

    // 300 ms, 200 /min: nearer to a beat is the same beat.
    private const int Refractory = 7;

    // The template: 0.32 s before the peak (the rise) and 0.48 s after it (the fall and the dicrotic wave).
    private const int Before = 8;
    private const int After = 12;

    private const int LongestBridge = PulseMeter.LongestBridge;

    // The filters' transient at the beginning and after a loss.
    private const int Settling = 25;

    // Group delay of the low-pass, 45 ms, in samples: sqrt(2) / (2 pi 5 Hz).
    private const float BandDelay = 1.13f;

    // A rise under this share of the usual one is no beat: an early beat's pulse has a half or more of it, a dicrotic
    // wave a third. Between 0.2 and 0.5 little changes.
    private const float HeightShare = 0.4f;

    // A smaller rise in the first half of the usual interval is a dicrotic wave, 0.32 of the interval later.
    private const float DicroticTime = 0.55f;
    private const float DicroticShare = 0.7f;

    // Share of the median interval that the next one may differ: more is an early beat, a missed or an added one.
    private const float IntervalShare = 0.3f;

    // 4 s of memory of what is usual.
    private const float Memory = 1f / 100;
    private const float BeatMemory = 1f / 8;

    // A step of the level is no beat, but some hundred times one in the square: unbounded it hides all beats for 15 s.
    // The bound is that of a beat's top over its mean, and of an early beat's height; it needs a mean, 5 s.
    private const float LargestSquare = 8;
    private const float LargestHeight = 4;
    private const int Unbounded = 5 * InnerRate;

    // 3 s with nothing but small rises: the usual height came from something larger than a beat.
    private const int Pause = 3 * InnerRate;
    private const float PauseMemory = 0.5f;

    private readonly RateConverter _converter;
    private readonly PulseBand _band = new PulseBand();
    private readonly PulseWatch _watch = new PulseWatch();
    private readonly PulseDirection _direction = new PulseDirection();
    private readonly float[] _x = new float[Ring];
    private readonly float[] _smooth = new float[Ring];
    private readonly float[] _template = new float[Before + After + 1];
    private readonly int[] _intervals = new int[5];
    private int _intervalCount;
    private float _zero;
    private float _mean;
    private float _usualHeight;
    private int _beats;
    private long _count;
    private int _settled;
    private int _blockLength;
    private long _last;
    private float _lastHeight;
    private bool _pending;
    private long _pendingAt;
    private float _pendingHeight;
    private int _finish;

    /// <summary>A detector at its first sample.</summary>
    /// <param name="samplesASecond">Rate of what is pushed, 25..1000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside of its range or not a number.</exception>
    public PulseBeatDetector(float samplesASecond)
    {
        _converter = new RateConverter(samplesASecond, InnerRate);
        Restart();
    }

    /// <summary>Index of the systolic peak among pushed and missed samples.</summary>
    public long BeatSample { get; private set; }

    /// <summary>Quality of the beat, 0..100; see <see cref="GoodQuality"/>.</summary>
    public int BeatQuality { get; private set; }

    /// <summary>Height of the beat from its foot, in the input's unit, rounded.</summary>
    public int BeatAmplitude { get; private set; }

    /// <summary>Forgets everything; the next sample is the first.</summary>
    public void Restart()
    {
        _converter.Restart();
        _count = 0;
        _direction.Restart();
        _beats = 0;
        _usualHeight = 0;
        _lastHeight = 0;
        _mean = 0;
        Settle(0);
    }

    /// <summary>Takes one sample, in any unit.</summary>
    public bool Push(int value)
    {
        return Push((float)value);
    }

    /// <summary>Takes one sample, in any unit; not a number, or beyond 10^15, is a missing sample.</summary>
    /// <returns>True when a beat was found.</returns>
    public bool Push(float value)
    {
        if (!PulseMeter.IsNumber(value))
        {
            Miss(1);
            return false;
        }
        _converter.Push(value);
        return _converter.Next() && Take(_converter.Value);
    }

    /// <summary>Samples that are lost: time goes on; a few are bridged, after more the filters settle anew.</summary>
    public void Miss(int samples)
    {
        _converter.Miss(samples);
    }

    /// <summary>A beat that was still waiting for its end when the record ended; call it until it says false. A
    /// <see cref="Restart"/> begins the next record.</summary>
    public bool Finish()
    {
        while (_finish < BeatHalf + After)
        {
            _finish++;
            // The last value goes on; what would peak behind the end is no beat.
            if (Step(_watch.Last, true)) return BeatSample < _converter.InputCount;
        }
        return false;
    }

    private bool Take(float value)
    {
        long lost = _converter.OutputCount - 1 - _count;
        if (_count == 0 || lost > LongestBridge)
        {
            _count += lost;
            Settle(value);
        }
        else
        {
            float step = (value - _watch.Last) / (lost + 1);
            bool found = false;
            for (; lost > 0; lost--) found |= Step(_watch.Last + step, true);
            if (found)
            {
                // A beat that was due within the bridge; the next one is a refractory time away.
                Step(value, false);
                return true;
            }
        }
        return Step(value, false);
    }

    private void Settle(float first)
    {
        _band.Reset();
        _watch.Restart(first);
        _direction.Resume();
        _zero = first;
        for (int i = 0; i < Ring; i++)
        {
            _x[i] = 0;
            _smooth[i] = 0;
        }
        _settled = 0;
        _blockLength = 0;
        _pending = false;
        // What lies between the last beat and the next one is no interval.
        _last = long.MinValue / 2;
        _intervalCount = 0;
        _finish = 0;
    }

    private bool Step(float value, bool bridged)
    {
        _watch.Push(value, false, bridged);
        float x = _direction.Sign * _band.Next(value - _zero);
        int at = (int)(_count & Mask);
        _x[at] = x;
        _smooth[at] = _direction.Sign * _band.Smooth;
        _count++;
        if (_direction.Push(_band.Smooth)) Turn();
        if (_settled < Settling)
        {
            _settled++;
            return false;
        }
        float square = x > 0 ? x * x : 0;
        if (_mean > 0 && _count > Unbounded && square > LargestSquare * _mean) square = LargestSquare * _mean;
        _mean += (square - _mean) * (_mean == 0 ? 1f : Memory);
        FollowBlock();
        return _pending && _count - 1 - _pendingAt >= After && Report();
    }

    private void Turn()
    {
        _beats = 0;
        _blockLength = 0;
        _pending = false;
        for (int i = 0; i < Ring; i++)
        {
            _x[i] = -_x[i];
            _smooth[i] = -_smooth[i];
        }
    }

    private void FollowBlock()
    {
        int middle = (int)((_count - 1 - BeatHalf) & Mask);
        float peak = MeanSquare(middle, PeakHalf);
        float beat = MeanSquare(middle, BeatHalf);
        if (peak > beat + Offset * _mean)
        {
            _blockLength++;
            return;
        }
        if (_blockLength >= LeastBlock && _blockLength < Ring - 2 * BeatHalf) EndBlock();
        _blockLength = 0;
    }

    private float MeanSquare(int middle, int half)
    {
        float sum = 0;
        for (int i = middle - half; i <= middle + half; i++)
        {
            float x = _x[i & Mask];
            if (x > 0) sum += x * x;
        }
        return sum / (2 * half + 1);
    }

    private void EndBlock()
    {
        long end = _count - 1 - BeatHalf;
        long top = end - _blockLength;
        for (long i = top + 1; i < end; i++)
        {
            if (_x[i & Mask] > _x[top & Mask]) top = i;
        }
        float height = HeightOf(top);
        long since = top - _last;
        if (_pending)
        {
            // A beat waits for its end for less than a refractory time: the higher one of both is the beat.
            if (height <= _pendingHeight) return;
        }
        else if (since < Refractory || IsDicrotic(since, height, _lastHeight)) return;
        // After a pause of two beats whatever comes is looked at anew.
        float least = since > 2 * UsualInterval() ? 0.5f * HeightShare : HeightShare;
        if (height < least * _usualHeight)
        {
            // Pulses may stay small: what is usual follows, and soon where no beat is left.
            _usualHeight += (height - _usualHeight) * (since > Pause ? PauseMemory : BeatMemory);
            return;
        }
        _pending = true;
        _pendingAt = top;
        _pendingHeight = height;
    }

    private bool IsDicrotic(long since, float height, float before)
    {
        return since < DicroticTime * UsualInterval() && height < DicroticShare * before;
    }

    // From the lowest point of the second before.
    private float HeightOf(long top)
    {
        float lowest = _x[top & Mask];
        for (long i = top - 1; i > top - InnerRate && i >= _count - Ring; i--)
        {
            if (_x[i & Mask] < lowest) lowest = _x[i & Mask];
        }
        return _x[top & Mask] - lowest;
    }

    private float UsualInterval()
    {
        return _intervalCount < 3 ? 0 : MedianInterval();
    }

    private int MedianInterval()
    {
        // The value with as many below as above; five values.
        int count = _intervalCount < _intervals.Length ? _intervalCount : _intervals.Length;
        for (int i = 0; i < count; i++)
        {
            int below = 0;
            int same = 0;
            for (int k = 0; k < count; k++)
            {
                if (_intervals[k] < _intervals[i]) below++;
                else if (_intervals[k] == _intervals[i]) same++;
            }
            if (below <= count / 2 && below + same > count / 2) return _intervals[i];
        }
        return _intervals[0];
    }

    private bool Report()
    {
        _pending = false;
        long interval = _pendingAt - _last;
        bool timely = IsTimely(interval);
        if (interval > Refractory && interval <= 2 * InnerRate)
        {
            _intervals[_intervalCount % _intervals.Length] = (int)interval;
            _intervalCount = _intervalCount < 1000 ? _intervalCount + 1 : 1000 - 1000 % _intervals.Length;
        }
        float likeness = Compare();
        bool sized = _beats > 2 && _pendingHeight > 0.5f * _usualHeight && _pendingHeight < 2f * _usualHeight;
        int quality = likeness > 0 ? (int)(likeness * 100f) : 0;
        bool sound = timely && sized && _watch.Still < 0.7f && _watch.Held < 0.3f && _watch.Bridged < 0.2f;
        BeatQuality = sound ? quality : quality / 2;
        float most = LargestHeight * _usualHeight;
        float learnt = _beats > 2 && _pendingHeight > most ? most : _pendingHeight;
        _usualHeight += (learnt - _usualHeight) * (_beats == 0 ? 1f : BeatMemory);
        _beats = _beats < 1000 ? _beats + 1 : _beats;
        _last = _pendingAt;
        _lastHeight = _pendingHeight;
        BeatAmplitude = _pendingHeight < 2e9f ? (int)(_pendingHeight + 0.5f) : int.MaxValue;
        BeatSample = _converter.InputIndex(_converter.OutputCount - 1 - _pendingAt + Place());
        return true;
    }

    // Interval of 300..2000 ms, within 30 % of the median of the last five.
    private bool IsTimely(long interval)
    {
        if (interval < Refractory || interval > 2 * InnerRate || _intervalCount < 3) return false;
        float usual = UsualInterval();
        float off = interval - usual;
        return off <= IntervalShare * usual && off >= -IntervalShare * usual;
    }

    // How many samples before the band-passed peak's index the smoothed one lies.
    private float Place()
    {
        long top = _pendingAt;
        for (long i = _pendingAt - 2; i <= _pendingAt + 4; i++)
        {
            if (_smooth[i & Mask] > _smooth[top & Mask]) top = i;
        }
        float before = _smooth[(top - 1) & Mask];
        float at = _smooth[top & Mask];
        float after = _smooth[(top + 1) & Mask];
        float bend = before - 2 * at + after;
        float part = bend < 0 ? 0.5f * (before - after) / bend : 0;
        if (part > 0.5f || part < -0.5f) part = 0;
        return _pendingAt - top - part + BandDelay;
    }

    // Correlation with the mean of the beats before, which then learns this one.
    private float Compare()
    {
        float mean = 0;
        for (int k = -Before; k <= After; k++) mean += _x[(_pendingAt + k) & Mask];
        mean /= Before + After + 1;
        float cross = 0;
        float own = 0;
        float other = 0;
        for (int k = -Before; k <= After; k++)
        {
            float x = _x[(_pendingAt + k) & Mask] - mean;
            float t = _template[Before + k];
            cross += x * t;
            own += x * x;
            other += t * t;
        }
        if (own <= 0) return 0;
        float share = _beats == 0 ? 1f : BeatMemory;
        float scale = 1f / (float)Math.Sqrt(own);
        for (int k = -Before; k <= After; k++)
        {
            float x = (_x[(_pendingAt + k) & Mask] - mean) * scale;
            _template[Before + k] += (x - _template[Before + k]) * share;
        }
        return other > 0 && _beats > 0 ? cross / (float)Math.Sqrt(own * other) : 0;
    }
}
