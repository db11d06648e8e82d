using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Pi;
using EdgeVitals.Wire;
using Xunit;

namespace EdgeVitals.Tests.Device;

/// <summary>All six chips from one loop: where their samples stand, and what a chip that is off becomes.</summary>
public sealed class SensorSamplerTests : IFrameSink
{
    private const long Second = 1_000_000;
    private readonly List<Frame> _frames = [];

    [Fact]
    public void Six_chips_fill_their_channels_without_a_gap()
    {
        (EmulatedBoard board, SensorSampler sampler) = Start(Still());
        Run(board, sampler, 30);
        sampler.End();
        Assert.Equal(6, sampler.Chips);
        Assert.Equal(30, Values(Channels.Activity).Count);
        Assert.All(Values(Channels.Activity), v => Assert.InRange(v, 0, MotionSampler.MovingMilliG - 1));
        Assert.InRange(Values(Channels.Ecg).Count, 3749, 3750);
        // The R peak of the virtual heart is one millivolt.
        Assert.InRange(Values(Channels.Ecg).Max(), 800, 1300);
        Assert.InRange(Values(Channels.SkinConductance).Count, 29, 30);
        Assert.All(Values(Channels.SkinConductance), v => Assert.InRange(v, 500, 20_000));
        Assert.InRange(Values(Channels.SkinTemperature).Count, 29, 30);
        Assert.All(Values(Channels.SkinTemperature), v => Assert.InRange(v, 34_500, 36_000));
        Assert.All(Values(Channels.Battery), v => Assert.InRange(v, 940, 950));
        Assert.NotEmpty(Values(Channels.Battery));
        Assert.Equal(0, Missing(Channels.Ecg) + Missing(Channels.Activity));
    }

    [Fact]
    public void Raw_motion_is_sent_for_a_window_with_movement_only()
    {
        (EmulatedBoard board, SensorSampler sampler) = Start(new VitalScenario
        {
            Episodes = [new VitalEpisode(EpisodeKind.Walking, 30 * Second, 30 * Second, 300)],
        });
        Run(board, sampler, 30);
        Assert.Empty(Of(Channels.AccelerationZ));
        Run(board, sampler, 30);
        sampler.End();
        Frame[] raw = [.. Of(Channels.AccelerationX).Concat(Of(Channels.AccelerationY))
            .Concat(Of(Channels.AccelerationZ))];
        Assert.Equal(3, raw.Length);
        Assert.All(raw, f => Assert.InRange(f.Count, 745, 755));
        Assert.All(raw, f => Assert.InRange(f.StartTicks, 29 * Second, 31 * Second));
        Assert.Contains(Values(Channels.Activity), v => v >= MotionSampler.MovingMilliG);
    }

    [Fact]
    public void Clock_that_jumps_a_day_leaves_one_gap_for_each_channel_and_goes_on()
    {
        const long day = 86_400 * Second;
        (EmulatedBoard board, SensorSampler sampler) = Start(Still());
        Run(board, sampler, 12);
        board.Clock.Advance(day);
        Run(board, sampler, 30);
        sampler.End();
        Assert.Equal(1, sampler.ClockJumps);
        foreach (Channel channel in (Channel[])[Channels.HeartRate, Channels.SpO2, Channels.BodyTemperature,
            Channels.PlethInfrared, Channels.Activity, Channels.Ecg, Channels.SkinConductance,
            Channels.SkinTemperature, Channels.Battery])
        {
            Frame gap = Assert.Single(Of(channel), f => f.GapReasons.Take(f.GapCount).Contains(GapReason.ClockJump));
            Assert.Equal((0, 1), (gap.Count, gap.GapCount));
            Assert.InRange(gap.EndTicks - gap.StartTicks, day - 31 * Second, day + 12 * Second);
            Frame after = Of(channel).First(f => f.StartTicks > day);
            Assert.InRange(after.StartTicks, gap.EndTicks, gap.EndTicks + 2 * Second + 30 * Second);
        }
        Assert.InRange(Of(Channels.HeartRate).Count(), 8, 11);
    }

    [Fact]
    public void Clock_that_goes_back_is_counted_and_sampling_goes_on()
    {
        SteppedClock clock = new();
        EmulatedBoard board = new(new WaveformWearer(Still(), 3), new Skin(36_500), null);
        SensorSampler sampler = new(clock, new VitalsSampler(new Max30102(board.Optics, board.Optics, clock),
            new Tmp117(board.Thermometer), clock, this, 10), null, null, null);
        clock.Now = 3600 * Second;
        sampler.Begin();
        for (int i = 0; i < 4000; i++)
        {
            if (i == 2000) clock.Now -= 1800 * Second;
            board.Clock.Advance(10_000);
            clock.Now += 10_000;
            sampler.Service();
        }
        sampler.End();
        Assert.Equal(1, sampler.ClockJumps);
        StatusMessage status = new() { ClockJumps = 4 };
        Assert.True(sampler.Report(status));
        Assert.False(sampler.Report(status));
        Assert.Equal(5, status.ClockJumps);
        Assert.InRange(Values(Channels.HeartRate).Count + Missing(Channels.HeartRate), 38, 41);
    }

    [Theory]
    [InlineData(ChipKind.Max30102)]
    [InlineData(ChipKind.Tmp117)]
    [InlineData(ChipKind.Mlx90614)]
    [InlineData(ChipKind.Adxl345)]
    [InlineData(ChipKind.Ads1115)]
    [InlineData(ChipKind.Max17048)]
    public void Unplugged_chip_is_reported_missing_and_good_again_and_the_others_go_on(int kind)
    {
        (EmulatedBoard board, SensorSampler sampler) = Start(Still());
        StatusMessage status = new();
        Run(board, sampler, 5);
        Assert.True(sampler.Report(status));
        Assert.Equal(ChipState.Good, StateOf(status, kind));
        Assert.False(sampler.Report(status));

        board.FaultsOf(kind)!.Set(BusFaults.Absent, -1);
        // The fuel gauge is asked once a window of 5 s, so the third silence comes after 15 s.
        Run(board, sampler, 20);
        Assert.True(sampler.Report(status));
        Assert.Equal(ChipState.Missing, StateOf(status, kind));
        Assert.All(Enumerable.Range(0, 6).Where(i => status.ChipKinds[i] != kind),
            i => Assert.Equal(ChipState.Good, status.ChipStates[i]));

        board.FaultsOf(kind)!.Clear();
        Run(board, sampler, 20);
        sampler.End();
        Assert.True(sampler.Report(status));
        Assert.Equal(ChipState.Good, StateOf(status, kind));
        foreach (Channel channel in (Channel[])[Channels.PlethInfrared, Channels.Activity, Channels.Ecg])
        {
            // Nothing is silence: values and gaps together account for every period, to within one at each restart.
            int periods = Values(channel).Count + Missing(channel);
            double expected = 45 * 1e6 / Of(channel).First().PeriodMicros;
            Assert.InRange(periods, expected - 30, expected + 1);
        }
        Assert.True(Missing(ChannelOf(kind), GapReason.BusFault) > 0);
    }

    [Fact]
    public void Electrodes_that_are_off_are_a_gap_of_no_contact()
    {
        (EmulatedBoard board, SensorSampler sampler) = Start(new VitalScenario
        {
            Episodes = [new VitalEpisode(EpisodeKind.LostContact, 4 * Second, 4 * Second, 0)],
        });
        Run(board, sampler, 10);
        sampler.End();
        Assert.InRange(Missing(Channels.Ecg, GapReason.NoContact), 495, 505);
    }

    [Fact]
    public void Late_service_loses_ecg_slots_as_overflow_and_keeps_their_time()
    {
        (EmulatedBoard board, SensorSampler sampler) = Start(Still());
        Run(board, sampler, 2);
        board.Clock.Advance(800_000);
        sampler.Service();
        Run(board, sampler, 3);
        sampler.End();
        Assert.InRange(Missing(Channels.Ecg, GapReason.Overflow), 98, 101);
        Assert.InRange(Values(Channels.Ecg).Count + Missing(Channels.Ecg), 724, 726);
    }

    [Fact]
    public void Skin_conductance_fetched_after_a_pause_stands_in_the_second_in_which_it_was_measured()
    {
        (EmulatedBoard board, SensorSampler sampler) = Start(Still());
        // The conversion of second 2 begins at its ECG slot and 1.5 ms, and is fetched when second 3 is half over.
        Run(board, sampler, 2);
        while (board.Clock.Micros() < 2 * Second + 2_000) Step(board, sampler, 2 * Second + 2_000);
        board.Clock.Advance(1_500_000);
        sampler.Service();
        Run(board, sampler, 1);
        sampler.End();
        // Second 3 is measured late, when its turn was seen to be over; none is without a value and none has two.
        Assert.Equal(5, Values(Channels.SkinConductance).Count);
        Assert.Equal(0, Missing(Channels.SkinConductance));
    }

    /// <summary>An accelerometer whose oscillator is fast by 0.5 % gives its own second's motion to each second of light:
    /// where it ran away from the oximeter, the wearer was taken to rest now and then, and steps for a heart.</summary>
    [Fact]
    public void Motion_of_an_accelerometer_that_drifts_stays_with_the_light()
    {
        const double cadence = 108;
        (EmulatedBoard board, SensorSampler sampler) = Start(new VitalScenario
        {
            HeartRate = 75,
            Episodes =
            [
                new VitalEpisode(EpisodeKind.Walking, 30 * Second, 1200 * Second, 300)
                {
                    CadenceHertz = cadence / 60, PulseMultiple = 3,
                },
            ],
        });
        board.Motion!.DriftPpm = 5000;
        Run(board, sampler, 1200);
        sampler.End();
        List<int> rates = Values(Channels.HeartRate);
        Assert.InRange(rates.Count, 300, 1200);
        Assert.DoesNotContain(rates, rate => Math.Abs(rate / 10.0 - cadence) < 8);
        Assert.InRange(Values(Channels.Steps).Sum(), 0.95 * 1170 * cadence / 60, 1.05 * 1170 * cadence / 60);
    }

    [Fact]
    public void Ecg_gives_a_heart_rate_and_a_respiratory_rate_of_its_own()
    {
        (EmulatedBoard board, SensorSampler sampler) = Start(new VitalScenario { HeartRate = 75, RespiratoryRate = 15 });
        Run(board, sampler, 90);
        sampler.End();
        Assert.True(Values(Channels.EcgHeartRate).Count > 75);
        Assert.All(Values(Channels.EcgHeartRate), rate => Assert.InRange(rate, 700, 800));
        Assert.True(Values(Channels.EcgRespiratoryRate).Count > 20);
        Assert.All(Values(Channels.EcgRespiratoryRate), rate => Assert.InRange(rate, 140, 160));
        Assert.True(Values(Channels.RespiratoryRate).Count > 20);
        Assert.All(Values(Channels.RespiratoryRate), rate => Assert.InRange(rate, 140, 160));
    }

    void IFrameSink.Append(Frame frame)
    {
        byte[] buffer = new byte[Frame.MaximumEncodedBytes];
        int count = FrameCodec.Encode(frame, buffer, 0);
        Assert.True(count > 0, FrameError.Text(-count));
        Frame copy = new();
        Assert.Equal(FrameError.None, FrameCodec.TryDecode(buffer, 0, count, copy));
        _frames.Add(copy);
    }

    private static VitalScenario Still() => new();

    private (EmulatedBoard Board, SensorSampler Sampler) Start(VitalScenario scenario)
    {
        WaveformWearer wearer = new(scenario, 3);
        EmulatedBoard board = new(wearer, wearer, wearer);
        SensorSampler sampler = board.Drivers.Sampler(this, scenario.Episodes.Count > 0 ? 30 : 5);
        sampler.Begin();
        return (board, sampler);
    }

    private static void Run(EmulatedBoard board, SensorSampler sampler, int seconds)
    {
        long end = board.Clock.Micros() + seconds * Second;
        while (board.Clock.Micros() < end) Step(board, sampler, end);
    }

    private static void Step(EmulatedBoard board, SensorSampler sampler, long end)
    {
        long now = board.Clock.Micros();
        board.Clock.Advance(Math.Min(Math.Min(now + 10_000, end), Math.Max(sampler.NextDue(), now + 1)) - now);
        sampler.Service();
    }

    private static int StateOf(StatusMessage status, int kind) =>
        status.ChipStates[Array.IndexOf(status.ChipKinds, kind, 0, status.ChipCount)];

    private static Channel ChannelOf(int kind) => kind switch
    {
        ChipKind.Max30102 => Channels.PlethInfrared,
        ChipKind.Tmp117 => Channels.BodyTemperature,
        ChipKind.Mlx90614 => Channels.SkinTemperature,
        ChipKind.Adxl345 => Channels.Activity,
        ChipKind.Ads1115 => Channels.Ecg,
        _ => Channels.Battery,
    };

    private IEnumerable<Frame> Of(Channel channel) => _frames.Where(f => f.ChannelId == channel.Id);

    private List<int> Values(Channel channel) => [.. Of(channel).SelectMany(f => f.Values.Take(f.Count))];

    private int Missing(Channel channel, int reason = 0) => Of(channel).SelectMany(f => Enumerable.Range(0, f.GapCount)
        .Where(g => reason == 0 || f.GapReasons[g] == reason).Select(g => f.GapLengths[g])).Sum();

    private sealed class SteppedClock : IClock
    {
        public long Now { get; set; }

        public long Micros() => Now;
    }
}
