using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;

namespace EdgeVitals.Tests.Device.Drivers;

public sealed class Adxl345Tests : IMotionSource
{
    private readonly VirtualClock clock = new();
    private readonly Adxl345Twin twin;
    private readonly Adxl345 driver;
    private Func<long, (int X, int Y, int Z)> motion = _ => (0, 0, 1000);
    private long reads;

    public Adxl345Tests()
    {
        twin = new Adxl345Twin(clock, this);
        driver = new Adxl345(twin, twin, clock);
    }

    void IMotionSource.Read(long micros, out int x, out int y, out int z)
    {
        reads++;
        (x, y, z) = motion(micros);
    }

    [Theory]
    [InlineData(0, 0, 1000)]
    [InlineData(-1000, 500, 62)]
    [InlineData(3996, -4000, -4)]
    [InlineData(9000, -9000, 0)]
    public void Acceleration_reads_back_to_the_step_of_4_mg_and_clips_at_4_g(int x, int y, int z)
    {
        motion = _ => (x, y, z);
        Assert.Equal(DriverStatus.Ok, driver.Start());
        clock.Advance(100_000);
        Assert.Equal(DriverStatus.Ok, driver.Drain());
        Assert.Equal(2, driver.Count);
        Assert.InRange(driver.X[1] - Math.Clamp(x, -4000, 3996), -2, 2);
        Assert.InRange(driver.Y[1] - Math.Clamp(y, -4000, 3996), -2, 2);
        Assert.InRange(driver.Z[1] - z, -2, 2);
    }

    [Theory]
    [InlineData(true, 40)]
    [InlineData(true, 300)]
    [InlineData(false, 40)]
    [InlineData(false, 300)]
    public void Samples_arrive_in_order_with_the_interrupt_or_without_it(bool line, int stepMillis)
    {
        MotionRig rig = new(line) { StepMicros = stepMillis * 1000 };
        Assert.Equal(DriverStatus.Ok, rig.Start());
        for (int i = 0; i < 600; i++) Assert.Equal(DriverStatus.Ok, rig.Step());
        Assert.Empty(rig.Violations);
        Assert.InRange(rig.Good, 600 * stepMillis / 40 - 30, 600 * stepMillis / 40);
        Assert.Equal(0, rig.Twin.OverrunSamples);
    }

    [Fact]
    public void Line_asks_at_16_samples_and_a_lost_line_is_polled_at_22()
    {
        driver.Start();
        clock.Advance(16 * 40_000 - 1);
        Assert.False(twin.IsAsserted());
        clock.Advance(1);
        Assert.True(twin.IsAsserted());
        driver.Service();
        Assert.Equal(16, driver.Count);
        Adxl345 deaf = new(twin, null, clock);
        deaf.Start();
        clock.Advance(22 * 40_000 - 1);
        deaf.Service();
        Assert.Equal(0, deaf.Count);
        clock.Advance(1);
        deaf.Service();
        Assert.Equal(22, deaf.Count);
    }

    [Theory]
    [InlineData(33, 0)]
    [InlineData(40, 7)]
    [InlineData(90_000, 89_967)]
    public void Full_fifo_keeps_the_oldest_and_the_clock_counts_what_came_after(int periods, int lost)
    {
        motion = micros => ((int)(micros / 40_000) * 4 % 2000, 0, 0);
        driver.Start();
        clock.Advance(periods * 40_000L);
        Assert.Equal(DriverStatus.Ok, driver.Service());
        Assert.Equal(33, driver.Count);
        for (int i = 0; i < 33; i++) Assert.InRange(driver.X[i] - (i + 1) * 4, -2, 2);
        Assert.Equal(lost, driver.Lost);
        Assert.Equal(lost, driver.OverflowSamples);
        Assert.Equal(lost, twin.OverrunSamples);
        Assert.True(reads <= 34, "what nobody can see is not read from the source");
        clock.Advance(680_000);
        Assert.Equal(DriverStatus.Ok, driver.Service());
        Assert.Equal(17, driver.Count);
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(-2_000)]
    public void Drift_of_the_chip_loses_nothing_and_counts_nothing_as_lost(int ppm)
    {
        twin.DriftPpm = ppm;
        driver.Start();
        int samples = 0;
        for (int i = 0; i < 15_000; i++)
        {
            clock.Advance(40_000);
            driver.Service();
            samples += driver.Count;
        }
        Assert.Equal(0, driver.OverflowSamples);
        Assert.InRange(samples - 15_000 * (1 + ppm / 1e6), -24, 1);
    }

    [Fact]
    public void Power_loss_in_mid_run_is_said_until_the_next_start_and_its_line_asks_for_it()
    {
        driver.Start();
        clock.Advance(200_000);
        twin.PowerCycle();
        Assert.True(twin.IsAsserted());
        Assert.Equal(DriverStatus.Reset, driver.Service());
        Assert.Equal(0, driver.Count);
        Assert.Equal(DriverStatus.Reset, driver.Service());
        Assert.Equal(DriverStatus.Ok, driver.Start());
        clock.Advance(700_000);
        Assert.Equal(DriverStatus.Ok, driver.Service());
        Assert.Equal(17, driver.Count);
    }

    [Fact]
    public void Bit_that_flips_among_samples_is_one_wrong_sample_or_a_status_and_never_a_shift()
    {
        for (int bit = 0; bit < 48; bit++)
        {
            MotionRig rig = new();
            Assert.Equal(DriverStatus.Ok, rig.Start());
            (rig.Faults.BadByte, rig.Faults.BadBits) = (bit / 8, 1 << (bit % 8));
            // Settings, entries twice, then samples.
            rig.Faults.SetAfter(BusFaults.BadCheck, 3, 1);
            int status = rig.Step();
            Assert.True(status is DriverStatus.Ok or BusStatus.BadCheck);
            // Counts of ±4 g have eleven bits; the five above repeat the sign and give the fault away.
            Assert.Equal(bit % 16 >= 10, status == BusStatus.BadCheck);
            Assert.InRange(rig.Violations.Count, 0, 1);
        }
    }

    [Theory]
    [InlineData(100, 300, true)]
    [InlineData(400, 300, false)]
    public void Motion_above_the_threshold_is_taken_once(int threshold, int size, bool seen)
    {
        motion = micros => (micros is > 2_000_000 and < 2_500_000 ? size : 0, 0, 1000);
        Assert.Equal(DriverStatus.Ok, driver.Arm(threshold));
        Assert.Equal(DriverStatus.NotReady, driver.TakeMotion());
        clock.Advance(1_900_000);
        Assert.False(twin.IsAsserted());
        Assert.Equal(DriverStatus.NotReady, driver.TakeMotion());
        clock.Advance(1_000_000);
        Assert.Equal(seen, twin.IsAsserted());
        Assert.Equal(seen ? DriverStatus.Ok : DriverStatus.NotReady, driver.TakeMotion());
        clock.Advance(1_000_000);
        Assert.Equal(DriverStatus.NotReady, driver.TakeMotion());
    }

    [Fact]
    public void Long_wait_sees_a_motion_of_some_seconds_without_reading_every_sample()
    {
        motion = micros => (micros is > 1_000_000_000 and < 1_003_000_000 ? 500 : 0, 0, 1000);
        driver.Arm(200);
        clock.Advance(3_600_000_000);
        Assert.Equal(DriverStatus.Ok, driver.TakeMotion());
        Assert.InRange(reads, 3_500, 4_000);
    }

    [Fact]
    public void Stranger_is_refused_and_a_chip_in_standby_gives_nothing()
    {
        twin.Id = 0xE6;
        Assert.Equal(DriverStatus.WrongPart, driver.Start());
        Assert.Equal(DriverStatus.WrongPart, driver.Arm(100));
        Assert.Equal(DriverStatus.NotReady, driver.Drain());
        Assert.Equal(DriverStatus.NotReady, driver.TakeMotion());
        twin.Id = 0xE5;
        driver.Start();
        Assert.Equal(DriverStatus.Ok, driver.Stop());
        clock.Advance(10_000_000);
        Assert.Equal(DriverStatus.NotReady, driver.Drain());
        Assert.Equal(0, reads);
    }
}
