using System;

namespace EdgeVitals.Device;

/// <summary>Steps of walking and running from acceleration at the wrist, chest or belt, in any orientation.</summary>
/// <remarks>
/// The length of the acceleration, smoothed and less its mean over 0.64 s, is one wave a step: the arm's swing at half
/// of the cadence passes at a third up to a brisk walk. A peak counts
/// as a candidate when the wave then falls by a share of what it usually falls, at least 0.28 s after the one before.
/// Candidates become steps from the eighth on that follow each other regularly, and then all eight at once: gestures,
/// typing and jolts do not keep a beat for so long. A walk that is on survives one uneven stride, and a peak that was
/// too weak is filled in when the next comes after two strides.
/// 80..180 steps a minute of 100 milli-g and more. State: some 250 bytes. No allocation after construction.
/// </remarks>
public sealed class StepCounter
{
    /// <summary>Samples a second.</summary>
    public const int Rate = 25;

    /// <summary>Steps in a row from which they count. Fewer count gestures; more lose short ways.</summary>
    public const int LeastInRow = 8;

    private const int Scale = 8;
    private const int MeanSamples = 16;

    // Samples between steps, in sixteenths: 0.28 s (214 /min) to 1.04 s (58 /min), a margin to 80..180 /min.
    private const int Sixteenth = 16;
    private const int ShortestInterval = 7 * Sixteenth;
    private const int LongestInterval = 26 * Sixteenth;

    // The wave of a slow walk is 100 milli-g high and more; breathing, tremor, typing and a car's seat stay below 90.
    private const int LeastHeight = 90;

    // A peak is over when the wave fell by this share of its usual height: 3/8 passes over the second bump of a foot
    // strike and still sees the weaker one of two legs.
    private const int FallNumerator = 3;
    private const int FallDenominator = 8;

    private readonly short[] _lengths = new short[MeanSamples];
    private int _at;
    private bool _filled;
    private int _sum;
    private int _before;
    private int _wave;
    private bool _rising;
    private int _highest;
    private int _lowest;
    private int _height;
    private int _since;
    private int _peakAgo;
    private int _peakPart;
    private int _interval;
    private int _inRow;
    private bool _uneven;

    /// <summary>Steps counted so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Steps a minute of the walk or run that is on, or 0.</summary>
    public int Cadence { get; private set; }

    /// <summary>Takes one sample of 25 Hz in milli-g and gives how many steps it added: 0, 1, 2, or the first eight of
    /// a walk at once.</summary>
    public int Push(int x, int y, int z)
    {
        float length = (float)Math.Sqrt((float)x * x + (float)y * y + (float)z * z);
        Smooth(length > short.MaxValue ? short.MaxValue : (int)length);
        if (_since < 2 * LongestInterval) _since += Sixteenth;
        if (_since >= 2 * LongestInterval) Stop();
        return Follow();
    }

    /// <summary>Forgets the walk, not the count: after lost samples.</summary>
    public void Restart()
    {
        _filled = false;
        _wave = 0;
        _lowest = 0;
        _rising = false;
        _height = 0;
        _since = 0;
        Stop();
    }

    private void Stop()
    {
        _inRow = 0;
        _interval = 0;
        _uneven = false;
        Cadence = 0;
    }

    // Updates _wave, in milli-g times Scale.
    private void Smooth(int length)
    {
        // Before the first full mean the oldest samples are taken to have been as the first: no wave.
        if (!_filled)
        {
            for (int i = 0; i < MeanSamples; i++) _lengths[i] = (short)length;
            _sum = MeanSamples * length;
            _filled = true;
        }
        _sum += length - _lengths[_at];
        _lengths[_at] = (short)length;
        _at = (_at + 1) % MeanSamples;
        // The middle four of the sixteen: (1 3 3 1)/8 about the same moment as the mean, so that nothing is shifted.
        int middle = _lengths[(_at + 6) % MeanSamples] + _lengths[(_at + 9) % MeanSamples]
            + 3 * (_lengths[(_at + 7) % MeanSamples] + _lengths[(_at + 8) % MeanSamples]);
        _before = _wave;
        _wave = middle - _sum * Scale / MeanSamples;
    }

    private int Follow()
    {
        _peakAgo++;
        if (_rising)
        {
            if (_wave > _highest)
            {
                // Where within the sample the top lies is told by the steps into and out of it, at the next one.
                _highest = _wave;
                _peakPart = _wave - _before;
                _peakAgo = 0;
            }
            else if (_peakAgo == 1)
            {
                int into = _peakPart;
                int outOf = _before - _wave;
                // Vertex of the parabola, -1/2..1/2 of a sample, in sixteenths; later is positive.
                _peakPart = into + outOf > 0 ? Sixteenth * (into - outOf) / (2 * (into + outOf)) : 0;
            }
            if (_highest - _wave < Fall()) return 0;
            _rising = false;
            int height = (_highest - _lowest) / Scale;
            _lowest = _wave;
            // A jolt may not blind the counter for the steps after it.
            if (_height > 0 && height > 3 * _height) height = 3 * _height;
            _height += _height == 0 ? height : (height - _height) / 4;
            return Candidate();
        }
        if (_wave < _lowest) _lowest = _wave;
        if (_wave - _lowest < Fall()) return 0;
        _rising = true;
        _highest = _wave;
        _peakPart = _wave - _before;
        _peakAgo = 0;
        return 0;
    }

    private int Fall()
    {
        int usual = FallNumerator * Scale * _height / FallDenominator;
        int least = LeastHeight * Scale;
        // Out of steps the usual height fades, so that a walk after a run is seen.
        if (_since >= 2 * LongestInterval) _height = 0;
        return usual > least ? usual : least;
    }

    private int Candidate()
    {
        int ago = _peakAgo * Sixteenth - _peakPart;
        int interval = _since - ago;
        if (_inRow == 0)
        {
            _since = ago;
            _inRow = 1;
            return 0;
        }
        if (interval < ShortestInterval) return 0;
        _since = ago;
        if (_interval == 0)
        {
            if (interval > LongestInterval) return 0;
            _interval = interval;
            _inRow = 2;
            return 0;
        }
        bool walks = _inRow >= LeastInRow;
        if (IsLike(interval, _interval)) return Regular(interval, walks);
        if (walks && !_uneven && IsLike(interval, 2 * _interval))
        {
            _uneven = true;
            Steps += 2;
            return 2;
        }
        if (walks && !_uneven && interval <= LongestInterval)
        {
            _uneven = true;
            Steps++;
            return 1;
        }
        // A new beginning, with this interval as its first.
        Stop();
        _inRow = interval > LongestInterval ? 1 : 2;
        _interval = interval > LongestInterval ? 0 : interval;
        return 0;
    }

    private int Regular(int interval, bool walks)
    {
        _uneven = false;
        _interval += (interval - _interval) / 4;
        Cadence = walks || _inRow + 1 == LeastInRow ? 60 * Rate * Sixteenth / _interval : 0;
        if (walks)
        {
            Steps++;
            return 1;
        }
        _inRow++;
        if (_inRow < LeastInRow) return 0;
        Steps += LeastInRow;
        return LeastInRow;
    }

    // A quarter apart, and half a sample for what interpolation leaves.
    private static bool IsLike(int interval, int other)
    {
        int apart = interval > other ? interval - other : other - interval;
        return 4 * apart <= other + 2 * Sixteenth;
    }
}
