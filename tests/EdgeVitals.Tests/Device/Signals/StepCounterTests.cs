using EdgeVitals.Device;
using EdgeVitals.Emulation.Wearers;
using Xunit;

namespace EdgeVitals.Tests.Device.Signals;

public sealed class StepCounterTests(ITestOutputHelper output)
{
    // Tuned on seeds below 100; these were not looked at.
    private const ulong HeldOut = 7000;

    private static readonly (int[] Cadences, double[] MilliG)[] Gaits =
    [
        ([80, 90, 100, 110, 120, 130], [100, 200, 400]),
        ([140, 150, 160, 170, 180], [200, 400, 800, 1300]),
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(0.6)]
    public void Steps_of_walks_and_runs_in_any_orientation_are_within_five_percent(double swing)
    {
        List<double> errors = [];
        foreach ((int[] cadences, double[] sizes) in Gaits)
        {
            foreach (int cadence in cadences)
            {
                foreach (double milliG in sizes)
                {
                    double before = errors.Sum();
                    for (ulong seed = HeldOut; seed < HeldOut + 4; seed++)
                    {
                        StepRecord record = new StepRecord(seed).Rest(15).Walk(120, cadence, milliG, swing).Rest(15);
                        errors.Add(100.0 * Math.Abs(Counted(record) - record.Steps) / record.Steps);
                    }
                }
            }
        }
        output.WriteLine($"swing {swing}: {errors.Count} walks, mean error {errors.Average():F2} %, worst " +
            $"{errors.Max():F1} %, over five {errors.Count(e => e > 5)}");
        // Arm swing half as strong as the bounce may hide one walk in fifty at the edges of cadence and strength.
        Assert.True(errors.Count(e => e > 5) <= (swing > 0.5 ? errors.Count / 50 : 0), "too many over five per cent");
    }

    [Fact]
    public void Rest_typing_and_gestures_for_ten_minutes_are_no_steps()
    {
        for (ulong seed = HeldOut; seed < HeldOut + 10; seed++)
        {
            int rest = Counted(new StepRecord(seed).Rest(600));
            int typing = Counted(new StepRecord(seed).Type(600));
            int gestures = Counted(new StepRecord(seed).Gesture(600));
            int drive = Counted(new StepRecord(seed).Drive(600));
            output.WriteLine($"10 min: rest {rest}, typing {typing}, gestures {gestures}, drive {drive}");
            Assert.Equal(0, rest);
            Assert.Equal(0, typing);
            Assert.True(gestures <= 16, $"gestures {gestures}");
            // A rough road has the beat of a walk; 10 min of walking are 1000 and more.
            Assert.True(drive <= 100, $"drive {drive}");
        }
    }

    [Fact]
    public void Counter_of_every_peak_is_caught()
    {
        // The records hold what a counter without a row of regular peaks would count.
        int gestures = Peaks(new StepRecord(HeldOut).Gesture(600));
        int typing = Peaks(new StepRecord(HeldOut).Type(600));
        output.WriteLine($"every peak: gestures {gestures}, typing {typing}");
        Assert.True(gestures > 100, $"{gestures}");
        Assert.True(typing > 100, $"{typing}");
    }

    [Fact]
    public void Seven_steps_are_none_and_the_eighth_brings_all()
    {
        StepRecord record = new StepRecord(HeldOut).Rest(5).Walk(12, 100, 300, 0);
        StepCounter counter = new();
        List<int> added = [];
        foreach ((int x, int y, int z) in record.Samples)
        {
            int steps = counter.Push(x, y, z);
            if (steps > 0) added.Add(steps);
        }
        Assert.Equal(StepCounter.LeastInRow, added[0]);
        Assert.All(added.Skip(1), steps => Assert.InRange(steps, 1, 2));
        Assert.InRange(counter.Cadence, 92, 108);
        Assert.Equal(0, Counted(new StepRecord(HeldOut).Rest(5).Walk(4, 100, 300, 0).Rest(10)));
    }

    [Fact]
    public void Walk_of_the_virtual_wearer_is_within_five_percent()
    {
        foreach ((EpisodeKind kind, double milliG, double hertz) in ((EpisodeKind, double, double)[])
            [(EpisodeKind.Walking, 250, 1.8), (EpisodeKind.Running, 1000, 2.7)])
        {
            WaveformWearer wearer = new(new VitalScenario
            {
                Episodes = [new VitalEpisode(kind, 20_000_000, 100_000_000, milliG)],
            }, 11);
            StepCounter counter = new();
            for (int i = 0; i < 140 * 25; i++)
            {
                wearer.Read(i * 40_000L, out int x, out int y, out int z);
                counter.Push(x, y, z);
            }
            double expected = 100 * hertz;
            output.WriteLine($"{kind}: {counter.Steps} of {expected:F0}");
            Assert.InRange(counter.Steps, 0.95 * expected, 1.05 * expected);
        }
    }

    [Fact]
    public void Activity_tells_rest_gestures_walk_and_run_apart()
    {
        Assert.Equal(ActivityMeter.Still, MostOften(new StepRecord(HeldOut).Rest(60)));
        Assert.Equal(ActivityMeter.Moving, MostOften(new StepRecord(HeldOut).Gesture(60)));
        Assert.Equal(ActivityMeter.Walking, MostOften(new StepRecord(HeldOut).Walk(60, 105, 250, 0.3)));
        Assert.Equal(ActivityMeter.Running, MostOften(new StepRecord(HeldOut).Walk(60, 165, 900, 0.3)));
    }

    [Fact]
    public void Step_counter_allocates_nothing_and_stays_small()
    {
        StepRecord record = new StepRecord(HeldOut).Walk(60, 105, 250, 0.3);
        (int X, int Y, int Z)[] samples = [.. record.Samples];
        GC.KeepAlive(new StepCounter());
        long before = GC.GetAllocatedBytesForCurrentThread();
        StepCounter counter = new();
        long state = GC.GetAllocatedBytesForCurrentThread() - before;
        before = GC.GetAllocatedBytesForCurrentThread();
        foreach ((int x, int y, int z) in samples) counter.Push(x, y, z);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        output.WriteLine($"state {state} bytes");
        Assert.True(state <= 256, $"{state} bytes");
    }

    private static int Counted(StepRecord record)
    {
        StepCounter counter = new();
        int steps = 0;
        foreach ((int x, int y, int z) in record.Samples) steps += counter.Push(x, y, z);
        Assert.Equal(steps, counter.Steps);
        return steps;
    }

    private static int Peaks(StepRecord record)
    {
        double[] lengths = [.. record.Samples.Select(s => Math.Sqrt(s.X * s.X + s.Y * s.Y + s.Z * s.Z))];
        int peaks = 0;
        int last = -8;
        for (int i = 1; i < lengths.Length - 1; i++)
        {
            if (lengths[i] < 1040 || lengths[i] < lengths[i - 1] || lengths[i] <= lengths[i + 1] || i - last < 7) continue;
            peaks++;
            last = i;
        }
        return peaks;
    }

    private static int MostOften(StepRecord record)
    {
        StepCounter counter = new();
        ActivityMeter meter = new();
        List<int> classes = [];
        foreach ((int x, int y, int z) in record.Samples)
        {
            counter.Push(x, y, z);
            if (meter.Push(x, y, z, counter.Cadence)) classes.Add(meter.Class);
        }
        return classes.GroupBy(c => c).MaxBy(g => g.Count())!.Key;
    }
}
