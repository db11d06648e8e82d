using EdgeVitals.Device;
using EdgeVitals.Emulation.Boards;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Emulation;

/// <summary>Flash and memory of the boards without a disk.</summary>
public sealed class BudgetTests(ITestOutputHelper output)
{
    // Full scale of the converter at the electrodes: 32768 counts of 5/88 µV, in Ads1115 of EdgeVitals.Device.
    private const int ConverterMicrovolts = 1862;

    // As in firmware/nano/Wearable.cs.
    private const int WindowSeconds = 10;

    [Theory]
    [InlineData("esp32-devkitc")]
    [InlineData("esp32-s3-devkitc")]
    public void Flash_items_fit_their_partitions_and_the_partitions_the_chip(string id)
    {
        FlashBudget flash = Flash(id);
        Assert.Null(FlashEstimate.FirstFault(flash));
        Assert.True(FlashEstimate.RingBytes(flash) >= 16 * 1024, "the ring needs room for the largest frame");
        output.WriteLine($"{id}: {FlashEstimate.RawMinutes(flash):0.0} min raw, "
            + $"{FlashEstimate.FeatureHours(flash):0.00} h of features");
    }

    [Fact]
    public void Flash_that_is_planned_too_full_is_refused()
    {
        FlashBudget flash = Flash("esp32-devkitc");
        FlashPartition config = flash.Partitions.Single(partition => partition.Name == "config");
        Assert.Contains("config holds more", FlashEstimate.FirstFault(With(config with { Bytes = 1024 })),
            StringComparison.Ordinal);
        Assert.Contains("do not fit", FlashEstimate.FirstFault(flash with { FlashBytes = 1024 * 1024 }),
            StringComparison.Ordinal);
        Assert.Contains("slot B is not planned", FlashEstimate.FirstFault(With(config with
        {
            Items = [.. config.Items.Where(item => item.Name != "slot B")],
        })), StringComparison.Ordinal);

        FlashBudget With(FlashPartition changed) => flash with
        {
            Partitions = [.. flash.Partitions.Select(partition => partition.Name == "config" ? changed : partition)],
        };
    }

    [Fact]
    public void Raw_minutes_of_256_KiB_are_those_of_36_bits_at_100_Hz_in_62_sectors()
    {
        FlashPartition partition = new("x", 1 << 18, [new FlashItem("ring", 1 << 18)]);
        FlashBudget flash = new(1 << 22, 1, [partition], "", "");
        Assert.Equal(62 * 4064 / 450.0 / 60, FlashEstimate.RawMinutes(flash), 9);
        Assert.Equal(30.0 / 3600 / 3, FlashEstimate.FeatureHours(flash), 9);
    }

    [Theory]
    [InlineData("esp32-devkitc")]
    [InlineData("esp32-s3-devkitc")]
    public void Managed_state_of_the_firmware_stays_within_its_budget(string id)
    {
        int records = Flash(id).RingRecords;
        VirtualClock clock = new();
        Tmp117Twin chip = new(clock, new WaveformWearer(new VitalScenario(), 1));
        MemoryBlockStore store = new(64 * 1024);
        // A board's file is a flash by itself, with a blank of 256 bytes.
        BlockFlash flash = new(store);
        Build();
        long before = GC.GetAllocatedBytesForCurrentThread();
        object[] kept = Build();
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine($"{id}: {bytes} bytes of managed state with {records} records (64-bit .NET)");
        Assert.InRange(bytes, records * 34, FlashEstimate.ManagedBytes);
        GC.KeepAlive(kept);

        // What Wearable of firmware/nano makes, in its window; its link and the client beneath are not in it.
        object[] Build()
        {
            FrameRing ring = new(flash, records, FlashEstimate.EncodingBufferBytes, StorePolicy.DropOldestRaw);
            // The sink of the frames shares the session's buffer.
            DeviceSession session = new(1, ring, new NoLink(), clock, clock, new NoEntropy(), new SessionOptions());
            NoSink sink = new();
            Adxl345 motion = new(chip, null, clock);
            SensorSampler sampler = new(clock,
                new VitalsSampler(new Max30102(chip, null, clock), new Tmp117(chip), clock, sink, WindowSeconds,
                    false),
                new MotionSampler(motion, clock, sink, WindowSeconds),
                new EcgSampler(new Ads1115(chip, null, clock), clock, sink, WindowSeconds),
                new ScalarSampler(new Mlx90614(chip), new Max17048(chip), clock, sink, WindowSeconds));
            return [ring, session, new PowerManager(sampler, motion, clock, new PowerPlan()), new Liveness(),
                new BootLog(store)];
        }
    }

    [Fact]
    public void Longest_frame_of_every_channel_fits_the_boards_buffers()
    {
        int longest = 0;
        foreach (Channel channel in Channels.All)
        {
            long period = channel == Channels.Ecg ? Ads1115.EcgPeriodMicros
                : StorePolicy.IsRaw(channel.Id) ? 40_000 : 1_000_000;
            int samples = channel == Channels.Ecg ? 1000 : (int)(WindowSeconds * 1_000_000L / period);
            Frame frame = new()
            {
                BootId = int.MaxValue, Sequence = 1L << 40, StartTicks = Frame.MaximumTicks / 2, PeriodMicros = period,
                ChannelId = channel.Id, ScaleExponent = channel.ScaleExponent, Quality = 100,
            };
            int least = channel == Channels.Ecg ? -ConverterMicrovolts : channel.Minimum;
            int most = channel == Channels.Ecg ? ConverterMicrovolts : channel.Maximum;
            for (int i = 0; i < samples; i++)
            {
                // Late in the frame, where their places take most bytes.
                if (i >= samples - Frame.MaximumGaps) frame.AddGap(100_000, GapReason.BusFault);
                frame.Add(i % 2 == 0 ? least : most);
            }
            int bytes = FrameCodec.Encode(frame, new byte[Frame.MaximumEncodedBytes], 0);
            Assert.InRange(bytes, 1, FlashEstimate.EncodingBufferBytes);
            longest = Math.Max(longest, bytes);
        }
        output.WriteLine($"longest frame: {longest} bytes");
        Assert.True(longest > FlashEstimate.EncodingBufferBytes - 256, "the buffers could be smaller");
    }

    [Fact]
    public void Slots_of_the_bigger_board_and_the_base_application_hold_what_is_linked()
    {
        long linked = new FileInfo(Device.NanoTests.Typechecked()).Length;
        output.WriteLine($"all that the boards link is {linked} bytes as a .NET assembly of this configuration");
        Assert.InRange(linked, 64 * 1024, Item("esp32-s3-devkitc", "slot A"));
        Assert.InRange(linked, 64 * 1024, Item("esp32-devkitc", "base application"));
    }

    private static int Item(string id, string name) => Flash(id).Partitions
        .SelectMany(partition => partition.Items).Single(item => item.Name == name).Bytes;

    private static FlashBudget Flash(string id) => BoardFile.Load(Path.Combine(
        RecordingData.Repository(), "hardware", "boards", id + ".json")).Flash!;

    private sealed class NoLink : ILink
    {
        public void Connect()
        {
        }

        public void Disconnect()
        {
        }

        public void Send(int topicKind, int channelId, byte[] payload, int count, bool retain)
        {
        }
    }

    private sealed class NoEntropy : IEntropy
    {
        public int Below(int bound) => 0;
    }

    private sealed class NoSink : IFrameSink
    {
        public void Append(Frame frame)
        {
        }
    }
}
