using System;

namespace EdgeVitals.Device;

/// <summary>Period, beats and their agreement in up to 8 s of band-passed pulse at 25 Hz. See
/// <see cref="PulseMeter"/>.</summary>
internal sealed class BeatFinder
{
    /// <summary>8 s at 200 /min are 27 beats.</summary>
    public const int MostBeats = 30;

    // 25 Hz: lag 7 is 214 /min, lag 41 is 37 /min; a margin to both sides of 40..180.
    private const int ShortestLag = 7;
    private const int LongestLag = 41;

    // A first peak of this share of the highest is the period. A beat-to-beat change of 10 % lowers later peaks more
    // than the first; the dicrotic peak of a healthy pulse stays under one half.
    private const float FirstPeakShare = 0.8f;

    private readonly float[] _correlation = new float[LongestLag + 2];
    private readonly int[] _positions = new int[MostBeats];
    private readonly float[] _times = new float[MostBeats];
    private readonly float[] _intervals = new float[MostBeats];

    /// <summary>Beats found.</summary>
    public int Count { get; private set; }

    /// <summary>Mean beat interval in samples.</summary>
    public float Interval { get; private set; }

    /// <summary>Correlation of the signal with itself one beat later, 0..1.</summary>
    public float Correlation { get; private set; }

    /// <summary>Sample index of a beat.</summary>
    public int Position(int beat)
    {
        return _positions[beat];
    }

    /// <summary>False when there is no pulse that a rate may be drawn from.</summary>
    public bool Find(float[] x, int count)
    {
        Count = 0;
        Correlation = 0;
        Correlate(x, count);
        int lag = Period();
        if (lag == 0) return false;
        Correlation = _correlation[lag] > 1f ? 1f : _correlation[lag];
        float period = lag + Offset(_correlation[lag - 1], _correlation[lag], _correlation[lag + 1]);
        FindPeaks(x, count, (int)(period * 0.4f + 0.5f));
        return Agree(period);
    }

    /// <summary>Mean height from trough to peak of the beats.</summary>
    public float Height(float[] x)
    {
        float sum = 0;
        for (int b = 1; b < Count; b++)
        {
            float lowest = x[_positions[b]];
            for (int i = _positions[b - 1]; i < _positions[b]; i++)
            {
                if (x[i] < lowest) lowest = x[i];
            }
            sum += x[_positions[b]] - lowest;
        }
        return Count > 1 ? sum / (Count - 1) : 0;
    }

    private void Correlate(float[] x, int count)
    {
        float total = 0;
        for (int i = 0; i < count; i++) total += x[i] * x[i];
        float head = total;
        float tail = total;
        for (int lag = 0; lag < _correlation.Length; lag++)
        {
            float sum = 0;
            for (int i = lag; i < count; i++) sum += x[i] * x[i - lag];
            float energy = head * tail;
            _correlation[lag] = energy > 0 ? sum / (float)Math.Sqrt(energy) : 0;
            // For the next lag: without one more sample at each end.
            tail -= x[lag] * x[lag];
            head -= x[count - 1 - lag] * x[count - 1 - lag];
        }
    }

    private int Period()
    {
        float highest = 0;
        for (int lag = ShortestLag; lag <= LongestLag; lag++)
        {
            if (IsPeak(lag) && _correlation[lag] > highest) highest = _correlation[lag];
        }
        if (highest <= 0) return 0;
        int first = ShortestLag;
        while (!IsPeak(first) || _correlation[first] < FirstPeakShare * highest) first++;
        return first;
    }

    private bool IsPeak(int lag)
    {
        return _correlation[lag] >= _correlation[lag - 1] && _correlation[lag] > _correlation[lag + 1];
    }

    private void FindPeaks(float[] x, int count, int reach)
    {
        // The maximum must have the reach to one side in full and half of it to the other, so that the edge of the
        // window does not make a beat of a slope.
        int margin = reach / 2 + 1;
        for (int i = margin; i < count - margin && Count < MostBeats; i++)
        {
            if (x[i] <= 0 || !IsHighest(x, count, i, reach)) continue;
            _positions[Count] = i;
            _times[Count] = i + Offset(x[i - 1], x[i], x[i + 1]);
            Count++;
        }
    }

    private static bool IsHighest(float[] x, int count, int at, int reach)
    {
        int from = at - reach < 0 ? 0 : at - reach;
        int to = at + reach >= count ? count - 1 : at + reach;
        for (int i = from; i <= to; i++)
        {
            // Of equal neighbours the first one counts.
            if (x[i] > x[at] || (x[i] == x[at] && i < at)) return false;
        }
        return true;
    }

    // Vertex of the parabola through three points, -0.5..0.5 of a sample.
    private static float Offset(float before, float at, float after)
    {
        float bend = before - 2 * at + after;
        return bend < 0 ? 0.5f * (before - after) / bend : 0;
    }

    private bool Agree(float period)
    {
        int intervals = Count - 1;
        if (intervals < 2) return false;
        float sum = 0;
        int kept = 0;
        for (int b = 0; b < intervals; b++)
        {
            _intervals[b] = _times[b + 1] - _times[b];
            // 30 % around the period: more is a missed or an added beat.
            float off = _intervals[b] - period;
            if (off > 0.3f * period || off < -0.3f * period) continue;
            sum += _intervals[b];
            kept++;
        }
        if (kept < 2 || 4 * kept < 3 * intervals) return false;
        Interval = sum / kept;
        float apart = Interval - period;
        return apart < 0.12f * period && apart > -0.12f * period;
    }
}
