using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Tests.Emulation;

/// <summary>Steps, arms and keys: in the acceleration, in the light, and as truth.</summary>
public sealed class WearerMotionTests
{
    private const long Second = 1_000_000;

    [Theory]
    [InlineData(1.0, 200, 0)]
    [InlineData(1.8, 300, 0)]
    [InlineData(1.8, 300, 1)]
    [InlineData(2.2, 300, 1)]
    [InlineData(2.7, 1000, 0.5)]
    [InlineData(3.0, 1000, 0)]
    public void Steps_of_the_truth_are_the_strikes_in_the_acceleration(double hertz, double size, double armSwing)
    {
        VitalScenario scenario = Moving(new VitalEpisode(EpisodeKind.Walking, 10 * Second, 120 * Second, size)
        {
            CadenceHertz = hertz, CadenceSpread = 0.03, ArmSwing = armSwing,
        });
        var wearer = new WaveformWearer(scenario, 7);
        double[] vertical = Vertical(scenario, 7, 150, 50);
        int strikes = 0;
        for (int i = 8; i < vertical.Length - 8; i++)
        {
            bool highest = true;
            for (int j = 1; j <= 8; j++) highest &= vertical[i] > vertical[i - j] && vertical[i] >= vertical[i + j];
            if (highest && vertical[i] > size / 4) strikes++;
        }
        Assert.InRange(strikes, wearer.StepsUpTo(150 * Second) - 1, wearer.StepsUpTo(150 * Second) + 1);
        Assert.InRange(wearer.StepsUpTo(150 * Second), (120 * hertz) - 10, (120 * hertz) + 10);
        Assert.Equal(0, wearer.StepsUpTo(10 * Second));
        Assert.Equal(wearer.StepsUpTo(130 * Second), wearer.StepsUpTo(150 * Second));
    }

    [Fact]
    public void Steps_are_counted_while_worn_and_alike_in_any_order_of_questions()
    {
        VitalScenario scenario = new()
        {
            Episodes =
            [
                new(EpisodeKind.Walking, 10 * Second, 60 * Second, 300),
                new(EpisodeKind.Running, 30 * Second, 10 * Second, 900),
                new(EpisodeKind.LostContact, 50 * Second, 10 * Second, 0),
            ],
        };
        var forward = new WaveformWearer(scenario, 3);
        var backward = new WaveformWearer(scenario, 3);
        long[] counts = [.. Enumerable.Range(0, 900).Select(i => forward.StepsUpTo(i * Second / 10))];
        Assert.Equal(counts.Reverse(), Enumerable.Range(0, 900).Reverse().Select(
            i => backward.StepsUpTo(i * Second / 10)));
        Assert.Equal(counts.Order(), counts);
        // 50 s of walking at 1.8 less the 10 s run and the 10 s without contact, and 27 strides of the run.
        Assert.InRange(counts[^1], (40 * 1.8) + 27 - 3, (40 * 1.8) + 27 + 3);
        Assert.Equal(counts[500], counts[600]);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(5)]
    public void Motion_in_the_light_has_its_multiple_of_the_pulse(double multiple)
    {
        VitalEpisode walk = new(EpisodeKind.Walking, 0, 120 * Second, 300)
        {
            CadenceHertz = 1.5, PulseMultiple = multiple,
        };
        double[] with = Light(Moving(walk), 5, 100);
        double[] without = Light(Moving(), 5, 100);
        double[] artefact = [.. with.Zip(without, (a, b) => a - b)];
        double pulse = 0.01 * new VitalScenario().InfraredCounts;
        Assert.Equal(multiple, (artefact.Max() - artefact.Min()) / pulse, 0.02 * multiple);
    }

    [Fact]
    public void Motion_at_the_hearts_own_rate_covers_the_pulses_line()
    {
        VitalEpisode walk = new(EpisodeKind.Walking, 0, 120 * Second, 300)
        {
            CadenceHertz = 2, PulseMultiple = 2, ArmSwing = 1,
        };
        VitalScenario scenario = Moving(walk) with { HeartRate = 120, Variability = 0 };
        double[] light = Light(scenario, 5, 100);
        double alone = Tone(Light(scenario with { Episodes = [] }, 5, 100), 2);
        double both = Tone(light, 2);
        Assert.True(Math.Abs(both - alone) > 0.5 * alone, $"{alone} alone, {both} with steps");
        // The arm's line at half the cadence is as large as the step's, and the pulse has none there.
        Assert.True(Tone(light, 1) > 0.8 * alone);
        Assert.True(Tone(Light(scenario with { Episodes = [] }, 5, 100), 1) < 0.05 * alone);
    }

    [Fact]
    public void Motion_drift_moves_gain_and_phase_between_acceleration_and_light()
    {
        VitalEpisode walk = new(EpisodeKind.Walking, 0, 600 * Second, 300) { PulseMultiple = 2, MotionDrift = 0.5 };
        VitalScenario scenario = Moving(walk);
        double[] artefact = [.. Light(scenario, 4, 300).Zip(Light(Moving(), 4, 300), (a, b) => a - b)];
        double[] steady = [.. Light(Moving(walk with { MotionDrift = 0 }), 4, 300).Zip(
            Light(Moving(), 4, 300), (a, b) => a - b)];
        List<double> sizes = [];
        List<double> phases = [];
        for (int from = 0; from + 1000 <= artefact.Length; from += 1000)
        {
            (double size, double phase) = Line(artefact[from..(from + 1000)], 1.8);
            (double steadySize, double steadyPhase) = Line(steady[from..(from + 1000)], 1.8);
            sizes.Add(size / steadySize);
            phases.Add(Math.IEEERemainder(phase - steadyPhase, 2 * Math.PI));
        }
        Assert.True(sizes.Max() - sizes.Min() > 0.5, $"gain {sizes.Min()}..{sizes.Max()}");
        Assert.InRange(sizes.Min(), 0, 2.1);
        Assert.True(phases.Max() - phases.Min() > 0.5, $"phase {phases.Min()}..{phases.Max()}");
        Assert.Equal(artefact, Light(scenario, 4, 300).Zip(Light(Moving(), 4, 300), (a, b) => a - b));
    }

    [Theory]
    [InlineData(EpisodeKind.Typing, 60)]
    [InlineData(EpisodeKind.Gestures, 200)]
    public void Hands_move_acceleration_and_light_and_take_no_step(EpisodeKind kind, double size)
    {
        VitalEpisode hands = new(kind, 10 * Second, 600 * Second, size) { PulseMultiple = 1 };
        var wearer = new WaveformWearer(Moving(hands), 3);
        Assert.Equal(0, wearer.StepsUpTo(700 * Second));
        double[] vertical = Vertical(Moving(hands), 3, 600, 100);
        double rest = Deviation(vertical[..900]);
        double during = Deviation(vertical[2000..]);
        Assert.True(during > 2 * rest, $"{rest} at rest, {during} then");
        Assert.InRange(during, 0.05 * size, size);
        double[] artefact = [.. Light(Moving(hands), 3, 300).Zip(Light(Moving(), 3, 300), (a, b) => a - b)];
        Assert.InRange(artefact[2000..].Max() - artefact[2000..].Min(), 300, 1.4 * 1100);
        Assert.Equal(0, Deviation(artefact[..900]), 1e-9);
    }

    private static VitalScenario Moving(params VitalEpisode[] episodes) =>
        new() { NoiseCounts = 0, PerfusionPercent = 1, Episodes = episodes };

    /// <summary>Acceleration along gravity's direction, less gravity, milli-g.</summary>
    private static double[] Vertical(VitalScenario scenario, ulong seed, int seconds, int rate)
    {
        var wearer = new WaveformWearer(scenario, seed);
        double[][] samples = [.. Enumerable.Range(0, seconds * rate).Select(i =>
        {
            wearer.Read(i * Second / rate, out int x, out int y, out int z);
            return (double[])[x, y, z];
        })];
        double[] mean = [.. Enumerable.Range(0, 3).Select(axis => samples.Take(9 * rate).Average(s => s[axis]))];
        double length = Math.Sqrt(mean.Sum(m => m * m));
        return [.. samples.Select(s => s.Zip(mean, (a, m) => a * m / length).Sum() - length)];
    }

    private static double[] Light(VitalScenario scenario, ulong seed, int seconds)
    {
        var wearer = new WaveformWearer(scenario, seed);
        return [.. Enumerable.Range(0, seconds * 100).Select(i =>
        {
            wearer.Read(i * 10_000L, out _, out int infrared);
            return (double)infrared;
        })];
    }

    private static double Tone(double[] samples, double hertz) => Line(samples, hertz).Size;

    /// <summary>Amplitude and phase of a frequency in samples at 100 Hz.</summary>
    private static (double Size, double Phase) Line(double[] samples, double hertz)
    {
        double mean = samples.Average();
        double cosine = 0;
        double sine = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double angle = 2 * Math.PI * hertz * i / 100;
            cosine += (samples[i] - mean) * Math.Cos(angle);
            sine += (samples[i] - mean) * Math.Sin(angle);
        }
        return (2 * Math.Sqrt((cosine * cosine) + (sine * sine)) / samples.Length, Math.Atan2(sine, cosine));
    }

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
