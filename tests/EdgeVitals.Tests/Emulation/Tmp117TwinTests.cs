using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;

namespace EdgeVitals.Tests.Emulation;

/// <summary>The twin against the data sheet: registers by number, as it prints them.</summary>
public sealed class Tmp117TwinTests
{
    private readonly VirtualClock clock = new();
    private int milliCelsius = 36_600;
    private readonly Tmp117Twin twin;

    public Tmp117TwinTests() => twin = new Tmp117Twin(clock, new FixedTemperature(_ => milliCelsius));

    [Fact]
    public void Power_on_registers_are_the_data_sheets()
    {
        Assert.Equal(0x8000, Read(0x00));
        Assert.Equal(0x0220, Read(0x01));
        Assert.Equal(0x6000, Read(0x02));
        Assert.Equal(0x8000, Read(0x03));
        Assert.Equal(0x0000, Read(0x07));
        Assert.Equal(0x0117, Read(0x0F));
    }

    [Theory]
    [InlineData(25_000, 0x0C80)]
    [InlineData(0, 0x0000)]
    [InlineData(-1_000, 0xFF80)]
    [InlineData(-25_000, 0xF380)]
    [InlineData(100_000, 0x3200)]
    [InlineData(36_604, 0x124D)]
    [InlineData(300_000, 0x7FFF)]
    [InlineData(-300_000, 0x8000)]
    public void Result_is_the_nearest_step_of_7_8125_mC(int celsius, int expected)
    {
        // The first five are the data sheet's own table of codes; 36.604 / 0.0078125 = 4685.3.
        milliCelsius = celsius;
        clock.Advance(1_000_000);
        Assert.Equal(expected, Read(0x00));
    }

    [Fact]
    public void First_result_comes_after_eight_conversions_and_then_every_second()
    {
        clock.Advance(123_999);
        Assert.Equal(0, Read(0x01) & 0x2000);
        clock.Advance(1);
        Assert.Equal(0x2000, Read(0x01) & 0x2000);
        clock.Advance(999_999);
        Assert.Equal(0, Read(0x01) & 0x2000);
        clock.Advance(1);
        Assert.Equal(0x2000, Read(0x01) & 0x2000);
    }

    [Fact]
    public void Data_ready_is_cleared_by_reading_the_configuration_or_the_result()
    {
        clock.Advance(200_000);
        Assert.Equal(0x2000, Read(0x01) & 0x2000);
        Assert.Equal(0, Read(0x01) & 0x2000);
        clock.Advance(1_000_000);
        Read(0x00);
        Assert.Equal(0, Read(0x01) & 0x2000);
    }

    [Theory]
    [InlineData(0, 0, 15_500, 15_500)]
    [InlineData(0, 1, 124_000, 125_000)]
    [InlineData(2, 2, 496_000, 500_000)]
    [InlineData(0, 3, 992_000, 1_000_000)]
    [InlineData(5, 0, 15_500, 4_000_000)]
    [InlineData(7, 3, 992_000, 16_000_000)]
    public void Conversion_cycle_is_the_data_sheets_table(int conv, int average, int first, int cycle)
    {
        Write(0x01, (conv << 7) | (average << 5));
        clock.Advance(first - 1);
        Assert.Equal(0, Read(0x01) & 0x2000);
        clock.Advance(1);
        Assert.Equal(0x2000, Read(0x01) & 0x2000);
        clock.Advance(cycle - 1);
        Assert.Equal(0, Read(0x01) & 0x2000);
        clock.Advance(1);
        Assert.Equal(0x2000, Read(0x01) & 0x2000);
    }

    [Fact]
    public void One_shot_converts_once_and_shuts_down()
    {
        Write(0x01, 0x0C20);
        clock.Advance(124_000);
        Assert.Equal(0x2000 | 0x0400, Read(0x01) & 0x2C00);
        Assert.Equal(4685, Read(0x00));
        milliCelsius = 20_000;
        clock.Advance(10_000_000);
        Assert.Equal(4685, Read(0x00));
        Assert.Equal(0, Read(0x01) & 0x2000);
    }

    [Fact]
    public void Shutdown_converts_nothing()
    {
        Write(0x01, 0x0400);
        clock.Advance(10_000_000);
        Assert.Equal(0x8000, Read(0x00));
    }

    [Fact]
    public void Alert_mode_flags_a_result_beyond_a_limit_until_the_configuration_is_read()
    {
        Write(0x02, 38 * 128);
        Write(0x03, 35 * 128);
        milliCelsius = 38_500;
        clock.Advance(1_000_000);
        Assert.True(twin.IsAsserted());
        Assert.False(twin.IsPinHigh());
        Assert.Equal(0x8000, Read(0x01) & 0xC000);
        Assert.False(twin.IsAsserted());
        milliCelsius = 34_000;
        clock.Advance(1_000_000);
        Assert.Equal(0x4000, Read(0x01) & 0xC000);
    }

    [Fact]
    public void Therm_mode_holds_the_alert_until_below_the_low_limit()
    {
        Write(0x01, 0x0220 | 0x0010);
        Write(0x02, 38 * 128);
        Write(0x03, 37 * 128);
        milliCelsius = 38_500;
        clock.Advance(1_000_000);
        Assert.Equal(0x8000, Read(0x01) & 0xC000);
        milliCelsius = 37_500;
        clock.Advance(1_000_000);
        Assert.Equal(0x8000, Read(0x01) & 0xC000);
        milliCelsius = 36_500;
        clock.Advance(1_000_000);
        Assert.Equal(0, Read(0x01) & 0xC000);
    }

    [Fact]
    public void Pin_as_data_ready_follows_the_flag_and_the_polarity()
    {
        Write(0x01, 0x0220 | 0x0004 | 0x0008);
        Assert.False(twin.IsPinHigh());
        clock.Advance(200_000);
        Assert.True(twin.IsPinHigh());
        Read(0x00);
        Assert.False(twin.IsPinHigh());
    }

    [Fact]
    public void Offset_is_added_to_the_result()
    {
        Write(0x07, unchecked((ushort)-128));
        clock.Advance(1_000_000);
        Assert.Equal(4685 - 128, Read(0x00));
    }

    [Fact]
    public void Locked_writes_are_gone_after_power_and_unlocked_ones_stay()
    {
        Write(0x02, 0x1300);
        twin.PowerCycle();
        Assert.Equal(0x6000, Read(0x02));
        Write(0x05, 0xABCD);
        Assert.Equal(0, Read(0x05));

        Write(0x04, 0x8000);
        Write(0x02, 0x1300);
        Assert.Equal(0xC000, Read(0x04));
        Assert.Equal(0x1000, Read(0x01) & 0x1000);
        clock.Advance(7_000);
        Assert.Equal(0x8000, Read(0x04));
        twin.PowerCycle();
        Assert.Equal(0x1300, Read(0x02));
        Assert.Equal(0, Read(0x04));
    }

    [Fact]
    public void Soft_reset_takes_2_ms_without_an_answer_and_restores_the_configuration()
    {
        Write(0x01, 0x0400);
        Write(0x01, 0x0002);
        Assert.Equal(BusStatus.Nack, twin.WriteRead([0x01], 1, new byte[2], 2));
        clock.Advance(2_000);
        Assert.Equal(0x0220, Read(0x01));
    }

    [Fact]
    public void Half_a_word_changes_no_register()
    {
        Assert.Equal(BusStatus.Ok, twin.Write([0x02, 0x12], 2));
        Assert.Equal(0x6000, Read(0x02));
    }

    [Theory]
    [InlineData(BusFaults.Absent, BusStatus.Nack)]
    [InlineData(BusFaults.Stuck, BusStatus.Stuck)]
    [InlineData(BusFaults.ShortRead, BusStatus.ShortRead)]
    public void Bus_fault_is_reported_until_cleared(int fault, int status)
    {
        twin.Faults.Set(fault, -1);
        Assert.Equal(status, twin.WriteRead([0x0F], 1, new byte[2], 2));
        Assert.Equal(status, twin.WriteRead([0x0F], 1, new byte[2], 2));
        twin.Faults.Clear();
        Assert.Equal(0x0117, Read(0x0F));
    }

    [Fact]
    public void Long_sleep_is_not_replayed_conversion_by_conversion()
    {
        int calls = 0;
        var slept = new Tmp117Twin(clock, new FixedTemperature(_ =>
        {
            calls++;
            return 36_000;
        }));
        clock.Advance(86_400_000_000);
        slept.WriteRead([0x00], 1, new byte[2], 2);
        Assert.Equal(64, calls);
    }

    private void Write(int register, int word) =>
        Assert.Equal(BusStatus.Ok, twin.Write([(byte)register, (byte)(word >> 8), (byte)word], 3));

    private int Read(int register)
    {
        byte[] bytes = new byte[2];
        Assert.Equal(BusStatus.Ok, twin.WriteRead([(byte)register], 1, bytes, 2));
        return (bytes[0] << 8) | bytes[1];
    }
}
