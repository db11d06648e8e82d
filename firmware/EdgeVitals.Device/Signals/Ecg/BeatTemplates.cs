using System;

namespace EdgeVitals.Device;

/// <summary>Two usual shapes of a beat, so that a rhythm of two kinds of beats (bigeminy, intermittent pacing) is as
/// good as one of a single kind.</summary>
internal sealed class BeatTemplates
{
    /// <summary>Least correlation of beats of a kind: Orphanidou et al., IEEE J. Biomed. Health Inform. 19:832, 2015.
    /// Lower lets noise in, higher leaves out what breathing does to a QRS complex.</summary>
    public const float LeastCorrelation = 0.66f;

    // 83 ms to both sides of the R peak hold a QRS complex, and of a wide one the most of it.
    private const int Reach = 10;
    private const int Length = 2 * Reach + 1;

    // A template follows a change of shape (posture) within some ten beats.
    private const int Memory = 8;

    private readonly short[] _first = new short[Length];
    private readonly short[] _second = new short[Length];
    private bool _firstIsOlder;

    /// <summary>Forgets both shapes.</summary>
    public void Restart()
    {
        Array.Clear(_first, 0, Length);
        Array.Clear(_second, 0, Length);
    }

    /// <summary>Correlation with the better of both, -1..1; 0 while there is none.</summary>
    public float Match(EcgFilter filter, int ago)
    {
        float first = Correlate(filter, ago, _first);
        float second = Correlate(filter, ago, _second);
        return first > second ? first : second;
    }

    /// <summary>Takes an accepted beat into the better of both, or for the one not used of late.</summary>
    public void Learn(EcgFilter filter, int ago)
    {
        float first = Correlate(filter, ago, _first);
        float second = Correlate(filter, ago, _second);
        bool known = first >= LeastCorrelation || second >= LeastCorrelation;
        bool takesFirst = known ? first >= second : _firstIsOlder;
        short[] template = takesFirst ? _first : _second;
        if (known) _firstIsOlder = !takesFirst;
        float mean = Mean(filter, ago);
        for (int i = 0; i < Length; i++)
        {
            float now = filter.Wave(ago + Reach - i) - mean;
            float next = known ? template[i] + (now - template[i]) / Memory : now;
            template[i] = (short)(next > short.MaxValue ? short.MaxValue
                : next < short.MinValue ? short.MinValue : next);
        }
    }

    private static float Mean(EcgFilter filter, int ago)
    {
        float sum = 0;
        for (int i = -Reach; i <= Reach; i++) sum += filter.Wave(ago + i);
        return sum / Length;
    }

    private static float Correlate(EcgFilter filter, int ago, short[] template)
    {
        float mean = Mean(filter, ago);
        float cross = 0;
        float own = 0;
        float other = 0;
        for (int i = 0; i < Length; i++)
        {
            float now = filter.Wave(ago + Reach - i) - mean;
            cross += now * template[i];
            own += now * now;
            other += (float)template[i] * template[i];
        }
        return own > 0 && other > 0 ? cross / (float)Math.Sqrt((double)own * other) : 0;
    }
}
