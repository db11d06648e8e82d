using System;

namespace EdgeVitals.Device;

/// <summary>Level of the last eight peaks of a kind: their mean without the highest and the lowest.</summary>
internal sealed class PeakLevel
{
    /// <summary>Peaks remembered, as in Hamilton's detector: some seconds of rhythm; more follows a fall too
    /// late.</summary>
    public const int Depth = 8;

    private readonly float[] _peaks = new float[Depth];
    private int _at;

    /// <summary>The level.</summary>
    public float Value { get; private set; }

    /// <summary>All eight become one value.</summary>
    public void Set(float value)
    {
        for (int i = 0; i < Depth; i++) _peaks[i] = value;
        Value = value;
    }

    /// <summary>Takes a peak for the oldest one.</summary>
    public void Add(float peak)
    {
        _peaks[_at] = peak;
        _at = _at + 1 < Depth ? _at + 1 : 0;
        float sum = 0;
        float most = _peaks[0];
        float least = _peaks[0];
        for (int i = 0; i < Depth; i++)
        {
            float value = _peaks[i];
            sum += value;
            if (value > most) most = value;
            if (value < least) least = value;
        }
        Value = (sum - most - least) / (Depth - 2);
    }
}
