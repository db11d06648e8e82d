namespace EdgeVitals.Device;

/// <summary>The last 8 s of one colour at 25 Hz: band-passed samples and the level of the light. See
/// <see cref="PulseMeter"/>.</summary>
internal sealed class PulseTrace
{
    private readonly PulseBand _band = new PulseBand();
    private float _zero;
    private int _at;

    /// <summary>Band-passed samples; after <see cref="Straighten"/> the oldest comes first.</summary>
    public readonly float[] Samples = new float[PulseMeter.Window];

    /// <summary>Mean of the last second or so.</summary>
    public float Level { get; private set; }

    /// <summary>The newest sample, low-passed alone, from the first one.</summary>
    public float Smooth
    {
        get { return _band.Smooth; }
    }

    /// <summary>Forgets all; the next sample is the new zero of the filters.</summary>
    public void Restart(float first)
    {
        _band.Reset();
        _zero = first;
        Level = first;
        _at = 0;
    }

    /// <summary>Takes a sample.</summary>
    /// <param name="value">In the input's unit.</param>
    /// <param name="share">Weight of this sample in the level, 0..1.</param>
    /// <param name="sign">1, or -1 to turn it.</param>
    /// <param name="keep">False while the filters settle.</param>
    public void Push(float value, float share, float sign, bool keep)
    {
        Level += (value - Level) * share;
        float x = sign * _band.Next(value - _zero);
        if (!keep) return;
        Samples[_at] = x;
        _at = _at + 1 < Samples.Length ? _at + 1 : 0;
    }

    /// <summary>Turns the ring in place, so that the oldest sample comes first.</summary>
    public void Straighten(bool full)
    {
        if (!full || _at == 0) return;
        Reverse(0, _at);
        Reverse(_at, Samples.Length);
        Reverse(0, Samples.Length);
        _at = 0;
    }

    /// <summary>Changes the sign of all samples.</summary>
    public void Turn()
    {
        for (int i = 0; i < Samples.Length; i++) Samples[i] = -Samples[i];
    }

    private void Reverse(int from, int to)
    {
        for (int i = from, k = to - 1; i < k; i++, k--)
        {
            float kept = Samples[i];
            Samples[i] = Samples[k];
            Samples[k] = kept;
        }
    }
}
