namespace EdgeVitals.Device;

/// <summary>The humps of the learning time, until the levels are known by which they are judged.</summary>
internal sealed class LearnedPeaks
{
    /// <summary>2.5 s at 180 /min, or a slower heart with its T waves.</summary>
    public const int Most = 8;

    // A hump that is more than this times the second stands alone: an artefact, or the only beat beside T waves.
    private const float Alone = 2.5f;

    private readonly int[] _saved = new int[Most * EcgPeak.SavedLength];
    private long _start;

    /// <summary>Humps held.</summary>
    public int Count { get; private set; }

    /// <summary>Height of the highest.</summary>
    public float Highest { get; private set; }

    /// <summary>Mean height of those that are beats by the look of it; 0 when there is none.</summary>
    public float Beats { get; private set; }

    /// <summary>Mean of the steepest changes of these.</summary>
    public float Slopes { get; private set; }

    /// <summary>Mean height of the others.</summary>
    public float Others { get; private set; }

    /// <summary>Begins anew.</summary>
    public void Clear(long start)
    {
        Count = 0;
        _start = start;
    }

    /// <summary>Takes a hump, if there is room.</summary>
    public void Add(EcgPeak peak)
    {
        if (Count < Most) peak.Save(_saved, Count++ * EcgPeak.SavedLength, _start);
    }

    /// <summary>Gives a hump back.</summary>
    public void Load(int index, EcgPeak peak)
    {
        peak.Load(_saved, index * EcgPeak.SavedLength, _start);
    }

    /// <summary>Parts beats from others at half of the highest.</summary>
    /// <param name="peak">Room for one.</param>
    public void Sort(EcgPeak peak)
    {
        float level = Level(peak);
        Beats = 0;
        Slopes = 0;
        Others = 0;
        int beats = 0;
        for (int i = 0; i < Count; i++)
        {
            Load(i, peak);
            if (peak.Height < level / 2)
            {
                Others += peak.Height;
                continue;
            }
            Beats += peak.Height > level ? level : peak.Height;
            Slopes += peak.Steepest;
            beats++;
        }
        if (beats < Count) Others /= Count - beats;
        if (beats == 0) return;
        Beats /= beats;
        Slopes /= beats;
    }

    private float Level(EcgPeak peak)
    {
        float highest = 0;
        float second = 0;
        for (int i = 0; i < Count; i++)
        {
            Load(i, peak);
            if (peak.Height > highest)
            {
                second = highest;
                highest = peak.Height;
            }
            else if (peak.Height > second)
            {
                second = peak.Height;
            }
        }
        Highest = highest;
        return second > 0 && highest > Alone * second ? Alone * second : highest;
    }
}
