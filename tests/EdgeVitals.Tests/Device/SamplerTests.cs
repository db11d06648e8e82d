using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Wire;
using Xunit;

namespace EdgeVitals.Tests.Device;

/// <summary>Where samples stand in time, and what becomes of the ones that were lost.</summary>
public sealed class SamplerTests
{
    // Mean of the four raw samples of a 40 ms slot of the ramp; its time is the first one's.
    private static double RampAt(double seconds) => 100_000 + seconds * 100 + 1.5;

    [Theory]
    [InlineData(10, true)]
    [InlineData(90, true)]
    [InlineData(10, false)]
    [InlineData(200, true)]
    [InlineData(200, false)]
    public void Samples_stand_where_their_index_says_however_late_they_are_read(int stepMillis, bool interrupt)
    {
        Board board = new(new Ramp(), new Skin(36_600), 30, interrupt);
        board.Sampler.Begin();
        board.Run(90, stepMillis);
        board.Sampler.End();
        (double Seconds, int Value)[] samples = [.. board.Samples(Channels.PlethInfrared)];
        Assert.Equal(2250, samples.Length);
        Assert.All(samples, s => Assert.InRange(s.Value - RampAt(s.Seconds), -2, 2));
        Assert.Equal(0, board.Driver.OverflowSamples);
        Assert.Equal(0, board.Optics.EmptyReads);
        Assert.Equal(3, board.Of(Channels.PlethInfrared).Count());
        // A contact's first eight seconds show the probe, not the skin.
        Assert.Equal(82, board.Samples(Channels.BodyTemperature).Count());
        Assert.Equal(8, board.Missing(Channels.BodyTemperature, GapReason.LowQuality));
        Assert.All(board.Samples(Channels.BodyTemperature), s => Assert.InRange(s.Value, 36_590, 36_610));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(600)]
    [InlineData(5_000)]
    public void Samples_lost_to_a_full_fifo_are_an_overflow_gap_and_time_stays_right(int pauseMillis)
    {
        Board board = new(new Ramp(), new Skin(36_600));
        board.Sampler.Begin();
        board.Run(7);
        board.Clock.Advance(pauseMillis * 1000);
        board.Run(53);
        board.Sampler.End();
        long lost = board.Driver.OverflowSamples;
        Assert.InRange(lost, pauseMillis / 10 - 32, pauseMillis / 10);
        (double Seconds, int Value)[] samples = [.. board.Samples(Channels.PlethInfrared)];
        int missing = board.Missing(Channels.PlethInfrared, GapReason.Overflow);
        Assert.InRange(missing, lost / 4, lost / 4 + 2);
        // The clock counts a loss beyond 31 samples to within a sample or two.
        Assert.All(samples, s => Assert.InRange(s.Value - RampAt(s.Seconds), -3, 3));
        Assert.InRange(samples.Length + missing, (60_000 + pauseMillis) / 40 - 2, (60_000 + pauseMillis) / 40);
    }

    [Fact]
    public void Overflow_in_a_pulse_makes_gaps_of_that_reason_until_the_value_is_good_again()
    {
        WaveformWearer wearer = new(new VitalScenario { HeartRate = 66 }, 5);
        Board board = new(wearer, wearer);
        board.Sampler.Begin();
        board.Run(20);
        board.Clock.Advance(2_000_000);
        board.Run(38);
        board.Sampler.End();
        Assert.InRange(board.Missing(Channels.HeartRate, GapReason.Overflow), 6, 10);
        Assert.All(board.Samples(Channels.HeartRate), s => Assert.InRange(s.Value, 620, 700));
    }

    [Fact]
    public void Bus_fault_is_a_gap_of_its_own_and_sampling_comes_back()
    {
        Board board = new(new Ramp(), new Skin(36_600));
        board.Sampler.Begin();
        board.Run(10);
        board.Optics.Faults.Set(BusFaults.Absent, int.MaxValue);
        board.Thermometer.Faults.Set(BusFaults.Absent, int.MaxValue);
        board.Run(5);
        board.Optics.Faults.Clear();
        board.Thermometer.Faults.Clear();
        board.Run(15);
        board.Sampler.End();
        int missing = board.Missing(Channels.PlethInfrared, GapReason.BusFault);
        Assert.InRange(missing, 5 * 25, 7 * 25);
        Assert.Equal(750, board.Samples(Channels.PlethInfrared).Count() + missing);
        Assert.All(board.Samples(Channels.PlethInfrared), s => Assert.InRange(s.Value - RampAt(s.Seconds), -6, 6));
        Assert.InRange(board.Missing(Channels.BodyTemperature, GapReason.BusFault), 5, 7);
        Assert.True(board.Sampler.BusFaults > 0);
    }

    [Fact]
    public void Bus_fault_over_the_end_of_a_window_is_counted_in_both()
    {
        Board board = new(new Ramp(), new Skin(36_600));
        board.Sampler.Begin();
        board.Run(28);
        board.Optics.Faults.Set(BusFaults.Absent, int.MaxValue);
        board.Run(40);
        board.Optics.Faults.Clear();
        board.Run(22);
        board.Sampler.End();
        int missing = board.Missing(Channels.PlethInfrared, GapReason.BusFault);
        Assert.InRange(missing, 40 * 25, 42 * 25);
        Assert.Equal(90 * 25, board.Samples(Channels.PlethInfrared).Count() + missing);
        Assert.All(board.Samples(Channels.PlethInfrared), s => Assert.InRange(s.Value - RampAt(s.Seconds), -6, 6));
    }

    [Fact]
    public void Short_read_of_the_fifo_is_a_bus_fault_and_not_a_shift_in_time()
    {
        Board board = new(new Ramp(), new Skin(36_600));
        board.Sampler.Begin();
        board.Run(10);
        board.Optics.Faults.Set(BusFaults.ShortRead, 1);
        board.Run(20);
        board.Sampler.End();
        Assert.InRange(board.Missing(Channels.PlethInfrared, GapReason.BusFault), 1, 60);
        Assert.All(board.Samples(Channels.PlethInfrared), s => Assert.InRange(s.Value - RampAt(s.Seconds), -6, 6));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20_000)]
    [InlineData(-20_000)]
    public void Time_of_windows_follows_the_clock_when_the_chip_drifts(int ppm)
    {
        Board board = new(new Ramp(), new Skin(36_600));
        board.Optics.DriftPpm = ppm;
        board.Sampler.Begin();
        board.Run(600);
        // Without the correction 2 % of ten minutes would be 12 s; within a window it is 0.6 s at most.
        Frame last = board.Of(Channels.PlethInfrared).Last();
        Assert.InRange(last.TicksOf(0) / 1e6, 600 - 62, 600);
        double error = (last.ValueAt(0) - RampAt(last.TicksOf(0) / 1e6)) / 100;
        Assert.InRange(error, -0.65, 0.65);
    }

    [Fact]
    public void Temperature_that_is_implausible_or_jumps_is_a_gap()
    {
        Skin skin = new(36_600);
        Board board = new(new Lamp(90_000, 110_000), skin);
        board.Sampler.Begin();
        board.Run(10);
        skin.Celsius = 39_000;
        board.Run(10);
        skin.Celsius = 60_000;
        board.Run(10);
        board.Sampler.End();
        int[] values = [.. board.Samples(Channels.BodyTemperature).Select(s => s.Value)];
        Assert.DoesNotContain(values, v => v > 45_000);
        // Two of the ten seconds before the jump and of those after it: eight must agree first.
        Assert.InRange(values.Length, 3, 5);
        Assert.Contains(values, v => v < 36_700);
        Assert.Contains(values, v => v is > 38_900 and < 39_100);
        Assert.Equal(30 - values.Length, board.Missing(Channels.BodyTemperature, GapReason.LowQuality));
    }

    [Fact]
    public void Drivers_refuse_a_stranger_and_name_an_absent_chip()
    {
        Board board = new(new Ramp(), new Skin(36_600));
        board.Optics.PartId = 0x11;
        Assert.Equal(DriverStatus.WrongPart, board.Driver.Start(Max30102.DefaultAmplitude));
        board.Optics.Faults.Set(BusFaults.Absent, 1);
        Assert.Equal(BusStatus.Nack, board.Driver.Start(Max30102.DefaultAmplitude));
        Tmp117 thermometer = new(board.Thermometer);
        board.Thermometer.DeviceId = 0x118;
        Assert.Equal(DriverStatus.WrongPart, thermometer.Start());
        board.Thermometer.DeviceId = 0x3117;
        Assert.Equal(DriverStatus.Ok, thermometer.Start());
        Assert.Equal(3, thermometer.Revision);
        // -256 °C before the first conversion is no value.
        Assert.Equal(DriverStatus.NotReady, thermometer.Read());
    }

    [Fact]
    public void Sampling_allocates_nothing_between_frames()
    {
        WaveformWearer wearer = new(new VitalScenario(), 1);
        VirtualClock clock = new();
        Max30102Twin optics = new(clock, wearer);
        Tmp117Twin thermometer = new(clock, wearer);
        CountingSink sink = new();
        VitalsSampler sampler = new(new Max30102(optics, optics, clock), new Tmp117(thermometer), clock, sink, 30);
        sampler.Begin();
        Advance(clock, sampler, 40);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Advance(clock, sampler, 60);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sink.Frames >= 8);
    }

    private static void Advance(VirtualClock clock, VitalsSampler sampler, int seconds)
    {
        for (int i = 0; i < seconds * 100; i++)
        {
            clock.Advance(10_000);
            sampler.Service();
        }
    }

    private sealed class CountingSink : IFrameSink
    {
        public int Frames { get; private set; }

        public void Append(Frame frame) => Frames++;
    }
}
