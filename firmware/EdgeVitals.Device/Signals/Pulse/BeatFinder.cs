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

    // Hum at 5..8 Hz comes through the band-pass in part; two of its periods would pass for a fast heart.
    private const int ShortestHum = 2;
    private const int LongestLag = 41;

    // A first peak of this share of the highest is the period. A beat-to-beat change of 10 % lowers later peaks more
    // than the first; the dicrotic peak of a healthy pulse stays under one half.
    private const float FirstPeakShare = 0.8f;

    // Intervals further than this from the period are a missed or an added beat; breathing moves them by a tenth to a
    // fifth in healthy adults.
    private const float IntervalShare = 0.3f;
    private const float KeptShare = 0.75f;

    // Intervals and correlation are two measurements of one period.
    private const float PeriodShare = 0.15f;

    // The mean beat covers this part of the interval: with the whole of it, the next beat's rise lies inside whenever
    // breathing shortens an interval, and healthy beats look unlike.
    private const float TemplateShare = 0.8f;

    private readonly float[] _scratch = new float[LongestLag + 2];
    private readonly float[] _times = new float[MostBeats];

    /// <summary>Correlations by lag while the period is sought, then the mean beat; free after
    /// <see cref="Find"/>.</summary>
    public float[] Scratch
    {
        get { return _scratch; }
    }

    /// <summary>Beats found.</summary>
    public int Count { get; private set; }

    /// <summary>Mean beat interval in samples.</summary>
    public float Interval { get; private set; }

    /// <summary>Correlation of the signal with itself one beat later, 0..1.</summary>
    public float Correlation { get; private set; }

    /// <summary>Mean correlation of the beats with their mean beat, -1..1.</summary>
    public float Likeness { get; private set; }

    /// <summary>Mean correlation of each beat with the mean of the others, -1..1.</summary>
    public float Kinship { get; private set; }

    /// <summary>Sample index of a beat.</summary>
    public int Position(int beat)
    {
        return (int)(_times[beat] + 0.5f);
    }

    /// <summary>False when there is no pulse that a rate may be drawn from.</summary>
    /// <param name="x">Band-passed pulse, beats upward.</param>
    /// <param name="from">First sample to look at.</param>
    /// <param name="end">Behind the last sample.</param>
    public bool Find(float[] x, int from, int end)
    {
        Count = 0;
        Correlation = 0;
        Likeness = 0;
        Kinship = 0;
        Correlate(x, from, end);
        int lag = Period();
        if (lag == 0) return false;
        Correlation = _scratch[lag] > 1f ? 1f : _scratch[lag];
        float period = lag + Offset(_scratch[lag - 1], _scratch[lag], _scratch[lag + 1]);
        FindPeaks(x, from, end, (int)(period * 0.4f + 0.5f));
        if (!Agree(period)) return false;
        Compare(x, from, end, (int)(Interval * TemplateShare + 0.5f));
        return true;
    }

    /// <summary>Mean height from trough to peak of the beats.</summary>
    public float Height(float[] x)
    {
        float sum = 0;
        for (int b = 1; b < Count; b++)
        {
            float lowest = x[Position(b)];
            for (int i = Position(b - 1); i < Position(b); i++)
            {
                if (x[i] < lowest) lowest = x[i];
            }
            sum += x[Position(b)] - lowest;
        }
        return Count > 1 ? sum / (Count - 1) : 0;
    }

    /// <summary>Standard deviation of the peaks over their mean.</summary>
    public float Unevenness(float[] x)
    {
        float mean = 0;
        for (int b = 0; b < Count; b++) mean += x[Position(b)];
        mean /= Count;
        float sum = 0;
        for (int b = 0; b < Count; b++)
        {
            float off = x[Position(b)] - mean;
            sum += off * off;
        }
        return mean > 0 ? (float)Math.Sqrt(sum / Count) / mean : float.MaxValue;
    }

    private void Correlate(float[] x, int from, int end)
    {
        float total = 0;
        for (int i = from; i < end; i++) total += x[i] * x[i];
        float head = total;
        float tail = total;
        for (int lag = 0; lag < _scratch.Length; lag++)
        {
            float sum = 0;
            for (int i = from + lag; i < end; i++) sum += x[i] * x[i - lag];
            float energy = head * tail;
            _scratch[lag] = energy > 0 ? sum / (float)Math.Sqrt(energy) : 0;
            // For the next lag: without one more sample at each end.
            tail -= x[from + lag] * x[from + lag];
            head -= x[end - 1 - lag] * x[end - 1 - lag];
        }
    }

    private int Period()
    {
        float highest = 0;
        for (int lag = ShortestHum; lag <= LongestLag; lag++)
        {
            if (IsPeak(lag) && _scratch[lag] > highest) highest = _scratch[lag];
        }
        if (highest <= 0) return 0;
        int first = ShortestHum;
        while (!IsPeak(first) || _scratch[first] < FirstPeakShare * highest) first++;
        return first < ShortestLag ? 0 : first;
    }

    private bool IsPeak(int lag)
    {
        return _scratch[lag] >= _scratch[lag - 1] && _scratch[lag] > _scratch[lag + 1];
    }

    private void FindPeaks(float[] x, int from, int end, int reach)
    {
        // The maximum must have the reach to one side in full and half of it to the other, so that the edge of the
        // window does not make a beat of a slope.
        int margin = reach / 2 + 1;
        for (int i = from + margin; i < end - margin && Count < MostBeats; i++)
        {
            if (x[i] <= 0 || !IsHighest(x, from, end, i, reach)) continue;
            _times[Count] = i + Offset(x[i - 1], x[i], x[i + 1]);
            Count++;
        }
    }

    private static bool IsHighest(float[] x, int from, int end, int at, int reach)
    {
        int first = at - reach < from ? from : at - reach;
        int last = at + reach >= end ? end - 1 : at + reach;
        for (int i = first; i <= last; i++)
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
            float interval = _times[b + 1] - _times[b];
            // 30 % around the period: more is a missed or an added beat.
            float off = interval - period;
            if (off > IntervalShare * period || off < -IntervalShare * period) continue;
            sum += interval;
            kept++;
        }
        if (kept < 2 || kept < KeptShare * intervals) return false;
        Interval = sum / kept;
        float apart = Interval - period;
        return apart < PeriodShare * period && apart > -PeriodShare * period;
    }

    private void Compare(float[] x, int from, int end, int width)
    {
        int before = width / 2;
        int whole = MeanBeat(x, from, end, before, width);
        if (whole < 2) return;
        float mean = 0;
        for (int k = 0; k < width; k++) mean += _scratch[k];
        mean /= width;
        for (int k = 0; k < width; k++) _scratch[k] -= mean;
        for (int b = 0; b < Count; b++)
        {
            int at = Position(b) - before;
            if (at >= from && at + width <= end) AddLikeness(x, at, width);
        }
        Likeness /= whole;
        Kinship /= whole;
    }

    // Sum of the beats that lie in the window in full, into the scratch; how many they are.
    private int MeanBeat(float[] x, int from, int end, int before, int width)
    {
        for (int k = 0; k < width; k++) _scratch[k] = 0;
        int whole = 0;
        for (int b = 0; b < Count; b++)
        {
            int at = Position(b) - before;
            if (at < from || at + width > end) continue;
            for (int k = 0; k < width; k++) _scratch[k] += x[at + k];
            whole++;
        }
        return whole;
    }

    private void AddLikeness(float[] x, int at, int width)
    {
        float level = 0;
        for (int k = 0; k < width; k++) level += x[at + k];
        level /= width;
        float cross = 0;
        float own = 0;
        float other = 0;
        for (int k = 0; k < width; k++)
        {
            float off = x[at + k] - level;
            cross += off * _scratch[k];
            own += off * off;
            other += _scratch[k] * _scratch[k];
        }
        float energy = own * other;
        if (energy > 0) Likeness += cross / (float)Math.Sqrt(energy);
        // Without the beat itself: of three beats of noise each is a third of the mean, and looks like it.
        energy = own * (other - 2 * cross + own);
        if (energy > 0) Kinship += (cross - own) / (float)Math.Sqrt(energy);
    }
}
