using System;

namespace EdgeVitals.Device;

/// <summary>Lines of pulse and acceleration on a grid of heart rates, by Goertzel's recurrence (Goertzel, Amer. Math.
/// Monthly 65:34, 1958) over the window times a parabola: side lobes of 21 dB without a cosine. See
/// <see cref="MotionHeartRate"/>.</summary>
internal static class RateLines
{
    /// <summary>First line, 1/min.</summary>
    public const int LowestRate = 36;

    /// <summary>From line to line, 1/min: a quarter of what 8 s resolve.</summary>
    public const int BinWidth = 2;

    /// <summary>Lines, up to 200 /min: above, hearts of adults do not go and harmonics of steps do.</summary>
    public const int Bins = 83;

    // Cosine and sine of 2 pi f / rate for f = 36 /min and of the step of 2 /min, at 25 and 12.5 Hz. They belong to the
    // grid.
    private const float PulseCos = 0.988651745f;
    private const float PulseSin = 0.150225589f;
    private const float PulseStepCos = 0.999964908f;
    private const float PulseStepSin = 0.00837748241f;
    private const float AxisCos = 0.954864545f;
    private const float AxisSin = 0.297041582f;
    private const float AxisStepCos = 0.999859636f;
    private const float AxisStepSin = 0.0167543769f;

    // float32 still squares this.
    private const float LargestLine = 1e18f;

    /// <summary>Mean of an axis, in its unit.</summary>
    public static float Mean(short[] axis)
    {
        int sum = 0;
        for (int i = 0; i < axis.Length; i++) sum += axis[i];
        return (float)sum / axis.Length;
    }

    /// <summary>Variance of an axis around its mean.</summary>
    public static float Variance(short[] axis, float mean)
    {
        float sum = 0;
        for (int i = 0; i < axis.Length; i++) sum += (axis[i] - mean) * (axis[i] - mean);
        return sum / axis.Length;
    }

    /// <summary>Adds the lines of an axis at 12.5 Hz, its highest at a weight.</summary>
    /// <param name="axis">A full ring.</param>
    /// <param name="oldest">Index of its oldest sample.</param>
    /// <param name="weight">Height of the highest line.</param>
    /// <param name="lines">Room for the lines of this axis; overwritten.</param>
    /// <param name="sum">What they are added to.</param>
    public static void AddAxis(short[] axis, int oldest, float weight, float[] lines, float[] sum)
    {
        float mean = Mean(axis);
        float cos = AxisCos;
        float sin = AxisSin;
        float top = 0;
        for (int b = 0; b < Bins; b++)
        {
            float s1 = 0;
            float s2 = 0;
            int at = oldest;
            for (int i = 0; i < axis.Length; i++)
            {
                float s = (axis[at] - mean) * ((i + 0.5f) * (axis.Length - i - 0.5f)) + 2 * cos * s1 - s2;
                s2 = s1;
                s1 = s;
                at = at + 1 < axis.Length ? at + 1 : 0;
            }
            lines[b] = Root(s1 * s1 + s2 * s2 - 2 * cos * s1 * s2);
            if (lines[b] > top) top = lines[b];
            float turned = cos * AxisStepCos - sin * AxisStepSin;
            sin = sin * AxisStepCos + cos * AxisStepSin;
            cos = turned;
        }
        if (top <= 0) return;
        for (int b = 0; b < Bins; b++) sum[b] += weight * lines[b] / top;
    }

    /// <summary>Lines of a pulse at 25 Hz, highest at 1.</summary>
    /// <param name="pulse">Band-passed pulse, oldest first, any unit.</param>
    /// <param name="count">Samples of it.</param>
    /// <param name="lines">Where they go.</param>
    /// <returns>False where there is nothing, or nothing that is a number.</returns>
    public static bool OfPulse(float[] pulse, int count, float[] lines)
    {
        float mean = 0;
        for (int i = 0; i < count; i++) mean += pulse[i];
        mean /= count;
        float cos = PulseCos;
        float sin = PulseSin;
        float top = 0;
        for (int b = 0; b < Bins; b++)
        {
            float s1 = 0;
            float s2 = 0;
            for (int i = 0; i < count; i++)
            {
                float s = (pulse[i] - mean) * ((i + 0.5f) * (count - i - 0.5f)) + 2 * cos * s1 - s2;
                s2 = s1;
                s1 = s;
            }
            lines[b] = Root(s1 * s1 + s2 * s2 - 2 * cos * s1 * s2);
            if (lines[b] > top) top = lines[b];
            float turned = cos * PulseStepCos - sin * PulseStepSin;
            sin = sin * PulseStepCos + cos * PulseStepSin;
            cos = turned;
        }
        // Not above nothing, or not a number.
        if (!(top > 0 && top < LargestLine)) return false;
        for (int b = 0; b < Bins; b++) lines[b] /= top;
        return true;
    }

    private static float Root(float square)
    {
        return square > 0 ? (float)Math.Sqrt(square) : 0;
    }
}
