using System;

namespace EdgeVitals.Device;

/// <summary>From any sample rate of 25..1000 Hz to a fixed one, sample by sample. Samples are joined by straight lines;
/// where the rate rises an output is a point of the line, where it falls the line's mean over one output
/// period.</summary>
/// <remarks>
/// The mean over a period is the oldest decimation filter there is: zero at multiples of the output rate, so that what
/// would fold onto 0 Hz is gone; 3.9 dB down at half the output rate. A period need not be a whole number of samples,
/// and a ramp stays a ramp: no jitter from the ratio of the rates. Positions are kept in whole 2^-32 parts of an input
/// sample relative to the newest one: nothing drifts, and nothing overflows in years.
/// Usage: Push one sample, then take outputs while Next says true; a falling rate has at most one.
/// State: under 100 bytes. No allocation after construction.
/// </remarks>
public sealed class RateConverter
{
    /// <summary>Lowest rate on either side, Hz.</summary>
    public const float LowestRate = 25;

    /// <summary>Highest rate on either side, Hz.</summary>
    public const float HighestRate = 1000;

    private const long One = 1L << 32;
    private const float InverseOne = 1f / 4294967296f;

    // Rates are taken in whole microhertz: 1000 Hz shifted by 32 bits still fits int64.
    private const float MicrohertzInHertz = 1000000f;

    private readonly long _step;
    private readonly float _inverseStep;

    // Position, after the newest input sample and in 2^-32 parts of one, of the end of the running period (falling
    // rate) or of the next output (rising rate).
    private long _ahead;
    private float _sum;
    private float _before;
    private float _newest;
    private bool _ready;

    // The sample before the next one is known.
    private bool _known;

    // The running period's part up to the newest sample is known.
    private bool _whole;

    /// <summary>A converter at its first sample.</summary>
    /// <param name="inputRate">Samples a second pushed, 25..1000.</param>
    /// <param name="outputRate">Samples a second given, 25..1000.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is outside of its range or not a number.</exception>
    public RateConverter(float inputRate, float outputRate)
    {
        if (!(inputRate >= LowestRate && inputRate <= HighestRate))
        {
            throw new ArgumentOutOfRangeException(nameof(inputRate));
        }
        if (!(outputRate >= LowestRate && outputRate <= HighestRate))
        {
            throw new ArgumentOutOfRangeException(nameof(outputRate));
        }
        long input = (long)(inputRate * MicrohertzInHertz);
        long output = (long)(outputRate * MicrohertzInHertz);
        _step = (input << 32) / output;
        _inverseStep = 1f / (_step * InverseOne);
        Restart();
    }

    /// <summary>Samples pushed and missed so far.</summary>
    public long InputCount { get; private set; }

    /// <summary>Output samples so far, lost ones among them; the newest has the index OutputCount − 1.</summary>
    public long OutputCount { get; private set; }

    /// <summary>The newest output, in the unit of the input.</summary>
    public float Value { get; private set; }

    private bool Falls
    {
        get { return _step >= One; }
    }

    /// <summary>Forgets everything; the next sample is the first.</summary>
    public void Restart()
    {
        InputCount = 0;
        OutputCount = 0;
        Value = 0;
        _sum = 0;
        _newest = 0;
        _before = 0;
        _ready = false;
        _known = false;
        // The first sample stands at 0, where the first period begins or the first output stands.
        _ahead = Falls ? _step + One : One;
        _whole = false;
    }

    /// <summary>Takes one sample.</summary>
    public void Push(float value)
    {
        InputCount++;
        _before = _newest;
        _newest = value;
        if (!_known) Begin();
        else if (Falls) Average();
        else _ahead -= One;
        _known = true;
        _ready = _ready || !Falls;
    }

    /// <summary>Lets <paramref name="samples"/> input samples go by unseen. An output that needs one of them is lost:
    /// OutputCount goes on without it. One call with a sum does the same as several calls.</summary>
    public void Miss(int samples)
    {
        if (samples <= 0) return;
        InputCount += samples;
        _ahead -= (long)samples << 32;
        _ready = false;
        _known = false;
        SkipBeyond(0);
    }

    /// <summary>True when there is an output, which <see cref="Value"/> then holds.</summary>
    public bool Next()
    {
        if (Falls)
        {
            bool ready = _ready;
            _ready = false;
            return ready;
        }
        if (!_ready || _ahead > 0) return false;
        Value = _newest + (_newest - _before) * (_ahead * InverseOne);
        _ahead += _step;
        OutputCount++;
        return true;
    }

    /// <summary>Index of the input sample nearest to an output sample.</summary>
    /// <param name="outputsAgo">How many outputs before the newest one; a fraction lies between two.</param>
    public long InputIndex(float outputsAgo)
    {
        // The newest output stands one step before the next one, a mean at the middle of its period.
        long behind = Falls ? _step - _ahead + _step / 2 : _step - _ahead;
        behind += (long)(outputsAgo * _step);
        return InputCount - 1 + ((One / 2 - behind) >> 32);
    }

    // The first sample, or the first after a loss.
    private void Begin()
    {
        _ahead -= One;
        // What was due before this sample is lost; what is due at it is a point of it, or an end of a broken period.
        SkipBeyond(Falls ? 0 : -1);
        _whole = _ahead == _step;
        _sum = 0;
    }

    // Adds the line from the sample before to the newest one.
    private void Average()
    {
        if (_ahead > One)
        {
            _sum += (_before + _newest) * 0.5f;
            _ahead -= One;
            return;
        }
        float inside = _ahead * InverseOne;
        float edge = _before + (_newest - _before) * inside;
        OutputCount++;
        if (_whole)
        {
            Value = (_sum + (_before + edge) * 0.5f * inside) * _inverseStep;
            _ready = true;
        }
        _sum = (edge + _newest) * 0.5f * (1f - inside);
        _ahead += _step - One;
        _whole = true;
    }

    // Lets the outputs go by that are due at or before the end given, in 2^-32 parts of an input sample.
    private void SkipBeyond(long end)
    {
        if (_ahead > end) return;
        long skipped = (end - _ahead) / _step + 1;
        OutputCount += skipped;
        _ahead += skipped * _step;
    }
}
