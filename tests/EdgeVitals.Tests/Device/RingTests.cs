using EdgeVitals.Device;
using EdgeVitals.Wire;
using Xunit;

namespace EdgeVitals.Tests.Device;

public sealed class RingTests
{
    private readonly byte[] _payload = new byte[Frame.MaximumEncodedBytes];

    [Fact]
    public void Crc_has_its_published_check_value() =>
        Assert.Equal(0xCBF43926u, Crc32.Of(0, "123456789"u8.ToArray(), 0, 9));

    [Fact]
    public void Frames_are_freed_by_acknowledgement_alone()
    {
        FrameRing ring = Opened(new MemoryBlockStore(64 * 1024));
        for (int i = 0; i < 10; i++) Append(ring, i, 100);
        for (int i = 0; i < 10; i++) ring.SetState(i, FrameRing.InFlight, 5);
        Assert.Equal(10, ring.Pending);
        Assert.True(ring.Acknowledge(1, 4));
        Assert.False(ring.Acknowledge(1, 4));
        Assert.False(ring.Acknowledge(2, 5));
        Assert.Equal(9, ring.Pending);
        Assert.Equal(10, ring.Entries);
        for (int i = 0; i < 4; i++) Assert.True(ring.Acknowledge(1, i));
        Assert.Equal(5, ring.Entries);
        Assert.Equal(0, ring.Dropped);
    }

    [Fact]
    public void Full_ring_drops_the_oldest_and_counts_them()
    {
        FrameRing ring = Opened(new MemoryBlockStore(32 * 1024));
        for (int i = 0; i < 500; i++) Append(ring, i, 300);
        Assert.Equal(500, ring.Pending + ring.Dropped);
        // Six to seven of eight segments hold 12 records of 332 bytes each; a segment goes at once.
        Assert.InRange(ring.Pending, 72, 84);
        byte[] read = new byte[Frame.MaximumEncodedBytes];
        for (int i = 0; i < ring.Entries; i++)
        {
            Assert.Equal(300, ring.Load(i, read));
            Assert.Equal(Content(500 - ring.Entries + i, 300), read[..300]);
        }
    }

    [Fact]
    public void Full_index_drops_the_oldest_too()
    {
        FrameRing ring = new(new MemoryBlockStore(64 * 1024), 16, Frame.MaximumEncodedBytes);
        Assert.Equal(0, ring.Open());
        for (int i = 0; i < 40; i++) Append(ring, i, 20);
        Assert.Equal(16, ring.Pending);
        Assert.Equal(24, ring.Dropped);
    }

    [Fact]
    public void Reopened_ring_holds_what_was_not_acknowledged()
    {
        // Sizes and acknowledgements by a fixed recurrence: many wraps, holes and padding.
        MemoryBlockStore store = new(40 * 1024);
        FrameRing ring = Opened(store);
        List<(int Sequence, int Length)> alive = [];
        uint state = 12345;
        for (int i = 0; i < 3000; i++)
        {
            state = state * 1664525 + 1013904223;
            int length = 1 + (int)(state >> 20) % 900;
            long dropped = ring.Dropped;
            Append(ring, i, length);
            alive.Add((i, length));
            if (ring.Dropped > dropped) alive.RemoveRange(0, (int)(ring.Dropped - dropped));
            if (state % 3 != 0)
            {
                Assert.True(ring.Acknowledge(1, alive[0].Sequence));
                alive.RemoveAt(0);
            }
            if (i % 50 != 0) continue;
            long before = ring.Dropped;
            ring = Opened(store);
            Assert.Equal(alive.Count, ring.Pending);
            Assert.True(before >= 0);
        }
        byte[] read = new byte[Frame.MaximumEncodedBytes];
        for (int i = 0; i < alive.Count; i++)
        {
            Assert.Equal(alive[i].Length, ring.Load(i, read));
            Assert.Equal(Content(alive[i].Sequence, alive[i].Length), read[..alive[i].Length]);
        }
    }

    [Fact]
    public void Power_loss_at_any_written_byte_loses_no_completed_frame()
    {
        for (int cut = 0; cut < 4000; cut += 7)
        {
            CuttingStore store = new(32 * 1024);
            FrameRing ring = Opened(store);
            for (int i = 0; i < 150; i++) Append(ring, i, 250);
            for (int i = 60; i < 80; i++) ring.Acknowledge(1, i);
            store.BytesUntilCut = cut;
            int completed = 150;
            while (store.BytesUntilCut > 0 && ring.Append(Content(completed, 250), 250, 1, completed, 1, false) == 0)
            {
                completed++;
            }
            store.BytesUntilCut = int.MaxValue;
            FrameRing again = Opened(store);
            // The last completed frame is the newest one or, when the torn record was whole, the one before it.
            byte[] read = new byte[Frame.MaximumEncodedBytes];
            Assert.True(again.Entries > 0, $"cut {cut}");
            Assert.Equal(250, again.Load(again.Entries - 1, read));
            Assert.True(read.AsSpan(0, 250).SequenceEqual(Content(completed - 1, 250))
                || read.AsSpan(0, 250).SequenceEqual(Content(completed, 250)), $"cut {cut}");
            Assert.True(again.Entries >= 65, $"cut {cut}: {again.Entries} left");
        }
    }

    [Fact]
    public void Damaged_record_is_dropped_and_counted_not_sent()
    {
        MemoryBlockStore store = new(32 * 1024);
        FrameRing ring = Opened(store);
        for (int i = 0; i < 3; i++) Append(ring, i, 100);
        byte[] one = new byte[1];
        store.Read(64 + 32 + 50, one, 0, 1);
        one[0] ^= 1;
        store.Write(64 + 32 + 50, one, 0, 1);
        Assert.Equal(0, ring.Load(0, _payload));
        Assert.Equal(1, ring.Dropped);
        Assert.Equal(2, ring.Pending);
        Assert.Equal(100, ring.Load(1, _payload));
    }

    [Fact]
    public void Store_of_garbage_opens_empty()
    {
        MemoryBlockStore store = new(32 * 1024);
        byte[] garbage = new byte[32 * 1024];
        uint state = 1;
        for (int i = 0; i < garbage.Length; i++) garbage[i] = (byte)((state = state * 1664525 + 1013904223) >> 24);
        store.Write(0, garbage, 0, garbage.Length);
        FrameRing ring = Opened(store);
        Assert.Equal(0, ring.Entries);
        Append(ring, 0, 10);
        Assert.Equal(1, Opened(store).Pending);
        Assert.Equal(1, new FrameRing(new MemoryBlockStore(1000), 16, 100).Open());
    }

    private static FrameRing Opened(IBlockStore store)
    {
        FrameRing ring = new(store, 512, Frame.MaximumEncodedBytes);
        Assert.Equal(0, ring.Open());
        return ring;
    }

    private static void Append(FrameRing ring, int sequence, int length) =>
        Assert.Equal(0, ring.Append(Content(sequence, length), length, 1, sequence, 1, false));

    private static byte[] Content(int sequence, int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte)(sequence * 31 + i);
        return bytes;
    }

    /// <summary>Loses power after so many written bytes: the write is torn there, and every later one fails.</summary>
    private sealed class CuttingStore(int size) : IBlockStore
    {
        private readonly MemoryBlockStore _inner = new(size);

        public int BytesUntilCut { get; set; } = int.MaxValue;

        public int Size => _inner.Size;

        public int Read(int position, byte[] buffer, int start, int count) =>
            _inner.Read(position, buffer, start, count);

        public int Write(int position, byte[] buffer, int start, int count)
        {
            int kept = Math.Min(count, BytesUntilCut);
            if (BytesUntilCut != int.MaxValue) BytesUntilCut -= kept;
            _inner.Write(position, buffer, start, kept);
            return kept == count ? 0 : 1;
        }

        public int Flush() => 0;
    }
}
