using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Wire;
using Xunit;

namespace EdgeVitals.Tests.Device;

public sealed class StoreTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(StorePolicy.DropOldestRaw, 8, FrameRing.OneSectorFrame, 5000)]
    [InlineData(StorePolicy.DropNewestRaw, 8, FrameRing.OneSectorFrame, 5000)]
    [InlineData(StorePolicy.DropOldestRaw, 12, Frame.MaximumEncodedBytes, 500)]
    public void Ring_loses_nothing_beyond_the_policy_at_any_power_cut(int policy, int sectors, int frame, int cuts)
    {
        NorFlashTwin chip = new(sectors, 7 + sectors);
        StorePowerCuts run = new(new ChipPower(chip), chip, frame, policy, 11);
        run.Run(cuts);
        output.WriteLine(run.ToString());
        Holds(run, cuts);
    }

    [Fact]
    public void Ring_in_a_file_loses_nothing_when_writes_that_were_not_flushed_are_undone_in_any_order()
    {
        CachedFile file = new(8 * 4096, 3);
        StorePowerCuts run = new(file, new BlockFlash(file), FrameRing.OneSectorFrame, StorePolicy.DropOldestRaw, 13);
        run.Run(2000);
        double flushes = (double)file.Flushes / run.Appended;
        output.WriteLine($"{run}; {flushes:0.00} flushes a frame");
        Holds(run, 2000);
    }

    [Fact]
    public void File_that_does_not_flush_is_caught()
    {
        CachedFile file = new(8 * 4096, 3);
        StorePowerCuts run = new(file, new Unflushed(new BlockFlash(file)), FrameRing.OneSectorFrame,
            StorePolicy.DropOldestRaw, 13);
        run.Run(300);
        output.WriteLine(run.ToString());
        Assert.True(run.Lost > 20);
    }

    [Fact]
    public void Flash_that_answers_before_it_programs_is_caught()
    {
        NorFlashTwin chip = new(8, 3);
        StorePowerCuts run = new(new ChipPower(chip), new EarlyFlash(chip), FrameRing.OneSectorFrame,
            StorePolicy.DropOldestRaw, 5);
        run.Run(300);
        output.WriteLine(run.ToString());
        Assert.True(run.Lost > 20);
    }

    [Fact]
    public void Torn_write_at_every_byte_of_a_record_costs_that_record_alone()
    {
        for (int kept = 0; kept < 132; kept++)
        {
            NorFlashTwin chip = new(8, 1);
            FrameRing ring = Opened(chip);
            Append(ring, 0, Channels.HeartRate.Id);
            // The record behind it, written up to a byte: the same bytes as a whole one, the others blank.
            NorFlashTwin whole = new(8, 1);
            FrameRing other = Opened(whole);
            Append(other, 0, Channels.HeartRate.Id);
            Append(other, 1, Channels.HeartRate.Id);
            byte[] record = new byte[132];
            Assert.Equal(0, whole.Read(32 + 132, record, 0, 132));
            Assert.Equal(0, chip.Program(32 + 132, record, 0, kept));
            ring = Opened(chip);
            Assert.Equal(1, ring.Pending);
            Append(ring, 2, Channels.HeartRate.Id);
            ring = Opened(chip);
            Assert.Equal(2, ring.Pending);
            byte[] read = new byte[Frame.MaximumEncodedBytes];
            Assert.Equal(100, ring.Load(1, read));
            Assert.Equal(2, read[0]);
        }
    }

    [Fact]
    public void Full_ring_gives_up_raw_windows_before_features()
    {
        FrameRing ring = Opened(new NorFlashTwin(8, 1));
        for (int i = 0; i < 100; i++) Append(ring, i, Channels.HeartRate.Id);
        for (int i = 0; i < 400; i++) Append(ring, 100 + i, Channels.PlethRed.Id);
        Assert.Equal(0, ring.DroppedFeatures);
        Assert.Equal(500, ring.Pending + ring.DroppedRaw);
        int most = 0;
        int next = 500;
        for (int i = 0; i < 300; i++, most = Math.Max(most, ring.Pending)) Append(ring, next++, 40_000);
        Assert.Equal(400, ring.DroppedRaw);
        Assert.Equal(400, ring.Pending + ring.DroppedFeatures);
        // A raw window finds no room among features alone.
        while (ring.Pending < most) Append(ring, next++, 40_000);
        Append(ring, next, 13);
        Assert.Equal(401, ring.DroppedRaw);
    }

    [Fact]
    public void Erases_are_even_over_a_long_run()
    {
        NorFlashTwin chip = new(63, 1);
        FrameRing ring = Opened(chip);
        for (int i = 0; i < 60_000; i++)
        {
            Append(ring, i, i % 4 == 0 ? Channels.PlethRed.Id : Channels.HeartRate.Id);
            // Online, then an outage that fills the ring, and online again.
            if (i is < 10_000 or > 40_000 && ring.Pending > 5) ring.Acknowledge(1, i - 3);
        }
        int least = Enumerable.Range(0, 63).Min(chip.ErasesOf);
        int most = Enumerable.Range(0, 63).Max(chip.ErasesOf);
        output.WriteLine($"erases of a sector {least}..{most}");
        Assert.True(least > 10 && most - least <= 1, $"{least}..{most}");
    }

    [Fact]
    public void Read_that_fails_costs_no_frame_and_a_store_that_cannot_be_opened_counts_what_it_loses()
    {
        UnreadableFlash flash = new(new NorFlashTwin(8, 1));
        FrameRing ring = new(flash, 64, FrameRing.OneSectorFrame, StorePolicy.DropOldestRaw);
        Assert.Equal(0, ring.Open());
        Append(ring, 0, Channels.HeartRate.Id);
        byte[] read = new byte[Frame.MaximumEncodedBytes];
        flash.IsUnreadable = true;
        Assert.Equal(0, ring.Load(0, read));
        Assert.Equal((1, 1L, 0L), (ring.Pending, ring.StoreFaults, ring.Dropped));
        flash.IsUnreadable = false;
        Assert.Equal(100, ring.Load(0, read));
        ring = new FrameRing(flash, 64, FrameRing.OneSectorFrame, StorePolicy.DropOldestRaw);
        flash.IsUnreadable = true;
        for (int i = 0; i < 3; i++) Assert.Equal(1, ring.Append(new byte[10], 10, 1, i, Channels.HeartRate.Id, false));
        Assert.Equal((3L, 3L), (ring.StoreFaults, ring.DroppedFeatures));
    }

    [Theory]
    [InlineData(100, 100, 0)]
    [InlineData(300, 300, 0)]
    [InlineData(1300, 1300, 0)]
    [InlineData(2100, 2100, 0)]
    [InlineData(4000, 4000, 0)]
    [InlineData(40, 3000, 0)]
    [InlineData(100, 1300, 30)]
    [InlineData(100, 1300, 8)]
    [InlineData(2100, 2100, 50)]
    public void Full_ring_erases_little_more_than_what_comes_in_needs(int least, int most, int featurePercent)
    {
        NorFlashTwin chip = new(64, 1);
        FrameRing ring = new(chip, 4096, FrameRing.OneSectorFrame, StorePolicy.DropOldestRaw);
        Assert.Equal(0, ring.Open());
        Random random = new(5);
        byte[] content = new byte[4000];
        long erasesBefore = 0, bytes = 0, frames = 0, worst = 0;
        for (int i = 0; i < 12_000; i++)
        {
            bool feature = random.Next(100) < featurePercent;
            int count = random.Next(least, most + 1);
            // Half of the run fills the ring; features are acknowledged late, raw never.
            if (i == 6000) (erasesBefore, bytes, frames) = (Erases(chip), 0, 0);
            long before = Erases(chip);
            Assert.Equal(0, ring.Append(content, count, 1, i, feature ? Channels.HeartRate.Id : Channels.PlethRed.Id,
                false));
            worst = Math.Max(worst, Erases(chip) - before);
            if (i >= 300) ring.Acknowledge(1, i - 300 is var old && old % 2 == 0 && featurePercent > 0 ? old : -1);
            frames++;
            bytes += 32 + ((count + 3) & ~3);
        }
        double needed = bytes / 4064.0;
        double ratio = (Erases(chip) - erasesBefore) / needed;
        output.WriteLine($"frames of {least}..{most} bytes, {featurePercent} % features: "
            + $"{(Erases(chip) - erasesBefore) / (double)frames:0.000} erases a frame, {ratio:0.00} times the bytes'; "
            + $"at most {worst} for one; {ring.Pending} kept");
        // Two frames of 2,100 bytes do not fit a sector: one erase for each, 1.9 times their bytes. Features among raw
        // windows are carried on, and lengths of all kinds leave ends; refused raw windows cost nothing.
        Assert.InRange(ratio, 0, 6);
        Assert.InRange(worst, 1, 12);
    }

    private static long Erases(NorFlashTwin chip) => Enumerable.Range(0, chip.Sectors).Sum(s => (long)chip.ErasesOf(s));

    private static void Holds(StorePowerCuts run, int cuts)
    {
        Assert.Equal(0, run.Lost + run.Corrupt + run.Unexpected + run.Unordered + run.FailedOpens);
        Assert.True(run.Cuts >= cuts && run.CutsInOpen > 0 && run.DroppedRaw > 100 && run.DroppedFeatures > 0);
    }

    private static FrameRing Opened(NorFlashTwin chip)
    {
        FrameRing ring = new(chip, 4096, Frame.MaximumEncodedBytes, StorePolicy.DropOldestRaw);
        Assert.Equal(0, ring.Open());
        return ring;
    }

    private static void Append(FrameRing ring, int sequence, int channel)
    {
        byte[] content = new byte[100];
        Array.Fill(content, (byte)sequence);
        Assert.Equal(0, ring.Append(content, content.Length, 1, sequence, channel, false));
    }

    private sealed class ChipPower(NorFlashTwin chip) : IPowerSupply
    {
        public bool IsCut => chip.IsCut;

        public bool KeepsWritesBack => false;

        public void CutAt(int operation) => chip.CutAt(operation);

        public void PowerCycle() => chip.PowerCycle();
    }

    /// <summary>A file whose flush does nothing.</summary>
    private sealed class Unflushed(BlockFlash file) : IFlash
    {
        public int SectorBytes => file.SectorBytes;

        public int Sectors => file.Sectors;

        public int Erase(int sector) => file.Erase(sector);

        public int Program(int position, byte[] buffer, int start, int count) =>
            file.Program(position, buffer, start, count);

        public int Read(int position, byte[] buffer, int start, int count) =>
            file.Read(position, buffer, start, count);

        public int Sync() => 0;
    }

    /// <summary>The broken twin: it answers 0 for a program and does it with the next call.</summary>
    private sealed class EarlyFlash(NorFlashTwin chip) : IFlash
    {
        private byte[] _late = [];
        private int _position;

        public int SectorBytes => chip.SectorBytes;

        public int Sectors => chip.Sectors;

        public int Erase(int sector) => Settle() != 0 ? 1 : chip.Erase(sector);

        public int Read(int position, byte[] buffer, int start, int count) =>
            Settle() != 0 ? 1 : chip.Read(position, buffer, start, count);

        public int Program(int position, byte[] buffer, int start, int count)
        {
            int status = Settle();
            _late = buffer[start..(start + count)];
            _position = position;
            return status;
        }

        // It says that all is done, which is the lie.
        public int Sync() => chip.IsCut ? 1 : 0;

        private int Settle()
        {
            byte[] late = _late;
            _late = [];
            return chip.IsCut ? 1 : late.Length == 0 ? 0 : chip.Program(_position, late, 0, late.Length);
        }
    }
}
