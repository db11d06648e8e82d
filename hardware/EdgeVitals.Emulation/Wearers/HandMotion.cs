using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>Motion of a hand that takes no step: keys struck in bursts, and gestures. Pure functions of time, as a
/// multiple of the episode's size.</summary>
internal sealed class HandMotion
{
    private const int Tones = 5;
    private const int Axes = 3;

    /// <summary>Highest minus lowest that <see cref="Gesture"/> can reach, when all its tones meet.</summary>
    public static readonly double GesturePeakToPeak = 2 * Tones * Math.Sqrt(0.5 / Tones);

    private readonly SeededNoise noise;
    private readonly double[] angular = new double[Axes * Tones];
    private readonly double[] offset = new double[Axes * Tones];

    public HandMotion(SeededNoise noise)
    {
        this.noise = noise;
        for (int i = 0; i < angular.Length; i++)
        {
            angular[i] = 2 * Math.PI * noise.Uniform(
                Streams.Gesture, 2 * i, WearerParameters.GestureLowHertz, WearerParameters.GestureHighHertz);
            offset[i] = 2 * Math.PI * noise.Uniform(Streams.Gesture, 2 * i + 1);
        }
    }

    /// <summary>Jolts of the keys, within ±1: irregular, five slots a second, most of them filled, in bursts.</summary>
    public double Taps(double seconds)
    {
        long slot = (long)Math.Floor(seconds / WearerParameters.TapSlotSeconds);
        return Tap(slot, seconds) + Tap(slot - 1, seconds);
    }

    /// <summary>The hand between the keys: a slow move from place to place within ±1.</summary>
    public double Reach(double seconds)
    {
        double place = seconds / WearerParameters.ReachSeconds;
        long from = (long)Math.Floor(place);
        double part = place - from;
        double smooth = part * part * (3 - 2 * part);
        double before = noise.Uniform(Streams.Reach, from, -1, 1);
        double after = noise.Uniform(Streams.Reach, from + 1, -1, 1);
        return WearerParameters.ReachShare * (before + (after - before) * smooth);
    }

    /// <summary>Slow, irregular motion along one of three axes, of standard deviation 0.5.</summary>
    public double Gesture(double seconds, int axis)
    {
        double sum = 0;
        for (int i = axis * Tones; i < (axis + 1) * Tones; i++) sum += Math.Sin(angular[i] * seconds + offset[i]);
        return sum * Math.Sqrt(0.5 / Tones);
    }

    private double Tap(long slot, double seconds)
    {
        long burst = (long)Math.Floor(slot * WearerParameters.TapSlotSeconds / WearerParameters.BurstSeconds);
        if (!noise.Chance(Streams.Burst, burst, WearerParameters.BurstShare)) return 0;
        if (!noise.Chance(Streams.Tap, 3 * slot, WearerParameters.TapShare)) return 0;
        double since = seconds
            - WearerParameters.TapSlotSeconds * (slot + noise.Uniform(Streams.Tap, 3 * slot + 1));
        if (since <= 0) return 0;
        double size = noise.Uniform(Streams.Tap, 3 * slot + 2, WearerParameters.SmallestTap, 1);
        return size * Math.Exp(-since / WearerParameters.TapDecaySeconds)
            * Math.Sin(2 * Math.PI * WearerParameters.TapHertz * since);
    }
}
