using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;

namespace EdgeVitals.Tests.Device.Drivers;

public sealed class Ads1115Tests
{
    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    [InlineData(-100_000)]
    public void Slots_are_taken_at_their_time_with_any_oscillator_of_the_data_sheet(int ppm)
    {
        ConverterRig rig = new();
        rig.Twin.DriftPpm = ppm;
        Assert.Equal(DriverStatus.Ok, rig.Start());
        while (rig.Clock.Micros() < 10_000_000) Assert.Equal(DriverStatus.Ok, rig.Step());
        Assert.Empty(rig.Violations);
        Assert.Equal(1250 + 10, rig.Good);
        Assert.Equal(10, rig.SkinValues);
        Assert.Equal(0, rig.Driver.OverflowSamples);
    }

    [Theory]
    [InlineData(4_000, 0)]
    [InlineData(4_001, 1)]
    [InlineData(12_000, 1)]
    [InlineData(12_001, 2)]
    [InlineData(1_000_000, 125)]
    public void Slot_served_more_than_half_a_period_late_is_lost_and_the_next_ones_keep_their_place(int late, int lost)
    {
        ConverterRig rig = new() { WithSkin = false };
        rig.Start();
        for (int i = 0; i < 10; i++) rig.Step();
        rig.Clock.Advance(8_000 + late);
        rig.Driver.Service();
        // The sample of the slot before the pause: what the pause lost comes after it.
        Assert.Equal((1, 0), (rig.Driver.Count, rig.Driver.Lost));
        Assert.Equal(9, rig.Driver.EcgMicrovolts);
        Assert.Equal(lost, rig.Driver.OverflowSamples);
        int after = 0;
        for (int i = 0; i < 5 && after == 0; i++)
        {
            rig.Clock.Advance(rig.Driver.NextDue() - rig.Clock.Micros());
            rig.Driver.Service();
            if (rig.Driver.Count == 0) continue;
            after++;
            Assert.Equal(lost, rig.Driver.Lost);
            // A late slot shows what was there when it was served, up to half a period later.
            Assert.InRange(rig.Driver.EcgMicrovolts - (10 + lost), 0, 1);
        }
        Assert.Equal(1, after);
    }

    [Fact]
    public void Last_slot_is_fetched_by_a_call_after_its_conversion()
    {
        ConverterRig rig = new() { WithSkin = false };
        rig.Start();
        rig.Driver.Service();
        rig.Clock.Advance(Ads1115.ConversionMicros - 1);
        rig.Driver.Service();
        Assert.Equal(0, rig.Driver.Count);
        rig.Clock.Advance(1);
        rig.Driver.Service();
        Assert.Equal(1, rig.Driver.Count);
        Assert.Equal(8_000, rig.Driver.NextDue());
    }

    [Fact]
    public void Skin_alone_is_one_value_a_second_and_nothing_alone_is_never_due()
    {
        ConverterRig rig = new() { WithEcg = false };
        rig.Start();
        while (rig.Clock.Micros() < 20_000_000) Assert.Equal(DriverStatus.Ok, rig.Step());
        Assert.Equal(20, rig.SkinValues);
        Assert.Empty(rig.Violations);
        Assert.Equal(20, rig.Twin.Conversions);
        Assert.Equal(DriverStatus.Ok, rig.Driver.Start(false, false));
        Assert.Equal(long.MaxValue, rig.Driver.NextDue());
    }

    [Fact]
    public void Leads_off_is_told_with_the_sample()
    {
        ConverterRig rig = new() { WithSkin = false };
        rig.Start();
        rig.Step();
        rig.Step();
        Assert.False(rig.Driver.LeadsOff);
        // The conversion that is fetched next began with the electrodes on, the one after it does not, and when either
        // is fetched makes no difference.
        rig.LeadsAreOff = true;
        rig.Step();
        Assert.Equal(1, rig.Driver.Count);
        Assert.False(rig.Driver.LeadsOff);
        rig.LeadsAreOff = false;
        rig.Step();
        Assert.Equal(1, rig.Driver.Count);
        Assert.True(rig.Driver.LeadsOff);
        rig.Step();
        Assert.False(rig.Driver.LeadsOff);
    }

    [Theory]
    [InlineData(0, 1_500)]
    [InlineData(3_300_000, 1_500)]
    [InlineData(1_650_000, 0)]
    public void Front_end_at_its_rail_is_counted(int microvolts, int least)
    {
        VirtualClock clock = new();
        Ads1115 driver = new(new Ads1115Twin(clock, new Volts(microvolts, 60_000)), null, clock);
        driver.Start(true, false);
        driver.Service();
        clock.Advance(8_000);
        driver.Service();
        Assert.Equal(1, driver.Count);
        Assert.True(Math.Abs(driver.EcgMicrovolts) >= least);
        Assert.Equal(least > 0 ? 1 : 0, driver.SaturatedSamples);
    }

    [Theory]
    [InlineData(-3, 0)]
    [InlineData(42_960, 2_000)]
    [InlineData(136_628, 8_000)]
    [InlineData(255_900, 22_300)]
    public void Skin_conductance_is_that_of_the_divider(int microvolts, int nanosiemens)
    {
        // V = 0.5 G R / (1 + G R): 2 µS at 47 kΩ is 0.04296 V, 8 µS 0.136628 V.
        VirtualClock clock = new();
        Ads1115 driver = new(new Ads1115Twin(clock, new Volts(1_650_000, microvolts)), null, clock);
        driver.Start(false, true);
        driver.Service();
        clock.Advance(Ads1115.ConversionMicros);
        driver.Service();
        Assert.Equal(1, driver.SkinCount);
        Assert.InRange(driver.SkinNanosiemens - nanosiemens, -10, 10);
    }

    [Fact]
    public void Skin_conductance_beyond_the_range_is_no_value()
    {
        VirtualClock clock = new();
        Ads1115 driver = new(new Ads1115Twin(clock, new Volts(1_650_000, 300_000)), null, clock);
        driver.Start(false, true);
        driver.Service();
        clock.Advance(Ads1115.ConversionMicros);
        Assert.Equal(DriverStatus.Ok, driver.Service());
        Assert.Equal(0, driver.SkinCount);
        Assert.Equal(1, driver.SaturatedSamples);
    }

    [Fact]
    public void Power_loss_in_mid_run_is_said_until_the_next_start()
    {
        ConverterRig rig = new();
        rig.Start();
        for (int i = 0; i < 5; i++) rig.Step();
        rig.Twin.PowerCycle();
        Assert.Equal(DriverStatus.Reset, rig.Step());
        Assert.Equal(DriverStatus.Reset, rig.Driver.Service());
        Assert.Equal(long.MaxValue, rig.Driver.NextDue());
        Assert.Equal(DriverStatus.Ok, rig.Start());
        for (int i = 0; i < 5; i++) Assert.Equal(DriverStatus.Ok, rig.Step());
        Assert.Empty(rig.Violations);
    }

    [Fact]
    public void Stranger_does_not_keep_the_settings()
    {
        ConverterRig rig = new();
        rig.Twin.Id = 0x0FFC;
        Assert.Equal(DriverStatus.WrongPart, rig.Start());
        Assert.Equal(DriverStatus.NotReady, rig.Driver.Service());
    }

    private sealed class Volts(int ecg, int skin) : IAnalogSource
    {
        public int Microvolts(long micros, int input) => input switch
        {
            0 => ecg,
            1 => skin,
            _ => 1_650_000,
        };
    }
}
