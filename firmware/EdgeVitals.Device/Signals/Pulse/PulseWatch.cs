namespace EdgeVitals.Device;

/// <summary>Looks at raw samples at 25 Hz for what no living pulse does: to stand still most of the time (flat line,
/// square wave, sample and hold), to hold one value (clipping), to be missing. See <see cref="PulseMeter"/>.</summary>
internal sealed class PulseWatch
{
    // 4 s: after 8 s an e-th squared of an old fault is left.
    private const float Memory = 1f / 100;

    // 1 s: the steepest slope is that of the last beat.
    private const float SlopeMemory = 1f / 25;

    // A pulse falls slowly between beats, by a tenth of its steepest rise in a sample, and never rests; the flat parts
    // of a square wave and noise of its twentieth lie below.
    private const float StillShare = 0.05f;

    private float _last;
    private float _steepest;
    private int _held;
    private int _seen;

    /// <summary>Share of samples that did not move, 0..1.</summary>
    public float Still { get; private set; }

    /// <summary>Share of samples that held one value for three samples and more, 0..1.</summary>
    public float Held { get; private set; }

    /// <summary>Share of samples that were bridged, 0..1.</summary>
    public float Bridged { get; private set; }

    /// <summary>The last value.</summary>
    public float Last
    {
        get { return _last; }
    }

    /// <summary>Forgets all.</summary>
    public void Restart(float first)
    {
        _last = first;
        _steepest = 0;
        _held = 0;
        _seen = 0;
        Still = 0;
        Held = 0;
        Bridged = 0;
    }

    /// <summary>Takes a sample.</summary>
    /// <param name="value">In the input's unit.</param>
    /// <param name="clipped">Known to be at the end of the converter's range.</param>
    /// <param name="bridged">Made up between its neighbours.</param>
    public void Push(float value, bool clipped, bool bridged)
    {
        float slope = value > _last ? value - _last : _last - value;
        _last = value;
        _held = slope == 0 || clipped ? _held + 1 : 0;
        _steepest -= _steepest * SlopeMemory;
        if (slope > _steepest) _steepest = slope;
        if (_seen < 100) _seen++;
        float share = _seen < 100 ? 1f / _seen : Memory;
        Still += ((slope <= StillShare * _steepest ? 1f : 0f) - Still) * share;
        Held += ((_held >= 2 || clipped ? 1f : 0f) - Held) * share;
        Bridged += ((bridged ? 1f : 0f) - Bridged) * share;
    }
}
