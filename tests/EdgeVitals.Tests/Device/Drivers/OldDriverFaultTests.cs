using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;

namespace EdgeVitals.Tests.Device.Drivers;

/// <summary>What the oximeter and the contact thermometer say of lost power, wrong wires and too much light.</summary>
public sealed class OldDriverFaultTests
{
    private readonly VirtualClock clock = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Oximeter_that_lost_its_power_says_so_until_it_is_started(bool line)
    {
        Max30102Twin twin = new(clock, new Ramp());
        Max30102 driver = new(twin, line ? twin : null, clock);
        driver.Start(Max30102.DefaultAmplitude);
        clock.Advance(230_000);
        Assert.Equal(DriverStatus.Ok, driver.Service());
        Assert.Equal(23, driver.Count);
        twin.PowerCycle();
        clock.Advance(230_000);
        Assert.Equal(DriverStatus.Reset, driver.Service());
        Assert.Equal(0, driver.Count);
        Assert.Equal(DriverStatus.Reset, driver.Drain());
        Assert.Equal(DriverStatus.Ok, driver.Start(Max30102.DefaultAmplitude));
        clock.Advance(230_000);
        Assert.Equal(DriverStatus.Ok, driver.Service());
        Assert.Equal(23, driver.Count);
    }

    [Fact]
    public void Oximeter_not_started_has_nothing_to_give()
    {
        Max30102Twin twin = new(clock, new Ramp());
        Max30102 driver = new(twin, twin, clock);
        Assert.Equal(DriverStatus.NotReady, driver.Service());
        Assert.Equal(DriverStatus.NotReady, driver.Drain());
    }

    [Fact]
    public void Oximeter_with_any_bit_of_its_pointers_inverted_gives_a_status_or_the_right_samples()
    {
        int caught = 0;
        for (int transfer = 0; transfer < 2; transfer++)
        {
            for (int bit = 0; bit < 24; bit++)
            {
                OximeterRig rig = new();
                rig.Start();
                rig.Step();
                // Write pointer, overflow, read pointer: bytes 4 to 6 of the first transfer, 0 to 2 of the second.
                rig.Faults.BadByte = bit / 8 + (transfer == 0 ? 4 : 0);
                rig.Faults.BadBits = 1 << (bit % 8);
                rig.Faults.SetAfter(BusFaults.BadCheck, transfer, 1);
                int good = rig.Good;
                int status = rig.Step();
                Assert.True(status is DriverStatus.Ok or BusStatus.BadCheck, $"{status}");
                caught += status == BusStatus.BadCheck ? 1 : 0;
                if (status != DriverStatus.Ok) rig.Start();
                for (int i = 0; i < 4; i++) Assert.Equal(DriverStatus.Ok, rig.Step());
                Assert.True(rig.Violations.Count == 0, $"{transfer} {bit}: {rig.Violations.FirstOrDefault()}");
                Assert.True(rig.Good > good + 60);
            }
        }
        Assert.InRange(caught, 20, 48);
    }

    [Fact]
    public void Oximeter_with_a_bit_inverted_among_samples_has_one_wrong_colour_and_no_shift()
    {
        for (int bit = 0; bit < 48; bit++)
        {
            OximeterRig rig = new();
            rig.Start();
            rig.Step();
            (rig.Faults.BadByte, rig.Faults.BadBits) = (bit / 8, 1 << (bit % 8));
            rig.Faults.SetAfter(BusFaults.BadCheck, 2, 1);
            int status = rig.Step();
            // 18 bits of 24 are a sample; the six above are always zero and give the fault away.
            Assert.Equal(bit % 24 is >= 2 and < 8, status == BusStatus.BadCheck);
            Assert.Equal(status == DriverStatus.Ok ? 1 : 0, rig.Violations.Count);
        }
    }

    [Fact]
    public void Oximeter_counts_samples_at_full_scale_and_tells_of_ambient_light()
    {
        Max30102Twin twin = new(clock, new Lamp(300_000, 110_000));
        Max30102 driver = new(twin, twin, clock);
        driver.Start(Max30102.DefaultAmplitude);
        clock.Advance(200_000);
        driver.Service();
        Assert.Equal((20, 20), (driver.Count, driver.Saturated));
        Assert.False(driver.AmbientOverflow);
        Assert.Equal(0x3FFFF, driver.Red[0]);
        // Less current, no saturation.
        driver.Start(Max30102.DefaultAmplitude / 2);
        twin.AmbientOverflow = true;
        clock.Advance(200_000);
        driver.Service();
        Assert.Equal((20, 0), (driver.Count, driver.Saturated));
        Assert.True(driver.AmbientOverflow);
        Assert.Equal(20, driver.SaturatedSamples);
        twin.AmbientOverflow = false;
        clock.Advance(200_000);
        driver.Service();
        clock.Advance(200_000);
        driver.Service();
        Assert.False(driver.AmbientOverflow);
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(-2_000)]
    public void Oximeter_that_drifts_loses_nothing_and_counts_nothing_as_lost(int ppm)
    {
        Max30102Twin twin = new(clock, new Ramp()) { DriftPpm = ppm };
        Max30102 driver = new(twin, twin, clock);
        driver.Start(Max30102.DefaultAmplitude);
        int samples = 0;
        for (int i = 0; i < 60_000; i++)
        {
            clock.Advance(10_000);
            Assert.Equal(DriverStatus.Ok, driver.Service());
            samples += driver.Count;
        }
        Assert.Equal(0, driver.OverflowSamples);
        Assert.Equal(0, twin.EmptyReads);
        Assert.InRange(samples - 60_000 * (1 + ppm / 1e6), -24, 1);
    }

    [Fact]
    public void Thermometer_that_lost_its_power_is_a_reset_and_not_its_power_on_value()
    {
        Tmp117Twin twin = new(clock, new Skin(36_600));
        Tmp117 driver = new(twin);
        driver.Start();
        clock.Advance(700_000);
        Assert.Equal(DriverStatus.Ok, driver.Read());
        twin.PowerCycle();
        Assert.Equal(DriverStatus.Reset, driver.Read());
        clock.Advance(5_000_000);
        Assert.Equal(DriverStatus.Reset, driver.Read());
        Assert.InRange(driver.MilliCelsius, 36_590, 36_610);
        Assert.Equal(DriverStatus.Ok, driver.Start());
        clock.Advance(700_000);
        Assert.Equal(DriverStatus.Ok, driver.Read());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Thermometer_with_one_of_two_results_inverted_takes_the_one_that_agrees(int readsBefore)
    {
        Tmp117Twin twin = new(clock, new Skin(36_600));
        Tmp117 driver = new(twin);
        driver.Start();
        clock.Advance(700_000);
        twin.Faults.BadBits = 0x10;
        twin.Faults.SetAfter(BusFaults.BadCheck, 1 + readsBefore, 1);
        int status = driver.Read();
        Assert.Equal(1, twin.Faults.Count);
        // The first read wrong: the second and third agree. The second wrong: no two in a row agree.
        Assert.Equal(readsBefore == 0 ? DriverStatus.Ok : BusStatus.BadCheck, status);
        Assert.True(status != DriverStatus.Ok || driver.MilliCelsius is >= 36_590 and <= 36_610);
    }
}
