using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;

namespace EdgeVitals.Tests.Emulation;

/// <summary>The twin against the data sheet: registers by number, as it prints them.</summary>
public sealed class Max30102TwinTests
{
    private const int Hundred = 1 << 2;
    private const int Bits18 = 3;
    private readonly VirtualClock clock = new();
    private readonly FixedLight light;
    private readonly Max30102Twin twin;
    private int sampleNumber;

    public Max30102TwinTests()
    {
        light = new FixedLight(_ => (1000 * ++sampleNumber, 1000 * sampleNumber + 500));
        twin = new Max30102Twin(clock, light);
    }

    [Fact]
    public void Power_on_sets_PWR_RDY_which_pulls_the_pin_and_is_cleared_by_reading()
    {
        Assert.True(twin.IsAsserted());
        Assert.Equal(0x01, Read(0x00));
        Assert.Equal(0x00, Read(0x00));
        Assert.False(twin.IsAsserted());
        Assert.Equal(0x15, Read(0xFF));
    }

    [Fact]
    public void Spo2_mode_at_100_Hz_puts_a_red_and_infrared_pair_every_10_ms()
    {
        Start(configuration: Hundred | Bits18);
        clock.Advance(9_999);
        Assert.Equal(0, Read(0x04));
        clock.Advance(1);
        Assert.Equal(1, Read(0x04));
        clock.Advance(20_000);

        Assert.Equal(3, Read(0x04));
        Assert.Equal([10_000L, 20_000L, 30_000L], light.Times);
        Assert.Equal([1000, 1500, 2000, 2500, 3000, 3500], Samples(6));
        Assert.Equal(3, Read(0x06));
        Assert.Equal(0, twin.EmptyReads);
    }

    [Fact]
    public void Heart_rate_mode_gives_red_alone_three_bytes_a_sample()
    {
        Start(mode: 2, configuration: Hundred | Bits18);
        clock.Advance(20_000);

        Assert.Equal([1000, 2000], Samples(2));
        Assert.Equal(Read(0x04), Read(0x06));
    }

    [Fact]
    public void Multi_led_mode_follows_its_slots()
    {
        // Slot 1 infrared, slot 2 red, slot 3 none.
        Write(0x11, 0x12);
        Start(mode: 7, configuration: Hundred | Bits18);
        clock.Advance(10_000);

        Assert.Equal([1500, 1000], Samples(2));
    }

    [Fact]
    public void Full_fifo_without_rollover_keeps_the_oldest_and_counts_the_lost()
    {
        Start(configuration: Hundred | Bits18);
        clock.Advance(420_000);

        Assert.Equal(10, Read(0x05));
        Assert.Equal(Read(0x04), Read(0x06));
        int[] all = Samples(64);
        Assert.Equal(1000, all[0]);
        Assert.Equal(32_000, all[62]);
        Assert.Equal(0, Read(0x05));
    }

    [Fact]
    public void Full_fifo_with_rollover_keeps_the_newest_and_counts_the_overwritten()
    {
        Start(configuration: Hundred | Bits18, fifo: 0x10);
        clock.Advance(420_000);

        Assert.Equal(10, Read(0x05));
        Assert.Equal(10, Read(0x06));
        int[] all = Samples(64);
        Assert.Equal(11_000, all[0]);
        Assert.Equal(42_000, all[62]);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x10)]
    public void Overflow_counter_stays_at_31(int fifo)
    {
        Start(configuration: Hundred | Bits18, fifo: fifo);
        clock.Advance(2_000_000);
        Assert.Equal(31, Read(0x05));
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x10)]
    [InlineData(0x70)]
    public void Unread_for_an_hour_ends_in_the_state_of_a_chip_that_was_watched(int fifo)
    {
        // Counts by time, not by call: what the skipping leaves must be what watching gives.
        static (int Red, int Infrared) Light(long micros) => ((int)(micros / 10_000 % 5000), (int)(micros / 7 % 9000));
        var other = new VirtualClock();
        var watchedLight = new FixedLight(Light);
        var skippedLight = new FixedLight(Light);
        var watched = new Max30102Twin(other, watchedLight);
        var skipped = new Max30102Twin(clock, skippedLight);
        Start(watched, Hundred | Bits18, fifo);
        Start(skipped, Hundred | Bits18, fifo);
        for (int second = 0; second < 3600; second++)
        {
            other.Advance(1_000_000);
            watched.IsAsserted();
        }
        clock.Advance(3_600_000_000);

        Assert.Equal(ReadMany(watched, 0x04, 3), ReadMany(skipped, 0x04, 3));
        Assert.Equal(ReadMany(watched, 0x07, 32 * 6), ReadMany(skipped, 0x07, 32 * 6));
        Assert.Equal(watched.SamplesTaken, skipped.SamplesTaken);
        Assert.True(skippedLight.Calls < 10_000, $"{skippedLight.Calls} reads of the source");
        Assert.True(watchedLight.Calls > 300_000);
    }

    [Theory]
    [InlineData(0, 32)]
    [InlineData(15, 17)]
    [InlineData(4, 28)]
    public void Almost_full_rises_when_that_many_places_are_free(int free, int waiting)
    {
        Start(configuration: Hundred | Bits18, fifo: free);
        Write(0x02, 0x80);
        clock.Advance((waiting - 1) * 10_000);
        Assert.False(twin.IsAsserted());
        clock.Advance(10_000);
        Assert.True(twin.IsAsserted());
        Assert.Equal(0x80, Read(0x00) & 0x80);
        Assert.False(twin.IsAsserted());
    }

    [Fact]
    public void Ppg_ready_is_cleared_by_status_or_by_data_and_gated_by_its_enable_bit()
    {
        Start(configuration: Hundred | Bits18);
        clock.Advance(10_000);
        Assert.False(twin.IsAsserted());
        Write(0x02, 0x40);
        Assert.True(twin.IsAsserted());
        Samples(2);
        Assert.False(twin.IsAsserted());
        clock.Advance(10_000);
        Assert.Equal(0x40, Read(0x00));
        Assert.Equal(0x00, Read(0x00));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 8)]
    [InlineData(5, 32)]
    [InlineData(7, 32)]
    public void Averaging_pushes_the_mean_of_neighbours_and_divides_the_rate(int code, int count)
    {
        Start(configuration: Hundred | Bits18, fifo: code << 5);
        clock.Advance(count * 10_000 - 1);
        Assert.Equal(0, Read(0x04));
        clock.Advance(1);
        Assert.Equal(1, Read(0x04));
        Assert.Equal(1000 * (count + 1) / 2, Samples(2)[0]);
    }

    [Theory]
    [InlineData(0, 15)]
    [InlineData(1, 16)]
    [InlineData(2, 17)]
    [InlineData(3, 18)]
    public void Pulse_width_sets_the_resolution_and_the_top_bit_stays_at_17(int width, int bits)
    {
        var full = new Max30102Twin(clock, new FixedLight(123_457, 999_999));
        Start(full, Hundred | width, 0);
        clock.Advance(10_000);
        byte[] bytes = ReadMany(full, 0x07, 6);
        int red = (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
        int infrared = (bytes[3] << 16) | (bytes[4] << 8) | bytes[5];
        int mask = ~((1 << (18 - bits)) - 1);

        Assert.Equal(123_457 & mask, red);
        // Saturated, left-justified.
        Assert.Equal(0x3FFFF & mask, infrared);
    }

    [Fact]
    public void Led_current_range_and_ambient_light_scale_the_counts_up_to_saturation()
    {
        var lit = new Max30102Twin(clock, new FixedLight(40_000, LedCounts.Dark)) { AmbientCounts = 700 };
        Start(lit, Hundred | Bits18, 0);
        WriteTo(lit, 0x0C, 0x48);
        clock.Advance(10_000);
        Assert.Equal([80_700, 700], Pairs(lit, 1));

        // Range 8192 nA: half the counts. Then full current at the narrowest range: saturated.
        WriteTo(lit, 0x0A, (2 << 5) | Hundred | Bits18);
        clock.Advance(10_000);
        Assert.Equal([40_350, 350], Pairs(lit, 1));
        WriteTo(lit, 0x0C, 0xFF);
        WriteTo(lit, 0x0A, Hundred | Bits18);
        clock.Advance(10_000);
        Assert.Equal(LedCounts.FullScale, Pairs(lit, 1)[0]);
    }

    [Fact]
    public void Ambient_overflow_raises_its_status_bit()
    {
        Start(configuration: Hundred | Bits18);
        twin.AmbientOverflow = true;
        clock.Advance(10_000);
        Assert.Equal(0x60, Read(0x00));
    }

    [Theory]
    [InlineData(3, 7, 3, 400)]
    [InlineData(3, 7, 0, 1600)]
    [InlineData(2, 7, 0, 3200)]
    [InlineData(2, 5, 3, 1000)]
    public void Rate_above_the_table_for_its_pulse_width_falls_to_the_highest_allowed(
        int mode, int rateCode, int width, int expected)
    {
        var fast = new Max30102Twin(clock, light);
        Start(fast, (rateCode << 2) | width, 0x10, mode);
        int before = light.Calls;
        for (int i = 0; i < 100; i++)
        {
            clock.Advance(10_000);
            fast.IsAsserted();
        }
        Assert.Equal(expected, light.Calls - before);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(-200)]
    public void Drift_of_200_ppm_gains_or_loses_two_samples_in_a_hundred_seconds(int ppm)
    {
        twin.DriftPpm = ppm;
        Start(configuration: Hundred | Bits18, fifo: 0x10);
        for (int second = 0; second < 100; second++)
        {
            clock.Advance(1_000_000);
            twin.IsAsserted();
        }
        // 10,000 nominal; one microsecond of rounding may hold the last one back.
        Assert.InRange(light.Calls, 10_000 + ppm / 100 - 1, 10_000 + ppm / 100);
    }

    [Fact]
    public void Shutdown_stops_sampling_clears_interrupts_and_keeps_registers_and_fifo()
    {
        Start(configuration: Hundred | Bits18);
        Write(0x02, 0x40);
        clock.Advance(30_000);
        Write(0x09, 0x83);
        clock.Advance(1_000_000);

        Assert.False(twin.IsAsserted());
        Assert.Equal(3, light.Calls);
        Assert.Equal(3, Read(0x04));
        Assert.Equal((1 << 5) | Hundred | Bits18, Read(0x0A));
        Write(0x09, 0x03);
        clock.Advance(10_000);
        Assert.Equal(4, Read(0x04));
        Assert.Equal(4, light.Calls);
    }

    [Fact]
    public void Reset_bit_restores_power_on_values_without_PWR_RDY_and_reads_back_as_zero()
    {
        Start(configuration: Hundred | Bits18);
        clock.Advance(50_000);
        Write(0x09, 0x40);

        Assert.Equal(0, Read(0x09));
        Assert.Equal(0, Read(0x0A));
        Assert.Equal(0, Read(0x04));
        Assert.Equal(0, Read(0x00));
        clock.Advance(50_000);
        Assert.Equal(0, Read(0x04));
        Assert.Equal(5, light.Calls);
    }

    [Theory]
    [InlineData(31_500, 31, 8)]
    [InlineData(-250, 0xFF, 12)]
    [InlineData(-1_000, 0xFF, 0)]
    public void Die_temperature_takes_29_ms_in_sixteenths_with_a_fraction_that_is_never_negative(
        int milliCelsius, int whole, int sixteenths)
    {
        twin.DieMilliCelsius = milliCelsius;
        Write(0x03, 0x02);
        Write(0x21, 0x01);
        clock.Advance(28_999);
        Assert.Equal(1, Read(0x21));
        clock.Advance(1);
        Assert.Equal(0, Read(0x21));
        Read(0x00);
        Assert.True(twin.IsAsserted());
        Assert.Equal(whole, Read(0x1F));
        Assert.Equal(sixteenths, Read(0x20));
        Assert.False(twin.IsAsserted());
    }

    [Fact]
    public void Fifo_pointers_written_to_zero_empty_it()
    {
        Start(configuration: Hundred | Bits18);
        clock.Advance(400_000);
        Assert.Equal(BusStatus.Ok, twin.Write([0x04, 0, 0, 0], 4));
        clock.Advance(10_000);

        Assert.Equal(1, Read(0x04));
        Assert.Equal(0, Read(0x05));
        Assert.Equal(41_000, Samples(2)[0]);
    }

    [Fact]
    public void Reading_an_empty_fifo_moves_nothing_and_is_counted()
    {
        Start(configuration: Hundred | Bits18);
        Assert.Equal([0, 0], Samples(2));
        Assert.Equal(0, Read(0x06));
        Assert.Equal(6, twin.EmptyReads);
    }

    [Fact]
    public void Part_of_a_sample_is_read_again_from_its_first_byte_in_the_next_transfer()
    {
        Start(configuration: Hundred | Bits18);
        clock.Advance(10_000);
        ReadMany(twin, 0x07, 4);
        Assert.Equal([1000, 1500], Samples(2));
    }

    [Theory]
    [InlineData(BusFaults.Absent, BusStatus.Nack)]
    [InlineData(BusFaults.Stuck, BusStatus.Stuck)]
    public void Bus_fault_fails_as_many_transfers_as_set_and_changes_nothing(int fault, int status)
    {
        twin.Faults.Set(fault, 2);
        Assert.Equal(status, twin.Write([0x0C, 0x55], 2));
        Assert.Equal(status, twin.WriteRead([0xFF], 1, new byte[1], 1));
        Assert.Equal(0x15, Read(0xFF));
        Assert.Equal(0, Read(0x0C));
        Assert.Equal(2, twin.Faults.Count);
    }

    [Fact]
    public void Short_read_of_the_fifo_costs_the_samples_that_left_the_chip()
    {
        Start(configuration: Hundred | Bits18);
        clock.Advance(40_000);
        twin.Faults.Set(BusFaults.ShortRead, 1);
        Assert.Equal(BusStatus.ShortRead, twin.WriteRead([0x07], 1, new byte[24], 24));
        Assert.Equal(2, Read(0x06));
        Assert.Equal([3000, 3500, 4000, 4500], Samples(4));
    }

    [Fact]
    public void Stranger_at_the_address_answers_with_its_own_id()
    {
        twin.PartId = 0x11;
        Assert.Equal(0x11, Read(0xFF));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Transfer_with_a_count_outside_the_buffer_is_a_fault(int count) =>
        Assert.Equal(BusStatus.Fault, twin.Write([0x0C, 0x55], count));

    private void Start(int mode = 3, int configuration = 0, int fifo = 0)
    {
        Start(twin, configuration, fifo, mode);
    }

    private static void Start(Max30102Twin chip, int configuration, int fifo, int mode = 3)
    {
        WriteTo(chip, 0x08, fifo);
        WriteTo(chip, 0x0A, (1 << 5) | configuration);
        WriteTo(chip, 0x0C, 0x24);
        WriteTo(chip, 0x0D, 0x24);
        WriteTo(chip, 0x09, mode);
        ReadMany(chip, 0x00, 1);
    }

    private void Write(int register, int value) => WriteTo(twin, register, value);

    private static void WriteTo(Max30102Twin chip, int register, int value) =>
        Assert.Equal(BusStatus.Ok, chip.Write([(byte)register, (byte)value], 2));

    private int Read(int register) => ReadMany(twin, register, 1)[0];

    private static byte[] ReadMany(Max30102Twin chip, int register, int count)
    {
        byte[] bytes = new byte[count];
        Assert.Equal(BusStatus.Ok, chip.WriteRead([(byte)register], 1, bytes, count));
        return bytes;
    }

    private int[] Samples(int count) => Words(ReadMany(twin, 0x07, 3 * count));

    private static int[] Pairs(Max30102Twin chip, int pairs)
    {
        // Only the newest pair matters here: older ones are read away.
        byte[] pointers = ReadMany(chip, 0x04, 3);
        int waiting = (pointers[0] - pointers[2]) & 31;
        return Words(ReadMany(chip, 0x07, 6 * waiting))[^(2 * pairs)..];
    }

    private static int[] Words(byte[] bytes) => [.. Enumerable.Range(0, bytes.Length / 3)
        .Select(i => (bytes[3 * i] << 16) | (bytes[3 * i + 1] << 8) | bytes[3 * i + 2])];
}
