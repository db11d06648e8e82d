using EdgeVitals.Device;
using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Pi;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Device;

/// <summary>When the chips of a whole emulated board run, by the plan.</summary>
public sealed class PowerTests(ITestOutputHelper output) : IFrameSink
{
    private const long Second = 1_000_000;
    private const long Minute = 60 * Second;

    private readonly List<(int Channel, long Start, long End)> _frames = [];

    void IFrameSink.Append(Frame frame) => _frames.Add((frame.ChannelId, frame.StartTicks, frame.EndTicks));

    [Fact]
    public void Spot_measurements_begin_on_their_multiples_and_the_chips_sleep_between()
    {
        (EmulatedBoard board, PowerManager power) = Start(new PowerPlan { SpotEveryMicros = 10 * Minute }, []);
        int services = Run(board, power, 35 * Minute);
        Assert.Equal(PowerState.Idle, power.State);
        Assert.Equal(4, power.Spots);
        Assert.Equal([0, 10, 20, 30], StartsOf(Channels.HeartRate).Select(s => s / Minute).Distinct());
        Assert.All(_frames, f => Assert.InRange(f.End % (10 * Minute), 0, 41 * Second));
        output.WriteLine($"{services} services in 35 minutes with 4 spots of 40 s");
        // The converter asks 134 times a second, the FIFOs at least 5 times: asleep nobody asks.
        Assert.InRange(services, 4 * 40 * 100, 4 * 40 * 200);
    }

    [Fact]
    public void Motion_starts_a_spot_and_a_restless_wearer_does_not_empty_the_cell()
    {
        PowerPlan plan = new() { SpotEveryMicros = 60 * Minute, WakeOnMotion = true };
        VitalEpisode walk = new(EpisodeKind.Walking, 20 * Minute, 25 * Minute, 300);
        (EmulatedBoard board, PowerManager power) = Start(plan, [walk]);
        Run(board, power, 50 * Minute);
        // At 20 min; then each 10 min of quiet and 40 s of spot later while the walk lasts.
        Assert.Equal(3, power.MotionWakes);
        Assert.Equal(4, power.Spots);
        Assert.Equal([0, 20, 30, 31, 41], StartsOf(Channels.HeartRate).Select(s => s / Minute).Distinct());
    }

    [Fact]
    public void Continuous_measures_without_a_gap_and_ends_when_told()
    {
        (EmulatedBoard board, PowerManager power) = Start(new PowerPlan { Continuous = true }, []);
        Run(board, power, 2 * Minute);
        Assert.Equal(PowerState.Continuous, power.State);
        power.End();
        Assert.InRange(StartsOf(Channels.HeartRate).Count(), 12, 13);
        Assert.False(power.TakeSendDue());
    }

    [Fact]
    public void Backlog_makes_an_idle_device_say_backfill_until_it_is_sent()
    {
        PowerPlan plan = new() { SpotEveryMicros = 60 * Minute, BackfillFrames = 50 };
        (EmulatedBoard board, PowerManager power) = Start(plan, []);
        Run(board, power, Minute);
        Assert.True(power.TakeSendDue());
        Assert.False(power.TakeSendDue());
        int[] states = [.. ((int[])[49, 50, 20, 1, 0]).Select(pending =>
        {
            power.Service(pending);
            return power.State;
        })];
        Assert.Equal([PowerState.Idle, PowerState.Backfill, PowerState.Backfill, PowerState.Backfill, PowerState.Idle],
            states);
    }

    [Fact]
    public void Accelerometer_that_forgot_its_settings_while_armed_is_armed_again()
    {
        PowerPlan plan = new() { SpotEveryMicros = 60 * Minute, WakeOnMotion = true };
        VitalEpisode walk = new(EpisodeKind.Walking, 30 * Minute, Minute, 300);
        (EmulatedBoard board, PowerManager power) = Start(plan, [walk]);
        Run(board, power, 5 * Minute);
        board.FaultsOf(ChipKind.Adxl345)!.Set(EdgeVitals.Emulation.Chips.BusFaults.PowerLoss, 1);
        Run(board, power, 28 * Minute);
        Assert.Equal(1, power.MotionWakes);
    }

    private (EmulatedBoard Board, PowerManager Power) Start(PowerPlan plan, VitalEpisode[] episodes)
    {
        WaveformWearer wearer = new(new VitalScenario { Episodes = episodes }, 7);
        EmulatedBoard board = new(wearer, wearer, wearer);
        PowerManager power = new(board.Drivers.Sampler(this, 10), board.Drivers.Motion, board.Clock, plan);
        power.Begin();
        return (board, power);
    }

    /// <summary>Serves only when the manager asks; how often it did.</summary>
    private static int Run(EmulatedBoard board, PowerManager power, long micros)
    {
        long end = board.Clock.Micros() + micros;
        int services = 0;
        while (board.Clock.Micros() < end)
        {
            long now = board.Clock.Micros();
            power.Service(0);
            services++;
            long due = Math.Max(now + 1, Math.Min(end, power.NextDue()));
            board.Clock.Advance(due - now);
        }
        return services;
    }

    private IEnumerable<long> StartsOf(Channel channel) =>
        _frames.Where(f => f.Channel == channel.Id).Select(f => f.Start).Distinct();
}
