using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>Acceleration at the sensor: gravity in a direction of the person's own, breathing, tremor, steps with the
/// swing of an arm, and motion that is no step.</summary>
internal sealed class BodyMotion
{
    private readonly SeededNoise noise;
    private readonly double downX;
    private readonly double downY;
    private readonly double downZ;

    public BodyMotion(SeededNoise noise)
    {
        this.noise = noise;
        Gait = new Gait(noise);
        Hands = new HandMotion(noise);
        double tilt = noise.Uniform(Streams.Motion, -1, 0, WearerParameters.LargestTilt);
        double direction = noise.Uniform(Streams.Motion, -2, 0, 2 * Math.PI);
        downX = Math.Sin(tilt) * Math.Cos(direction);
        downY = Math.Sin(tilt) * Math.Sin(direction);
        downZ = Math.Cos(tilt);
    }

    /// <summary>Rhythm of the steps, which the light shares.</summary>
    public Gait Gait { get; }

    /// <summary>Typing and gestures, which the light shares.</summary>
    public HandMotion Hands { get; }

    /// <summary>Share of the light that motion takes away, of either sign. Equal in both colours, as blood and tissue
    /// that move under the sensor change the path of both.</summary>
    public double InLight(double seconds, in VitalTruth level)
    {
        double sum = level.StepMilliG > 0 ? Gait.InLight(seconds, level) : 0;
        if (level.TypingMilliG > 0)
        {
            sum += HandSize(level, level.TypingMilliG) * (Hands.Taps(seconds) + Hands.Reach(seconds)) / 2;
        }
        if (level.GestureMilliG > 0)
        {
            sum += HandSize(level, level.GestureMilliG) * Hands.Gesture(seconds, 0) / HandMotion.GesturePeakToPeak;
        }
        return sum;
    }

    private static double HandSize(in VitalTruth level, double milliG) => level.MotionMultiple > 0
        ? level.MotionMultiple * level.PerfusionPercent / 100
        : WearerParameters.ArtefactPerMilliG * milliG;

    /// <summary>Acceleration along the chip's axes, milli-g.</summary>
    public void At(long micros, double breaths, in VitalTruth level, out int x, out int y, out int z)
    {
        double seconds = micros / 1e6;
        double along = WearerParameters.GravityMilliG;
        double across = 0;
        double side = 0;
        double deviation = WearerParameters.StillMilliG;
        if (level.Contact)
        {
            deviation = WearerParameters.TremorMilliG;
            across = WearerParameters.BreathMilliG * Math.Sin(2 * Math.PI * breaths);
            if (level.StepMilliG > 0)
            {
                double phase = Gait.PhaseAt(seconds, level);
                double swing = level.ArmSwing * Gait.Swing(phase + WearerParameters.ArmSwingLead);
                along += level.StepMilliG * (Gait.Strike(phase) + WearerParameters.ArmSwingAlong * swing);
                across += level.StepMilliG * (WearerParameters.SwayShare * Gait.Swing(phase) + swing);
            }
            if (level.TypingMilliG > 0)
            {
                along += level.TypingMilliG * Hands.Taps(seconds);
                across += level.TypingMilliG * Hands.Reach(seconds);
            }
            if (level.GestureMilliG > 0)
            {
                along += level.GestureMilliG * Hands.Gesture(seconds, 0);
                across += level.GestureMilliG * Hands.Gesture(seconds, 1);
                side = level.GestureMilliG * Hands.Gesture(seconds, 2);
            }
        }
        // Across is in the horizontal plane: (−downZ, 0, downX) is at right angles to gravity.
        x = Rounded(along * downX - across * downZ + deviation * noise.Normal(Streams.Motion, 3 * micros));
        y = Rounded(along * downY + side + deviation * noise.Normal(Streams.Motion, 3 * micros + 1));
        z = Rounded(along * downZ + across * downX + deviation * noise.Normal(Streams.Motion, 3 * micros + 2));
    }

    private static int Rounded(double value) => (int)Math.Round(value);
}
