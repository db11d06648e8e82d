using System;

namespace EdgeVitals.Device;

/// <summary>Which way beats point in a pulse of unknown polarity, at 25 Hz: blood comes faster than it goes, so the
/// slopes of a volume are skewed upward.</summary>
/// <remarks>Skewness of the low-passed slopes, without the high-pass: its phase makes a pulse of 90 /min nearly
/// symmetrical. Slopes are taken over their root mean square and bounded, so that a knock has the weight of a few
/// beats. Phone and ward recordings lie at 0.4..2; a pulse so round that it is near zero has the same intervals either
/// way.</remarks>
internal sealed class PulseDirection
{
    // 20 s of memory of the skewness, 4 s of the size of the slopes.
    private const int LongestMemory = 500;
    private const float SizeMemory = 1f / 100;

    // Slopes before the first decision: 2 s hold one beat of 40 /min at least.
    private const int Learning = 40;

    private const float LargestSlope = 4;
    private const float Decided = 0.2f;

    private float _last;
    private float _square;
    private float _skew;
    private int _seen;

    /// <summary>1 when beats point upward, -1 when downward.</summary>
    public float Sign { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Restart()
    {
        Sign = 1;
        _last = 0;
        _square = 0;
        _skew = 0;
        _seen = 0;
    }

    /// <summary>The next sample does not follow the last one.</summary>
    public void Resume()
    {
        _last = 0;
    }

    /// <summary>Takes a low-passed sample, from a zero near its first one.</summary>
    /// <returns>True when the sign has changed.</returns>
    public bool Push(float smooth)
    {
        float slope = smooth - _last;
        _last = smooth;
        if (_seen < LongestMemory) _seen++;
        _square += (slope * slope - _square) * (_seen < 100 ? 1f / _seen : SizeMemory);
        if (_square <= 0) return false;
        float size = slope / (float)Math.Sqrt(_square);
        if (size > LargestSlope) size = LargestSlope;
        if (size < -LargestSlope) size = -LargestSlope;
        _skew += (size * size * size - _skew) / _seen;
        // The first time by whatever there is, so that both polarities begin alike.
        if (_seen < Learning || _skew * Sign >= (_seen == Learning ? 0 : -Decided)) return false;
        Sign = -Sign;
        return true;
    }
}
