using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;

namespace EdgeVitals.Tests.Device.Drivers;

public sealed class Mlx90614Tests
{
    private readonly VirtualClock clock = new();
    private readonly Skin skin = new(36_600);
    private readonly Mlx90614Twin twin;
    private readonly Mlx90614 driver;

    public Mlx90614Tests()
    {
        twin = new Mlx90614Twin(clock, skin, new Skin(22_000));
        driver = new Mlx90614(twin);
    }

    // Worked examples of Melexis application note 390119061402 (address 0x00) and of SMBus users for the sleep command.
    [Theory]
    [InlineData(new byte[] { 0x00, 0x2E, 0x00, 0x00 }, 0x6F)]
    [InlineData(new byte[] { 0x00, 0x2E, 0x5A, 0x00 }, 0xE1)]
    [InlineData(new byte[] { 0xB4, 0xFF }, 0xE8)]
    public void Packet_error_code_is_the_published_one(byte[] bytes, int expected) =>
        Assert.Equal(expected, PacketErrorCode.Of(bytes, bytes.Length));

    [Theory]
    [InlineData(36_600)]
    [InlineData(-70_000)]
    [InlineData(-20)]
    [InlineData(382_180)]
    public void Temperature_reads_back_to_the_step_of_20_mC(int milliCelsius)
    {
        skin.Celsius = milliCelsius;
        clock.Advance(1_000_000);
        Assert.Equal(DriverStatus.Ok, driver.Start());
        Assert.Equal(DriverStatus.Ok, driver.Read());
        Assert.InRange(driver.ObjectMilliCelsius - milliCelsius, -10, 10);
        Assert.InRange(driver.AmbientMilliCelsius, 21_990, 22_010);
        Assert.Equal(0x9FB4, driver.Configuration);
    }

    [Fact]
    public void Value_before_the_first_measurement_is_none()
    {
        Assert.Equal(DriverStatus.Ok, driver.Start());
        Assert.Equal(DriverStatus.NotReady, driver.Read());
        clock.Advance(Mlx90614Twin.FirstValueMicros);
        Assert.Equal(DriverStatus.Ok, driver.Read());
    }

    [Fact]
    public void Error_bit_is_a_sensor_error_and_keeps_the_last_value()
    {
        clock.Advance(1_000_000);
        Assert.Equal(DriverStatus.Ok, driver.Read());
        twin.SensorError = true;
        skin.Celsius = 99_000;
        clock.Advance(1_000_000);
        Assert.Equal(DriverStatus.SensorError, driver.Read());
        Assert.InRange(driver.ObjectMilliCelsius, 36_590, 36_610);
    }

    [Theory]
    [InlineData(0, 0x01)]
    [InlineData(1, 0x40)]
    [InlineData(2, 0x80)]
    public void Wrong_check_byte_once_at_start_is_read_again_and_twice_is_said(int badByte, int badBits)
    {
        (twin.Faults.BadByte, twin.Faults.BadBits) = (badByte, badBits);
        twin.Faults.Set(BusFaults.BadCheck, 1);
        Assert.Equal(DriverStatus.Ok, driver.Start());
        twin.Faults.Set(BusFaults.BadCheck, 2);
        Assert.Equal(BusStatus.BadCheck, driver.Start());
        clock.Advance(1_000_000);
        twin.Faults.Set(BusFaults.BadCheck, 1);
        Assert.Equal(BusStatus.BadCheck, driver.Read());
    }

    [Fact]
    public void Any_bit_inverted_in_either_word_is_seen()
    {
        clock.Advance(1_000_000);
        for (int bit = 0; bit < 48; bit++)
        {
            (twin.Faults.BadByte, twin.Faults.BadBits) = (bit % 24 / 8, 1 << (bit % 8));
            twin.Faults.SetAfter(BusFaults.BadCheck, bit / 24, 1);
            Assert.Equal(BusStatus.BadCheck, driver.Read());
        }
        Assert.Equal(DriverStatus.Ok, driver.Read());
    }

    [Fact]
    public void Stranger_is_refused_and_a_missing_chip_is_named()
    {
        twin.Id = 0;
        Assert.Equal(DriverStatus.WrongPart, driver.Start());
        twin.Id = -1;
        Assert.Equal(DriverStatus.WrongPart, driver.Start());
        twin.HasPec = false;
        Assert.Equal(BusStatus.BadCheck, driver.Start());
        twin.Faults.Set(BusFaults.Absent, -1);
        Assert.Equal(BusStatus.Nack, driver.Start());
    }

    [Fact]
    public void Eeprom_write_that_goes_on_is_busy()
    {
        byte[] erase = [0xB4, 0x24, 0x00, 0x00];
        byte pec = PacketErrorCode.Of(erase, 4);
        Assert.Equal(BusStatus.Ok, twin.Write([0x24, 0x00, 0x00, pec], 4));
        Assert.Equal(DriverStatus.Busy, driver.Start());
        clock.Advance(5_000);
        Assert.Equal(DriverStatus.Ok, driver.Start());
        Assert.Equal(BusStatus.Nack, twin.Write([0x24, 0x00, 0x00, (byte)(pec ^ 1)], 4));
    }

    [Fact]
    public void Sleeping_chip_answers_nothing_until_the_data_line_was_low_for_33_ms()
    {
        clock.Advance(1_000_000);
        Assert.Equal(DriverStatus.Ok, driver.Sleep());
        Assert.True(twin.IsAsleep);
        Assert.Equal(BusStatus.Nack, driver.Read());
        twin.HoldDataLow(32_999);
        Assert.Equal(BusStatus.Nack, driver.Read());
        twin.HoldDataLow(Mlx90614.WakeMicros);
        Assert.Equal(DriverStatus.NotReady, driver.Read());
        clock.Advance(Mlx90614Twin.FirstValueMicros);
        Assert.Equal(DriverStatus.Ok, driver.Read());
    }
}
