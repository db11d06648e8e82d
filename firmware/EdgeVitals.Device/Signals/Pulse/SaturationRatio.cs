namespace EdgeVitals.Device;

/// <summary>Ratio of ratios of red and infrared, beat by beat. See <see cref="PulseMeter"/>.</summary>
/// <remarks>Of each beat the regression of red on infrared is the ratio of their pulses; over the levels of the light
/// it is R = (AC/DC of red) / (AC/DC of infrared) (Webster, Design of Pulse Oximeters, 1997, ch. 9). The median over
/// the beats does not feel a single bad beat.</remarks>
internal sealed class SaturationRatio
{
    /// <summary>Median ratio over the beats, dimensionless.</summary>
    public float Ratio { get; private set; }

    /// <summary>Share of the variance of red that infrared explains, mean over the beats that were kept, 0..1.
    /// </summary>
    public float Agreement { get; private set; }

    // A squared correlation under one half is noise or motion.
    private const float LeastBeat = 0.5f;

    /// <summary>False when too few beats agree.</summary>
    public bool Find(BeatFinder beats, float[] infrared, float[] red, float infraredLevel, float redLevel)
    {
        float[] ratios = beats.Scratch;
        int kept = 0;
        float agreement = 0;
        for (int b = 1; b < beats.Count; b++)
        {
            float cross = 0;
            float own = 0;
            float other = 0;
            for (int i = beats.Position(b - 1); i < beats.Position(b); i++)
            {
                cross += infrared[i] * red[i];
                own += infrared[i] * infrared[i];
                other += red[i] * red[i];
            }
            if (cross <= 0 || own <= 0 || other <= 0 || cross * cross < LeastBeat * own * other) continue;
            agreement += cross * cross / (own * other);
            Insert(ratios, kept++, cross / own * infraredLevel / redLevel);
        }
        if (kept < 3 || 2 * kept < beats.Count - 1) return false;
        Agreement = agreement / kept;
        Ratio = kept % 2 == 1 ? ratios[kept / 2] : (ratios[kept / 2 - 1] + ratios[kept / 2]) / 2;
        return true;
    }

    private static void Insert(float[] sorted, int count, float value)
    {
        int at = count;
        while (at > 0 && sorted[at - 1] > value)
        {
            sorted[at] = sorted[at - 1];
            at--;
        }
        sorted[at] = value;
    }
}
