using System;

namespace EdgeVitals.Device;

/// <summary>Power of 32 s of breath series at 3..43 breaths a minute, by Goertzel's recurrence (Goertzel, Amer. Math.
/// Monthly 65:34, 1958), and its peak.</summary>
internal sealed class BreathSpectrum
{
    /// <summary>Breaths a minute of the first line.</summary>
    public const float First = 3;

    /// <summary>Breaths a minute between two lines: half of what 32 s resolve.</summary>
    public const float Step = 0.9375f;

    /// <summary>Lines: up to 43.3 /min.</summary>
    public const int Lines = 44;

    // cos and sin of the angle between two lines, 2 pi Step / 60 over the rate, and of the first line.
    private const float CosineStep = 0.999464587f;
    private const float SineStep = 0.0327190828f;
    private const float CosineFirst = 0.994521895f;
    private const float SineFirst = 0.104528463f;

    // Nearly all of the main lobe of a Hann window, which is zero at four lines to both sides.
    private const int Lobe = 3;

    private readonly float[] _power = new float[Lines];
    private readonly float[] _line = new float[Lines];

    /// <summary>Breaths a minute of the highest peak, or 0 when there is none within the range.</summary>
    public float Peak { get; private set; }

    /// <summary>Share of the band's power that lies in the lobe of the highest peak, 0..1.</summary>
    public float Concentration { get; private set; }

    /// <summary>Height of the next peak outside of the lobe over that of the highest, 0..1.</summary>
    public float Rival { get; private set; }

    /// <summary>Forgets all power.</summary>
    public void Clear()
    {
        Array.Clear(_power, 0, Lines);
    }

    /// <summary>Finds the peak of what was added, up to a highest rate.</summary>
    public void Find(float highest)
    {
        Peak = 0;
        Concentration = 0;
        Rival = 1;
        int last = Last(highest);
        int best = 0;
        float total = 0;
        for (int i = 1; i <= last; i++)
        {
            total += _power[i];
            if (_power[i] > _power[best]) best = i;
        }
        // A maximum at an end is the foot of something outside.
        if (best < 1 || best >= last || total <= 0) return;
        if (_power[best - 1] > _power[best] || _power[best + 1] > _power[best]) return;
        float inside = 0;
        float rival = 0;
        for (int i = 1; i <= last; i++)
        {
            int off = i > best ? i - best : best - i;
            if (off < Lobe) inside += _power[i];
            else if (_power[i] > rival && _power[i] >= _power[i - 1] && _power[i] >= _power[i + 1]) rival = _power[i];
        }
        float bend = _power[best - 1] - 2 * _power[best] + _power[best + 1];
        float vertex = bend < 0 ? 0.5f * (_power[best - 1] - _power[best + 1]) / bend : 0;
        Peak = First + Step * (best + vertex);
        Concentration = inside / total;
        Rival = rival / _power[best];
    }

    /// <summary>Adds the power of a series, as its share of the whole up to a highest rate: two series weigh the
    /// same, whatever their units.</summary>
    public void Add(float[] x, int count, float highest)
    {
        Measure(x, count);
        int last = Last(highest);
        float total = 0;
        for (int i = 1; i <= last; i++) total += _line[i];
        if (total <= 0) return;
        for (int i = 0; i < Lines; i++) _power[i] += _line[i] / total;
    }

    private static int Last(float highest)
    {
        int last = (int)((highest - First) / Step);
        return last > Lines - 2 ? Lines - 2 : last;
    }

    private void Measure(float[] x, int count)
    {
        float cosine = CosineFirst;
        float sine = SineFirst;
        for (int line = 0; line < Lines; line++)
        {
            float twice = 2 * cosine;
            float before = 0;
            float beforeThat = 0;
            for (int i = 0; i < count; i++)
            {
                float next = x[i] + twice * before - beforeThat;
                beforeThat = before;
                before = next;
            }
            _line[line] = before * before + beforeThat * beforeThat - twice * before * beforeThat;
            float turned = cosine * CosineStep - sine * SineStep;
            sine = sine * CosineStep + cosine * SineStep;
            cosine = turned;
        }
    }
}
