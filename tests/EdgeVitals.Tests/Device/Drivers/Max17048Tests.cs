using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Tests.Device.Drivers;

public sealed class Max17048Tests
{
    private const long Hour = 3_600_000_000;

    [Fact]
    public void Cell_reads_back_over_its_whole_discharge()
    {
        // 200 mAh at 100 mAh a day: 500 per mille a day, 20.8 an hour.
        VirtualClock clock = new();
        BatteryCell cell = new(200, 100, 1000);
        Max17048 driver = new(new Max17048Twin(clock, cell));
        Assert.Equal(DriverStatus.Ok, driver.Start());
        Assert.True(driver.WasReset);
        Assert.Equal(DriverStatus.NotReady, driver.Read());
        for (int hour = 1; hour < 48; hour++)
        {
            clock.Advance(Hour);
            Assert.Equal(DriverStatus.Ok, driver.Read());
            Assert.InRange(driver.Permille - cell.Permille(clock.Micros()), 0, 1);
            Assert.InRange(driver.Millivolts - cell.Millivolts(clock.Micros()), 0, 1);
            Assert.InRange(driver.RatePermillePerHour, -24, -18);
            Assert.Equal(driver.Permille <= 100, driver.IsLow);
        }
        Assert.True(driver.IsLow);
        Assert.Equal(DriverStatus.Ok, driver.Start());
        Assert.False(driver.WasReset);
    }

    [Theory]
    [InlineData(249_999, 500, DriverStatus.NotReady)]
    [InlineData(500_000, 500, DriverStatus.NotReady)]
    [InlineData(1_000_000, 500, DriverStatus.Ok)]
    [InlineData(1_000_000, 0, DriverStatus.Ok)]
    public void Charge_is_none_before_the_first_estimate_and_zero_in_an_empty_cell(long after, int permille, int status)
    {
        VirtualClock clock = new();
        Max17048 driver = new(new Max17048Twin(clock, new BatteryCell(200, 0, permille)));
        driver.Start();
        clock.Advance(after);
        Assert.Equal(status, driver.Read());
        Assert.Equal(status == DriverStatus.Ok ? permille : 0, driver.Permille);
        Assert.Equal(status == DriverStatus.Ok && permille == 0, driver.IsLow);
    }

    [Fact]
    public void Power_loss_is_said_until_the_next_start_which_remembers_it()
    {
        VirtualClock clock = new();
        Max17048Twin twin = new(clock, new BatteryCell(200, 100, 500));
        Max17048 driver = new(twin);
        driver.Start();
        clock.Advance(Hour);
        Assert.Equal(DriverStatus.Ok, driver.Read());
        twin.PowerCycle();
        clock.Advance(Hour);
        Assert.Equal(DriverStatus.Reset, driver.Read());
        Assert.Equal(DriverStatus.Reset, driver.Read());
        Assert.Equal(DriverStatus.Ok, driver.Start());
        Assert.True(driver.WasReset);
        Assert.Equal(DriverStatus.Ok, driver.Read());
    }

    [Fact]
    public void Stranger_is_refused_and_a_missing_cell_is_a_missing_chip()
    {
        Max17048Twin twin = new(new VirtualClock(), new BatteryCell(200, 100, 500)) { Id = 0x0003 };
        Max17048 driver = new(twin);
        Assert.Equal(DriverStatus.WrongPart, driver.Start());
        twin.Id = 0x0011;
        Assert.Equal(DriverStatus.Ok, driver.Start());
        twin.Faults.Set(BusFaults.Absent, -1);
        Assert.Equal(BusStatus.Nack, driver.Start());
    }
}
