using EdgeVitals.Device;
using EdgeVitals.Emulation.Boards;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Emulation;

/// <summary>Flash and memory of the boards without a disk.</summary>
public sealed class BudgetTests(ITestOutputHelper output)
{
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
        WaveformWearer wearer = new(new VitalScenario(), 1);
        Max30102Twin optics = new(clock, wearer);
        Tmp117Twin thermometer = new(clock, wearer);
        MemoryBlockStore store = new(64 * 1024);
        Build();
        long before = GC.GetAllocatedBytesForCurrentThread();
        object[] kept = Build();
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine($"{id}: {bytes} bytes of managed state with {records} records (64-bit .NET)");
        Assert.InRange(bytes, records * 34, FlashEstimate.ManagedBytes);
        GC.KeepAlive(kept);

        object[] Build()
        {
            FrameRing ring = new(store, records, FrameRing.OneSectorFrame);
            DeviceSession session = new(1, ring, new NoLink(), clock, clock, new NoEntropy(), new SessionOptions());
            VitalsSampler sampler = new(new Max30102(optics, optics, clock), new Tmp117(thermometer), clock,
                new NoSink(), FlashEstimate.FeatureWindowSeconds);
            return [ring, session, sampler, new byte[FlashEstimate.EncodingBufferBytes]];
        }
    }

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
