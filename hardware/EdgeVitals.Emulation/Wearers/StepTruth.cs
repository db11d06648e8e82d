namespace EdgeVitals.Emulation.Wearers;

/// <summary>Steps counted by their definition, not by their signal: foot strikes of the gait, second by second, as the
/// levels change with whole seconds.</summary>
internal sealed class StepTruth(LevelTimeline levels, Gait gait)
{
    private long second;
    private long strikes;

    public long UpTo(double seconds)
    {
        long whole = (long)Math.Floor(seconds);
        if (whole < second) (second, strikes) = (0, 0);
        for (; second < whole; second++) strikes += Between(second, second + 1);
        return strikes + Between(whole, seconds);
    }

    private long Between(long from, double to)
    {
        VitalTruth level = levels.At(from);
        if (!level.Contact || level.StepMilliG <= 0) return 0;
        return StrikesAt(to, level) - StrikesAt(from, level);
    }

    private long StrikesAt(double seconds, in VitalTruth level) =>
        (long)Math.Floor(gait.PhaseAt(seconds, level) - WearerParameters.StrikePhase);
}
