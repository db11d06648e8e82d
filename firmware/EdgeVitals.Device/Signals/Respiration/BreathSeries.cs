namespace EdgeVitals.Device;

/// <summary>32 s of what beats tell of breathing, at 3 Hz: values that come with the beats, joined by straight
/// lines.</summary>
internal sealed class BreathSeries
{
    /// <summary>Values a second: the fastest breath that is looked for, 40 /min, has more than four.</summary>
    public const int Rate = 3;

    /// <summary>Values: 32 s.</summary>
    public const int Length = 96;

    // cos(2 pi / 96).
    private const float CosineStep = 0.997858923f;

    private readonly float[] _values = new float[Length];
    private readonly float _samplesPerValue;
    private int _at;
    private float _before;

    // Samples from the last beat to the next value.
    private float _ahead;
    private bool _known;

    public BreathSeries(float samplesASecond)
    {
        _samplesPerValue = samplesASecond / Rate;
    }

    /// <summary>Values since the last break, 96 at most.</summary>
    public int Count { get; private set; }

    /// <summary>Begins anew with the next beat.</summary>
    public void Break()
    {
        Count = 0;
        _known = false;
    }

    /// <summary>Takes a beat.</summary>
    /// <param name="elapsed">Samples since the beat before.</param>
    /// <param name="value">Any unit.</param>
    public void Add(float elapsed, float value)
    {
        if (_known)
        {
            while (_ahead < elapsed)
            {
                _values[_at] = _before + (value - _before) * (_ahead / elapsed);
                _at = _at + 1 < Length ? _at + 1 : 0;
                if (Count < Length) Count++;
                _ahead += _samplesPerValue;
            }
            _ahead -= elapsed;
        }
        else
        {
            _ahead = 0;
        }
        _before = value;
        _known = true;
    }

    /// <summary>Writes the 96 values, oldest first, less their line of least squares, under a Hann window.</summary>
    public void Window(float[] x)
    {
        float sum = 0;
        for (int i = 0; i < Length; i++)
        {
            x[i] = _values[_at + i < Length ? _at + i : _at + i - Length];
            sum += x[i];
        }
        float mean = sum / Length;
        float tilt = 0;
        for (int i = 0; i < Length; i++)
        {
            x[i] -= mean;
            tilt += x[i] * (i - (Length - 1) * 0.5f);
        }
        // Sum of the squared distances from the middle: n (n^2 - 1) / 12.
        float slope = tilt / (Length * (Length * Length - 1f) / 12f);
        // 1 - cos(2 pi i / n), the cosine by its recurrence: the same bits everywhere.
        float cosine = 1;
        float cosineBefore = CosineStep;
        for (int i = 0; i < Length; i++)
        {
            x[i] -= slope * (i - (Length - 1) * 0.5f);
            x[i] *= 0.5f - 0.5f * cosine;
            float next = 2 * CosineStep * cosine - cosineBefore;
            cosineBefore = cosine;
            cosine = next;
        }
    }
}
