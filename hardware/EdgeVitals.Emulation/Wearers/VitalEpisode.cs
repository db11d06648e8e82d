namespace EdgeVitals.Emulation.Wearers;

/// <summary>Something that happens to a wearer at a moment of device time.</summary>
/// <param name="Kind">What.</param>
/// <param name="StartMicros">When it begins, microseconds of device time.</param>
/// <param name="DurationMicros">Until it begins to fade, microseconds, above zero.</param>
/// <param name="Size">How much, see <see cref="EpisodeKind"/>.</param>
/// <remarks>Motion, contact and rhythm change with whole seconds of device time; of several gaits at once the last one
/// listed is walked.</remarks>
public sealed record VitalEpisode(EpisodeKind Kind, long StartMicros, long DurationMicros, double Size)
{
    /// <summary>Time from nothing to all of it, s. Desaturation falls in 20-40 s and recovers in 10-20 s (the
    /// design's figures); a fever takes a quarter of an hour, a tachycardia a dozen beats; contact is a switch.
    /// </summary>
    public double RiseSeconds { get; init; } = Kind switch
    {
        EpisodeKind.Fever => WearerParameters.FeverRiseSeconds,
        EpisodeKind.Tachycardia => WearerParameters.TachycardiaRiseSeconds,
        EpisodeKind.Desaturation => WearerParameters.DesaturationFallSeconds,
        _ => 0,
    };

    /// <summary>Time from all of it to nothing, s.</summary>
    public double FallSeconds { get; init; } = Kind switch
    {
        EpisodeKind.Fever => WearerParameters.FeverFallSeconds,
        EpisodeKind.Tachycardia => WearerParameters.TachycardiaFallSeconds,
        EpisodeKind.Desaturation => WearerParameters.DesaturationRecoverySeconds,
        _ => 0,
    };

    /// <summary>Steps a second of a walk or a run, 0.5..4; 60 times it may equal the heart rate, the hardest case for a
    /// pulse meter.</summary>
    public double CadenceHertz { get; init; } = Kind switch
    {
        EpisodeKind.Walking => WearerParameters.WalkingHertz,
        EpisodeKind.Running => WearerParameters.RunningHertz,
        _ => 0,
    };

    /// <summary>Relative spread (standard deviation) of the cadence as it wanders over tens of seconds, 0..0.1; 0 keeps
    /// the pace of a metronome.</summary>
    public double CadenceSpread { get; init; }

    /// <summary>Swing of an arm at half the cadence, as a multiple of the steps' own size, in acceleration and light,
    /// 0..3. A wrist has about one, a chest none.</summary>
    public double ArmSwing { get; init; }

    /// <summary>Size of the motion's wave in the light, peak to peak, as a multiple of the pulse's, 0..10; the design
    /// asks for 0.5 to 5. Zero: in proportion to the acceleration, whatever the pulse.</summary>
    public double PulseMultiple { get; init; }

    /// <summary>How far the way from acceleration to light drifts over tens of seconds, 0..1: the gain by up to this
    /// share, the phase by up to this share of a quarter of a step.</summary>
    public double MotionDrift { get; init; }

    /// <summary>Share of the episode in force, 0..1.</summary>
    public double ShareAt(double seconds)
    {
        double since = seconds - StartMicros / 1e6;
        double left = (StartMicros + DurationMicros) / 1e6 + FallSeconds - seconds;
        if (since < 0 || left <= 0)
        {
            return 0;
        }
        double rise = RiseSeconds > 0 ? since / RiseSeconds : 1;
        double fall = FallSeconds > 0 ? left / FallSeconds : 1;
        return Math.Min(1, Math.Min(rise, fall));
    }
}
