using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// Where beats fall when the sinus node does not have its way: a map from the sinus phase to the phase of the beats
/// that come. Ectopic beats are early and keep the next sinus beat where it was (a full compensatory pause);
/// fibrillation draws its intervals. Without such episodes the map is the identity.
/// </summary>
/// <remarks>Beats are drawn in blocks of sixteen, whose first beat stays at its place, so that any moment can be asked
/// for. At a beat the map's slope is one: a QRS complex keeps its width, whatever the intervals beside it.</remarks>
internal sealed class Rhythm
{
    private const int Block = 16;
    private const int Kept = 4;
    private const double AheadSeconds = 64;

    private readonly SeededNoise noise;
    private readonly HeartIntegral integral;
    private readonly VitalEpisode[] episodes;
    private readonly double footPhase;
    private readonly long[] firstBeat;
    private readonly long[] endBeat;
    private readonly BlockOfBeats?[] blocks = new BlockOfBeats?[Kept];

    public Rhythm(VitalScenario scenario, HeartIntegral integral, SeededNoise noise, double footPhase)
    {
        this.noise = noise;
        this.integral = integral;
        this.footPhase = footPhase;
        episodes = [.. scenario.Episodes.Where(
            e => e.Kind is EpisodeKind.EctopicBeats or EpisodeKind.AtrialFibrillation)];
        firstBeat = [.. episodes.Select(_ => -1L)];
        endBeat = [.. episodes.Select(_ => -1L)];
    }

    /// <summary>Phase of the beats that come.</summary>
    /// <param name="seconds">Device time, s.</param>
    /// <param name="sinus">Phase of the sinus node at that time, beats; whole at its R peaks.</param>
    /// <param name="kind">Kind of the beat whose R peak is nearest.</param>
    /// <param name="strength">Size of the pulse that follows the last R peak, 1 for a usual beat.</param>
    public double At(double seconds, double sinus, out BeatKind kind, out double strength)
    {
        kind = BeatKind.Sinus;
        strength = 1;
        if (episodes.Length == 0 || !Begun(seconds)) return sinus;
        long index = (long)Math.Floor(sinus / Block);
        BlockOfBeats block = BlockAt(index);
        int i = 0;
        while (i < Block - 1 && block.Place[i + 1] <= sinus) i++;
        double length = block.Place[i + 1] - block.Place[i];
        double s = (sinus - block.Place[i]) / length;
        double within = s * s * (3 - 2 * s) + length * s * (1 - s) * (1 - 2 * s);
        kind = block.Kind[within < 0.5 ? i : i + 1];
        strength = block.Strength[i];
        return index * Block + i + within;
    }

    private bool Begun(double seconds)
    {
        bool begun = false;
        for (int e = 0; e < episodes.Length; e++)
        {
            double starts = episodes[e].StartMicros / 1e6;
            if (seconds < starts - AheadSeconds) continue;
            begun = true;
            if (firstBeat[e] >= 0) continue;
            firstBeat[e] = BeatAfter(starts);
            endBeat[e] = BeatAfter(starts + episodes[e].DurationMicros / 1e6);
        }
        return begun;
    }

    private long BeatAfter(double seconds)
    {
        long second = 0;
        double beats = 0;
        double breaths = 0;
        integral.Seek(ref second, ref beats, ref breaths, (long)Math.Ceiling(seconds));
        return Math.Max(0, (long)Math.Ceiling(beats - footPhase));
    }

    private BlockOfBeats BlockAt(long index)
    {
        int place = (int)(index & (Kept - 1));
        BlockOfBeats? block = blocks[place];
        if (block is null || block.Index != index) blocks[place] = block = Draw(index);
        return block;
    }

    private BlockOfBeats Draw(long index)
    {
        var block = new BlockOfBeats(index);
        for (int i = 0; i <= Block; i++)
        {
            long beat = index * Block + i;
            block.Place[i] = beat;
            block.Strength[i] = 1;
            block.Kind[i] = KindOf(beat, i is > 0 and < Block);
            if (block.Kind[i] == BeatKind.Ectopic)
            {
                block.Place[i] -= WearerParameters.EctopicEarly;
                block.Strength[i] = WearerParameters.EctopicPulse;
            }
            else if (i > 0 && block.Kind[i - 1] == BeatKind.Ectopic)
            {
                block.Strength[i] = WearerParameters.PulseAfterEctopic;
            }
        }
        for (int i = 1; i < Block; i++)
        {
            if (block.Kind[i] != BeatKind.Fibrillation) continue;
            int end = i;
            while (end < Block && block.Kind[end] == BeatKind.Fibrillation) end++;
            Fibrillate(block, i - 1, end);
            i = end;
        }
        return block;
    }

    private BeatKind KindOf(long beat, bool mayMove)
    {
        for (int e = 0; e < episodes.Length; e++)
        {
            if (firstBeat[e] < 0 || beat < firstBeat[e] || beat >= endBeat[e]) continue;
            if (episodes[e].Kind == EpisodeKind.AtrialFibrillation) return BeatKind.Fibrillation;
            // One in sixteen beats stays where it is: the others are drawn a little more often.
            double chance = episodes[e].Size * Block / (Block - 1);
            if (mayMove && noise.Chance(Streams.Ectopic, beat, chance)) return BeatKind.Ectopic;
        }
        return BeatKind.Sinus;
    }

    /// <summary>Spreads the beats between two that keep their places by drawn intervals.</summary>
    private void Fibrillate(BlockOfBeats block, int before, int after)
    {
        Span<double> lengths = stackalloc double[after - before];
        double sum = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            long beat = block.Index * Block + before + i;
            lengths[i] = Math.Exp(WearerParameters.FibrillationSpread * noise.Normal(Streams.Fibrillation, beat));
            sum += lengths[i];
        }
        double scale = (block.Place[after] - block.Place[before]) / sum;
        for (int i = 0; i < lengths.Length; i++)
        {
            int beat = before + i + 1;
            double length = lengths[i] * scale;
            if (beat < after) block.Place[beat] = block.Place[beat - 1] + length;
            // A short interval leaves the ventricle half filled.
            block.Strength[beat] = Math.Clamp(
                length, WearerParameters.WeakestFibrillationPulse, WearerParameters.PulseAfterEctopic);
        }
    }

    private sealed class BlockOfBeats(long index)
    {
        public long Index => index;

        public double[] Place { get; } = new double[Block + 1];

        public BeatKind[] Kind { get; } = new BeatKind[Block + 1];

        public double[] Strength { get; } = new double[Block + 1];
    }
}
