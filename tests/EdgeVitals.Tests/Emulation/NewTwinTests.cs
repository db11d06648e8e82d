using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Tests.Emulation;

/// <summary>The twins of infrared thermometer, accelerometer, converter and fuel gauge against their data sheets:
/// registers by number, without a driver.</summary>
public sealed class NewTwinTests
{
    private readonly VirtualClock clock = new();

    [Fact]
    public void Adxl345_power_on_registers_are_the_data_sheets()
    {
        Adxl345Twin twin = Accelerometer();
        Assert.Equal(0xE5, Read(twin, 0x00, 1)[0]);
        Assert.Equal(0x0A, Read(twin, 0x2C, 1)[0]);
        Assert.Equal(new byte[5], Read(twin, 0x2D, 5)[..3].Concat(Read(twin, 0x38, 2)));
    }

    [Theory]
    [InlineData(0x08, 256)]
    [InlineData(0x0B, 256)]
    [InlineData(0x00, 256)]
    [InlineData(0x01, 128)]
    [InlineData(0x02, 64)]
    [InlineData(0x03, 32)]
    [InlineData(0x04, 256 << 6)]
    public void Adxl345_gives_one_g_at_the_sensitivity_of_its_format(int format, int counts)
    {
        Adxl345Twin twin = Accelerometer();
        Write(twin, 0x31, format);
        Write(twin, 0x2D, 0x08);
        clock.Advance(10_000);
        byte[] data = Read(twin, 0x32, 6);
        Assert.Equal(counts, (short)(data[4] | (data[5] << 8)));
    }

    [Theory]
    [InlineData(0x0F, 3_125)]
    [InlineData(0x0A, 100_000)]
    [InlineData(0x08, 400_000)]
    [InlineData(0x06, 1_600_000)]
    public void Adxl345_takes_ten_samples_in_the_time_of_its_rate_code(int code, int micros)
    {
        Adxl345Twin twin = Accelerometer();
        Write(twin, 0x38, 0x40);
        Write(twin, 0x2C, code);
        Write(twin, 0x2D, 0x08);
        clock.Advance(micros - 1);
        Assert.Equal(9, Read(twin, 0x39, 1)[0]);
        clock.Advance(1);
        Assert.Equal(10, Read(twin, 0x39, 1)[0]);
    }

    [Theory]
    [InlineData(0x40, 1)]
    [InlineData(0x80, 18)]
    public void Adxl345_fifo_keeps_the_oldest_and_stream_the_newest(int mode, int first)
    {
        // Sample k shows 4 k counts; 50 samples, 33 places.
        Adxl345Twin twin = new(clock, new Steps());
        Write(twin, 0x31, 0x08);
        Write(twin, 0x38, mode | 16);
        Write(twin, 0x2C, 0x08);
        Write(twin, 0x2D, 0x08);
        clock.Advance(50 * 40_000);
        Assert.Equal(0x83, Read(twin, 0x30, 1)[0]);
        Assert.Equal(33, Read(twin, 0x39, 1)[0]);
        Assert.Equal(17, twin.OverrunSamples);
        byte[] data = Read(twin, 0x32, 6);
        Assert.Equal(first * 4, (short)(data[0] | (data[1] << 8)));
        Assert.Equal(32, Read(twin, 0x39, 1)[0]);
        Assert.Equal(0x82, Read(twin, 0x30, 1)[0]);
    }

    [Fact]
    public void Adxl345_pin_follows_its_polarity_and_idles_low_after_power_on()
    {
        Adxl345Twin twin = Accelerometer();
        Assert.True(twin.IsAsserted());
        Write(twin, 0x31, 0x20);
        Assert.False(twin.IsAsserted());
        Write(twin, 0x2E, 0x80);
        Write(twin, 0x2D, 0x08);
        clock.Advance(10_000);
        Assert.True(twin.IsAsserted());
        Read(twin, 0x32, 6);
        Assert.False(twin.IsAsserted());
    }

    [Fact]
    public void Ads1115_power_on_registers_are_the_data_sheets_and_keep_what_is_written()
    {
        Ads1115Twin twin = new(clock, new Voltages());
        Assert.Equal([0x00, 0x00], Read(twin, 0x00, 2));
        Assert.Equal([0x85, 0x83], Read(twin, 0x01, 2));
        Assert.Equal([0x80, 0x00], Read(twin, 0x02, 2));
        Assert.Equal([0x7F, 0xFF], Read(twin, 0x03, 2));
        twin.Write([0x01, 0x15, 0xE3], 3);
        Assert.Equal([0x95, 0xE3], Read(twin, 0x01, 2));
        twin.PowerCycle();
        Assert.Equal([0x85, 0x83], Read(twin, 0x01, 2));
    }

    // Inputs 0..3 are at 1000, 100, 10 and -500 mV here; counts are the difference over full scale times 32768.
    [Theory]
    [InlineData(0, 1, 900 / 4096.0)]
    [InlineData(1, 1, 1500 / 4096.0)]
    [InlineData(2, 2, 600 / 2048.0)]
    [InlineData(3, 3, 510 / 1024.0)]
    [InlineData(4, 0, 1000 / 6144.0)]
    [InlineData(5, 5, 100 / 256.0)]
    [InlineData(6, 7, 10 / 256.0)]
    [InlineData(7, 2, -500 / 2048.0)]
    [InlineData(4, 4, 1.0)]
    [InlineData(7, 5, -1.0)]
    public void Ads1115_converts_each_pair_of_inputs_in_each_range(int mux, int gain, double share)
    {
        Ads1115Twin twin = new(clock, new Voltages());
        int word = 0x8000 | (mux << 12) | (gain << 9) | 0x0100 | 0xE3;
        twin.Write([0x01, (byte)(word >> 8), (byte)word], 3);
        Assert.Equal(0, Read(twin, 0x01, 1)[0] & 0x80);
        clock.Advance(1_200);
        Assert.Equal(0x80, Read(twin, 0x01, 1)[0] & 0x80);
        byte[] result = Read(twin, 0x00, 2);
        double expected = Math.Clamp(share * 32768, -32768, 32767);
        Assert.InRange((short)((result[0] << 8) | result[1]) - expected, -0.51, 0.51);
    }

    [Theory]
    [InlineData(0, 125_000)]
    [InlineData(4, 7_812)]
    [InlineData(7, 1_163)]
    public void Ads1115_conversion_takes_the_time_of_its_rate(int rate, int micros)
    {
        Ads1115Twin twin = new(clock, new Voltages());
        twin.Write([0x01, 0x85, (byte)((rate << 5) | 3)], 3);
        clock.Advance(micros - 5);
        Assert.Equal(0, Read(twin, 0x01, 1)[0] & 0x80);
        clock.Advance(40);
        Assert.Equal(0x80, Read(twin, 0x01, 1)[0] & 0x80);
        Assert.Equal(1, twin.Conversions);
    }

    [Fact]
    public void Ads1115_in_continuous_mode_goes_on_by_itself()
    {
        Ads1115Twin twin = new(clock, new Voltages());
        twin.Write([0x01, 0x44, 0xE3], 3);
        clock.Advance(1_000_000);
        Assert.Equal(0, Read(twin, 0x01, 1)[0] & 0x80);
        Assert.InRange(twin.Conversions, 855, 861);
    }

    [Fact]
    public void Max17048_power_on_registers_are_the_data_sheets()
    {
        Max17048Twin twin = new(clock, new BatteryCell(100, 0, 500));
        Assert.Equal([0x00, 0x12], Read(twin, 0x08, 2));
        Assert.Equal([0x80, 0x30], Read(twin, 0x0A, 2));
        Assert.Equal([0x97, 0x1C], Read(twin, 0x0C, 2));
        Assert.Equal([0x00, 0xFF], Read(twin, 0x14, 2));
        Assert.Equal([0x01, 0x00], Read(twin, 0x1A, 2));
        clock.Advance(1_000_000);
        // 3820 mV at 78.125 µV are 48896 = 0xBF00, 50 % at 1/256 % are 0x3200, one after the other in one transfer.
        Assert.Equal([0xBF, 0x00, 0x32, 0x00], Read(twin, 0x02, 4));
        Assert.Equal([0x00, 0x00], Read(twin, 0x16, 2));
    }

    [Fact]
    public void Max17048_reset_command_sets_the_indicator_again()
    {
        Max17048Twin twin = new(clock, new BatteryCell(100, 0, 500));
        twin.Write([0x1A, 0x00, 0x00], 3);
        Assert.Equal([0x00, 0x00], Read(twin, 0x1A, 2));
        twin.Write([0xFE, 0x54, 0x00], 3);
        Assert.Equal([0x01, 0x00], Read(twin, 0x1A, 2));
    }

    [Fact]
    public void Mlx90614_words_come_low_byte_first_with_the_check_byte_of_the_whole_transfer()
    {
        Mlx90614Twin twin = new(clock, new FixedTemperature(37_070), new FixedTemperature(22_000));
        clock.Advance(1_000_000);
        // 310.22 K / 0.02 = 15511 = 0x3C97.
        byte[] word = Read(twin, 0x07, 3);
        Assert.Equal([0x97, 0x3C], word[..2]);
        byte[] wire = [0xB4, 0x07, 0xB5, word[0], word[1]];
        Assert.Equal(PacketErrorCode.Of(wire, 5), word[2]);
        Assert.Equal([0x10, 0x00], Read(twin, 0xF0, 3)[..2]);
        Assert.Equal([0xFF, 0xFF], Read(twin, 0x24, 3)[..2]);
    }

    private Adxl345Twin Accelerometer() => new(clock, new Table());

    private static void Write(IRegisterBus twin, int register, int value) =>
        Assert.Equal(BusStatus.Ok, twin.Write([(byte)register, (byte)value], 2));

    private static byte[] Read(IRegisterBus twin, int register, int count)
    {
        byte[] bytes = new byte[count];
        Assert.Equal(BusStatus.Ok, twin.WriteRead([(byte)register], 1, bytes, count));
        return bytes;
    }

    private sealed class Table : IMotionSource
    {
        public void Read(long micros, out int x, out int y, out int z) => (x, y, z) = (0, 0, 1000);
    }

    private sealed class Steps : IMotionSource
    {
        // 15.625 milli-g are four counts.
        public void Read(long micros, out int x, out int y, out int z) =>
            (x, y, z) = ((int)Math.Round(micros / 40_000 * 15.625), 0, 0);
    }

    private sealed class Voltages : IAnalogSource
    {
        private static readonly int[] Millivolts = [1000, 100, 10, -500];

        public int Microvolts(long micros, int input) =>
            1000 * Millivolts[input];
    }
}
