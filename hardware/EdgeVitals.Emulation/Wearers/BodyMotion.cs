using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>Acceleration at the sensor: gravity in a direction of the person's own, breathing, tremor, and steps.
/// </summary>
internal sealed class BodyMotion
{
    /// <summary>Steps a second of a walk (chosen: 108 a minute, a usual pace).</summary>
    public const double WalkingHertz = 1.8;

    /// <summary>Steps a second of a run (chosen: 162 a minute).</summary>
    public const double RunningHertz = 2.7;

    private const double GravityMilliG = 1000;

    // Chosen: the chest's tilt with a breath, and tremor with the chip's own noise of about one count, 4 mg.
    private const double BreathMilliG = 5;
    private const double TremorMilliG = 3;

    // Sensors off the body lie still; what is left is the chip's noise.
    private const double StillMilliG = 1;

    // A foot strike is no sine (second harmonic), and the body sways once in two steps (chosen).
    private const double StrikeShare = 0.3;
    private const double SwayShare = 0.3;
    private const double LargestTilt = Math.PI / 3;

    private readonly SeededNoise noise;
    private readonly double breathHertz;
    private readonly double downX;
    private readonly double downY;
    private readonly double downZ;

    public BodyMotion(SeededNoise noise, double breathHertz)
    {
        this.noise = noise;
        this.breathHertz = breathHertz;
        double tilt = noise.Uniform(Streams.Motion, -1, 0, LargestTilt);
        double direction = noise.Uniform(Streams.Motion, -2, 0, 2 * Math.PI);
        downX = Math.Sin(tilt) * Math.Cos(direction);
        downY = Math.Sin(tilt) * Math.Sin(direction);
        downZ = Math.Cos(tilt);
    }

    /// <summary>Up and down of one's gait, −1.3..1.3, by device time: feet and light share its phase.</summary>
    public static double Gait(double seconds, double cadenceHertz)
    {
        double angle = 2 * Math.PI * cadenceHertz * seconds;
        return Math.Sin(angle) + StrikeShare * Math.Sin(2 * angle);
    }

    public void At(long micros, VitalTruth level, out int x, out int y, out int z)
    {
        double seconds = micros / 1e6;
        double along = GravityMilliG;
        double across = 0;
        double deviation = StillMilliG;
        if (level.Contact)
        {
            deviation = TremorMilliG;
            across = BreathMilliG * Math.Sin(2 * Math.PI * breathHertz * seconds);
            if (level.StepMilliG > 0)
            {
                along += level.StepMilliG * Gait(seconds, level.CadenceHertz);
                across += SwayShare * level.StepMilliG * Math.Sin(Math.PI * level.CadenceHertz * seconds);
            }
        }
        // Across is in the horizontal plane: (−downZ, 0, downX) is at right angles to gravity.
        x = Rounded(along * downX - across * downZ + deviation * noise.Normal(Streams.Motion, 3 * micros));
        y = Rounded(along * downY + deviation * noise.Normal(Streams.Motion, 3 * micros + 1));
        z = Rounded(along * downZ + across * downX + deviation * noise.Normal(Streams.Motion, 3 * micros + 2));
    }

    private static int Rounded(double value) => (int)Math.Round(value);
}
