using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Device.Updates;

public sealed class UpdateReceiverTests
{
    private const int Sectors = 14;
    private const int SlotBytes = 6 * 4096;

    private readonly byte[] _old = Maker.Image(9000, 1);
    private readonly byte[] _new = Maker.Image(3 * 4096 + 500, 2);
    private readonly FailingFlash _flash = new(new NorFlashTwin(Sectors, 1));
    private readonly UpdateBench _bench;
    private readonly ITestOutputHelper _output;

    public UpdateReceiverTests(ITestOutputHelper output)
    {
        _output = output;
        _bench = new UpdateBench(_flash);
        _bench.Install(_old, 3, 5);
        _bench.Served = _new;
        _bench.Requests.Clear();
    }

    [Fact]
    public void Update_is_pulled_part_by_part_and_runs_after_the_next_start()
    {
        _bench.Offer(_bench.Maker.Offer(_new, 4, 6));
        _bench.Run();
        Assert.True(_bench.Receiver.IsReady);
        int[] wanted = [.. Enumerable.Range(0, 13).Select(i => i * 1024)];
        Assert.Equal(wanted, _bench.Requests);
        StatusMessage status = new();
        Assert.True(_bench.Receiver.Report(status));
        Assert.False(_bench.Receiver.Report(status));
        Assert.Equal((UpdateState.Ready, 3, 0), (status.UpdateState, status.FirmwareNumber, status.UpdateCode));
        Assert.Equal(UpdateSlots.SlotB, _bench.Boot());
        Assert.True(_bench.Selector.IsTrial);
        byte[] loaded = new byte[_bench.Selector.Size];
        Assert.Equal(UpdateError.None, _bench.Selector.Load(loaded));
        Assert.Equal(_new, loaded);
        Assert.Equal(UpdateError.None, _bench.Selector.Confirm());
        Assert.Equal((6, UpdateSlots.SlotB), (_bench.Slots.ConfirmedCounter, _bench.Slots.Running));
    }

    [Fact]
    public void Offer_that_cannot_be_read_is_refused()
    {
        _bench.Receiver.Receive([0xA3, 0x00, 0x01], 3);
        Refused(UpdateError.BadManifest);
        UpdateOffer offer = new() { ManifestCount = 3 };
        _bench.Maker.Sign([0, 0, 0]).CopyTo(offer.Signature, 0);
        _bench.Offer(offer);
        Refused(UpdateError.BadManifest, times: 2);
    }

    [Fact]
    public void Offer_signed_by_another_maker_is_refused_before_a_byte_is_erased()
    {
        _bench.Offer(new Maker(8).Offer(_new, 4, 6));
        _bench.Run();
        Refused(UpdateError.BadSignature);
        Assert.Empty(_bench.Requests);
    }

    [Fact]
    public void Any_changed_field_of_a_signed_manifest_is_refused()
    {
        Action<UpdateManifest>[] changes =
        [
            m => m.Version++, m => m.MinimumVersion++, m => m.Size--, m => m.Sha256[9] ^= 1, m => m.RollbackCounter++,
        ];
        foreach (Action<UpdateManifest> change in changes)
        {
            UpdateManifest manifest = Maker.Manifest(_new, 4, 6);
            UpdateOffer offer = _bench.Maker.Offer(manifest);
            change(manifest);
            offer.ManifestCount = UpdateManifest.Encode(manifest, offer.Manifest, 0);
            _bench.Offer(offer);
            _bench.Run();
        }
        Refused(UpdateError.BadSignature, times: changes.Length);
    }

    [Fact]
    public void Offer_for_another_board_is_refused()
    {
        UpdateManifest manifest = Maker.Manifest(_new, 4, 6);
        manifest.Target = "band-esp32s3";
        _bench.Offer(_bench.Maker.Offer(manifest));
        Refused(UpdateError.WrongTarget);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Offer_of_an_older_or_the_running_counter_is_refused(int counter)
    {
        _bench.Offer(_bench.Maker.Offer(_new, 4, counter));
        Refused(UpdateError.OlderCounter);
    }

    [Fact]
    public void Image_larger_than_a_slot_is_refused()
    {
        Assert.Equal(SlotBytes, _bench.Slots.SlotBytes);
        _bench.Offer(_bench.Maker.Offer(new byte[SlotBytes + 1], 4, 6));
        Refused(UpdateError.TooLarge);
    }

    [Fact]
    public void Image_that_fills_a_slot_is_taken()
    {
        byte[] full = Maker.Image(SlotBytes, 9);
        _bench.Install(full, 4, 6);
        byte[] loaded = new byte[SlotBytes];
        Assert.Equal(UpdateError.None, _bench.Selector.Load(loaded));
        Assert.Equal(full, loaded);
    }

    [Fact]
    public void Chunk_beyond_the_end_of_the_image_ends_the_update()
    {
        _bench.Served = _new[..600];
        _bench.Offer(_bench.Maker.Offer(_bench.Served, 4, 6));
        _bench.Excess = 1;
        _bench.Run();
        Left(UpdateError.TooLarge);
    }

    [Fact]
    public void Update_that_needs_a_newer_version_is_refused()
    {
        UpdateManifest manifest = Maker.Manifest(_new, 9, 6);
        manifest.MinimumVersion = 4;
        _bench.Offer(_bench.Maker.Offer(manifest));
        Refused(UpdateError.VersionTooOld);
    }

    [Fact]
    public void Image_with_other_bytes_than_its_hash_says_is_left_and_after_three_times_no_longer_fetched()
    {
        UpdateOffer offer = _bench.Maker.Offer(_new, 4, 6);
        _bench.Served = [.. _new];
        _bench.Served[7777] ^= 0x10;
        for (int i = 0; i < 3; i++)
        {
            _bench.Offer(offer);
            _bench.Run();
            Left(UpdateError.WrongHash);
        }
        int requests = _bench.Requests.Count;
        _bench.Offer(offer);
        _bench.Run();
        Assert.Equal(requests, _bench.Requests.Count);
        Refused(UpdateError.WrongHash);
        // A start counts anew.
        _bench.Boot();
        _bench.Served = _new;
        _bench.Offer(offer);
        _bench.Run();
        Assert.True(_bench.Receiver.IsReady);
        Assert.Equal(UpdateError.None, _bench.Slots.Code);
    }

    [Theory]
    [InlineData("erase")]
    [InlineData("program")]
    [InlineData("read")]
    [InlineData("state")]
    public void Flash_that_fails_ends_the_update_with_its_code(string what)
    {
        int slotB = 8;
        bool armed = true;
        if (what == "erase") _flash.FailsErase = sector => sector == slotB + 1;
        if (what == "program") _flash.FailsProgram = position => position == (slotB + 1) * 4096 + 1024;
        if (what == "read") _flash.FailsRead = position => position == slotB * 4096 + 2048;
        // The record that says ready; the one that says why it was left comes through.
        if (what == "state") _flash.FailsProgram = position => position < 8192 && Once(ref armed);
        _bench.Offer(_bench.Maker.Offer(_new, 4, 6));
        _bench.Run();
        Left(UpdateError.StoreFault);

        bool Once(ref bool first)
        {
            bool holds = first && _bench.Receiver.Offset >= _new.Length;
            if (holds) first = false;
            return holds;
        }
    }

    [Fact]
    public void Flash_that_drops_programs_is_caught_by_the_hash()
    {
        NorFlashTwin chip = new(Sectors, 1);
        DroppingFlash flash = new(chip, position => position == 8 * 4096 + 1024);
        UpdateBench bench = new(flash);
        bench.Install(_old, 3, 5);
        bench.Served = _new;
        bench.Offer(bench.Maker.Offer(_new, 4, 6));
        bench.Run();
        Assert.Equal(1, flash.Dropped);
        Assert.Equal(UpdateError.WrongHash, bench.Slots.Code);
        Assert.Equal(UpdateSlots.SlotA, bench.Boot());
    }

    [Fact]
    public void State_record_that_the_flash_drops_is_a_fault_and_not_a_state()
    {
        bool drops = false;
        DroppingFlash flash = new(new NorFlashTwin(Sectors, 1), position => drops && position < 8192);
        UpdateBench bench = new(flash);
        bench.Install(_old, 3, 5);
        drops = true;
        bench.Served = _new;
        bench.Offer(bench.Maker.Offer(_new, 4, 6));
        bench.Run();
        Assert.Equal(UpdateState.None, bench.Slots.Phase);
        Assert.Empty(bench.Requests.Skip(9));
        drops = false;
        Assert.Equal(UpdateSlots.SlotA, bench.Boot());
        Assert.False(bench.Selector.IsTrial);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 4096)]
    [InlineData(6, 4096)]
    [InlineData(9, 8192)]
    public void Reset_goes_on_at_the_last_whole_sector(int chunks, int resumed)
    {
        _bench.Offer(_bench.Maker.Offer(_new, 4, 6));
        _bench.Run(chunks);
        _bench.Boot();
        Assert.Equal(UpdateSlots.SlotA, _bench.Chosen);
        Assert.Equal(resumed, _bench.Receiver.Offset);
        _bench.Requests.Clear();
        // No offer: the device knows what it was doing.
        _bench.Run();
        Assert.Equal(resumed, _bench.Requests[0]);
        Assert.True(_bench.Receiver.IsReady);
        _bench.Boot();
        Assert.Equal(4, _bench.Selector.Version);
    }

    [Fact]
    public void Unanswered_requests_wait_longer_each_time_end_and_go_on_with_the_next_offer()
    {
        UpdateOffer offer = _bench.Maker.Offer(_new, 4, 6);
        _bench.Offer(offer);
        _bench.Run(5);
        _bench.Served = null;
        _bench.Requests.Clear();
        List<long> waits = [];
        long last = _bench.Clock.Micros();
        for (long due = 0; due != long.MaxValue; due = _bench.Receiver.Tick())
        {
            long now = _bench.Clock.Micros();
            if (due <= now) continue;
            _bench.Clock.Advance(due - now);
            waits.Add(due - last);
            last = due;
            _bench.Forget();
        }
        Assert.Equal(8, _bench.Receiver.Timeouts);
        // The first of them was sent before.
        Assert.Equal(7, _bench.Requests.Count);
        // Timeout, then the wait: 10 s each, and 2 s doubled, half of it chance.
        Assert.Equal(
            [10_000, 1_500, 10_000, 3_000, 10_000, 6_000, 10_000, 12_000, 10_000, 24_000, 10_000, 48_000, 10_000,
                96_000, 10_000], waits.Select(w => w / 1000));
        Assert.Equal(UpdateState.Receiving, _bench.Slots.Phase);
        _bench.Served = _new;
        _bench.Requests.Clear();
        _bench.Offer(offer);
        _bench.Run();
        Assert.Equal(5 * 1024, _bench.Requests[0]);
        Assert.True(_bench.Receiver.IsReady);
    }

    [Fact]
    public void Chunks_that_nobody_asked_for_are_counted_and_change_nothing()
    {
        _bench.Send(_bench.Chunk(6, 0, 100));
        _bench.Offer(_bench.Maker.Offer(_new, 4, 6));
        _bench.Run(2);
        long before = _bench.Receiver.Ignored;
        _bench.Send(_bench.Chunk(7, _bench.Receiver.Offset, 100));
        _bench.Send(_bench.Chunk(6, 0, 100));
        _bench.Send(_bench.Chunk(6, _bench.Receiver.Offset + 1, 100));
        Assert.Equal(before + 3, _bench.Receiver.Ignored);
        _bench.Receiver.Receive([0xA4, 0x00], 2);
        _bench.Receiver.Receive([0x17], 1);
        _bench.Receiver.Receive([], 0);
        Assert.Equal(3, _bench.Receiver.BadMessages);
        _bench.Resend();
        _bench.Run();
        Assert.True(_bench.Receiver.IsReady);
    }

    [Fact]
    public void Refused_offer_does_not_end_an_update_that_is_under_way()
    {
        _bench.Offer(_bench.Maker.Offer(_new, 4, 6));
        _bench.Run(6);
        _bench.Forget();
        _bench.Offer(new Maker(8).Offer(_old, 5, 7));
        _bench.Run();
        Assert.True(_bench.Receiver.IsReady);
        _bench.Boot();
        Assert.Equal(4, _bench.Selector.Version);
    }

    [Fact]
    public void Newer_offer_takes_the_place_of_an_update_that_is_under_way()
    {
        _bench.Offer(_bench.Maker.Offer(_new, 4, 6));
        _bench.Run(6);
        _bench.Forget();
        byte[] newer = Maker.Image(5000, 44);
        _bench.Served = newer;
        _bench.Offer(_bench.Maker.Offer(newer, 5, 7));
        _bench.Run();
        _bench.Boot();
        Assert.Equal(5, _bench.Selector.Version);
    }

    [Fact]
    public void Chunk_allocates_nothing_and_the_state_stays_small()
    {
        byte[] image = Maker.Image(SlotBytes, 3);
        _bench.Served = image;
        UpdateReceiver receiver = Quiet(out Counting link);
        byte[] offer = new byte[UpdateOffer.MaximumEncodedBytes];
        receiver.Receive(offer, UpdateOffer.Encode(_bench.Maker.Offer(image, 4, 6), offer, 0));
        int steps = 0;
        while (link.Sent == 0)
        {
            receiver.Tick();
            steps++;
        }
        byte[] chunk = new byte[UpdateChunk.MaximumEncodedBytes];
        UpdateChunk message = new() { Counter = 6, Count = 1024 };
        long allocated = 0;
        int chunks = 0;
        while (message.Offset < SlotBytes)
        {
            Array.Copy(image, message.Offset, message.Bytes, 0, 1024);
            int count = UpdateChunk.Encode(message, chunk, 0);
            long before = GC.GetAllocatedBytesForCurrentThread();
            int asked = link.Sent;
            receiver.Receive(chunk, count);
            do receiver.Tick();
            while (link.Sent == asked && receiver.Offset < SlotBytes);
            // The first chunk compiles what it calls.
            if (chunks > 0) allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            message.Offset += 1024;
            chunks++;
        }
        Assert.Equal(0, allocated);
        _output.WriteLine($"{steps} ticks for offer and signature; {allocated} bytes allocated in {chunks - 1} chunks");
        long start = GC.GetAllocatedBytesForCurrentThread();
        UpdateSlots slots = new(_flash);
        long ofSlots = GC.GetAllocatedBytesForCurrentThread() - start;
        _ = new UpdateReceiver(slots, link, _bench.Clock, link, _bench.Options);
        long ofReceiver = GC.GetAllocatedBytesForCurrentThread() - start - ofSlots;
        byte[] signature = new byte[64];
        start = GC.GetAllocatedBytesForCurrentThread();
        _ = new Ed25519Check(_bench.Options.PublicKey, offer, 10, signature);
        long ofCheck = GC.GetAllocatedBytesForCurrentThread() - start;
        _output.WriteLine($"state on 64-bit .NET: slots {ofSlots}, receiver {ofReceiver}, a signature while checked "
            + $"{ofCheck} bytes");
        Assert.InRange(ofSlots + ofReceiver, 1, 4096);
    }

    private UpdateReceiver Quiet(out Counting link)
    {
        link = new Counting();
        return new UpdateReceiver(_bench.Slots, link, _bench.Clock, link, _bench.Options);
    }

    /// <summary>The offer was refused: a code, nothing under way, the old image starts.</summary>
    private void Refused(int code, int times = 1)
    {
        Assert.Equal(times, _bench.Receiver.Refused);
        Left(code);
    }

    private void Left(int code)
    {
        StatusMessage status = new();
        _bench.Receiver.Report(status);
        Assert.Equal(UpdateError.Text(code), UpdateError.Text(status.UpdateCode));
        Assert.Equal(UpdateState.None, status.UpdateState);
        UpdateSlots slots = new(_flash);
        BootSelector selector = new(slots, _bench.Options.PublicKey, _bench.Options.Target);
        Assert.Equal(UpdateSlots.SlotA, selector.Choose());
        Assert.Equal((3, false), (selector.Version, selector.IsTrial));
        Assert.Equal(code, slots.Code);
    }

    private sealed class Counting : ILink, IEntropy
    {
        public int Sent { get; private set; }

        public void Connect()
        {
        }

        public void Disconnect()
        {
        }

        public void Send(int topicKind, int channelId, byte[] payload, int count, bool retain) => Sent++;

        public int Below(int bound) => 0;
    }
}
