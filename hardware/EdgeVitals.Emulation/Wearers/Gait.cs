using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// Phase of the steps by device time, one a step, and what of it reaches the light. Pure functions of time, so that
/// feet and light share them and no sample depends on another.
/// </summary>
internal sealed class Gait(SeededNoise noise)
{
    private readonly SlowWander pace = new(noise, Streams.GaitPace);
    private readonly SlowWander gain = new(noise, Streams.MotionGain);
    private readonly SlowWander lag = new(noise, Streams.MotionLag);

    /// <summary>Steps since device tick zero at the level's cadence, its fraction the place within a step.</summary>
    public double PhaseAt(double seconds, in VitalTruth level)
    {
        double steps = level.CadenceHertz * seconds;
        if (level.CadenceSpread > 0) steps += level.CadenceHertz * level.CadenceSpread * pace.IntegralAt(seconds);
        return steps;
    }

    /// <summary>Up and down of one's body, −1.14..1.14: a foot strike is no sine.</summary>
    public static double Strike(double phase)
    {
        double angle = 2 * Math.PI * phase;
        return Math.Sin(angle) + WearerParameters.StrikeShare * Math.Sin(2 * angle);
    }

    /// <summary>Once to and fro in two steps, −1..1.</summary>
    public static double Swing(double phase) => Math.Sin(Math.PI * phase);

    /// <summary>Share of the light that the steps take away, of either sign.</summary>
    /// <param name="seconds">Device time, s.</param>
    /// <param name="level">State of that second.</param>
    public double InLight(double seconds, in VitalTruth level)
    {
        double phase = PhaseAt(seconds, level);
        double size = level.MotionMultiple > 0
            ? level.MotionMultiple * level.PerfusionPercent / 100 / WearerParameters.StrikePeakToPeak
            : WearerParameters.ArtefactPerMilliG * level.StepMilliG;
        if (level.MotionDrift > 0)
        {
            size *= Math.Max(0, 1 + level.MotionDrift * gain.At(seconds));
            phase -= level.MotionDrift * WearerParameters.DriftPhaseSteps * lag.At(seconds);
        }
        double swing = level.ArmSwing > 0 ? level.ArmSwing * Swing(phase + WearerParameters.ArmSwingLead) : 0;
        return size * (Strike(phase) + swing);
    }
}
