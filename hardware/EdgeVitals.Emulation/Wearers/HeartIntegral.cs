namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// Beats and breaths since device tick zero at whole seconds, without beat-to-beat variability: the rates integrated
/// second by second, with checkpoints, so that any moment is near one. Shared by the cursors of one wearer.
/// </summary>
internal sealed class HeartIntegral(LevelTimeline levels)
{
    // A step back costs some hundred sums at most; a month of virtual time keeps 81 kB.
    private const int CheckpointSeconds = 512;
    private const int FirstCapacity = 256;

    private readonly List<double> beats = new(FirstCapacity) { 0 };
    private readonly List<double> breaths = new(FirstCapacity) { 0 };

    public LevelTimeline Levels => levels;

    /// <summary>Moves a cursor to a second. The sums are the same bits from wherever the cursor comes.</summary>
    public void Seek(ref long second, ref double beat, ref double breath, long target)
    {
        int checkpoint = (int)Math.Min(target / CheckpointSeconds, beats.Count - 1);
        if (target < second || (long)checkpoint * CheckpointSeconds > second)
        {
            second = (long)checkpoint * CheckpointSeconds;
            beat = beats[checkpoint];
            breath = breaths[checkpoint];
        }
        while (second < target)
        {
            ref readonly VitalTruth here = ref levels.At(second);
            ref readonly VitalTruth next = ref levels.At(second + 1);
            beat += (here.HeartRate + next.HeartRate) / 120;
            breath += (here.RespiratoryRate + next.RespiratoryRate) / 120;
            second++;
            if (second % CheckpointSeconds == 0 && second / CheckpointSeconds == beats.Count)
            {
                beats.Add(beat);
                breaths.Add(breath);
            }
        }
    }
}
