using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Device.Updates;

public sealed class BootSelectorTests(ITestOutputHelper output)
{
    private const int Sectors = 14;
    private const int SlotA = 2 * 4096;
    private const int SlotB = 8 * 4096;

    private readonly byte[] _old = Maker.Image(9000, 1);
    private readonly byte[] _new = Maker.Image(10000, 2);

    [Fact]
    public void Blank_flash_and_one_that_is_too_small_start_the_factory_image()
    {
        UpdateBench blank = new(new NorFlashTwin(Sectors, 1));
        Assert.Equal(BootSelector.FactoryImage, blank.Chosen);
        Assert.Equal((0, UpdateError.None), (blank.Selector.Version, blank.Selector.Code));
        UpdateBench small = new(new NorFlashTwin(3, 1));
        Assert.Equal((BootSelector.FactoryImage, UpdateError.StoreFault), (small.Chosen, small.Selector.Code));
        small.Offer(small.Maker.Offer(_new, 2, 1));
        Assert.Equal(1, small.Receiver.Refused);
        Assert.Equal(UpdateError.BadManifest, small.Selector.Load(new byte[10]));
    }

    [Fact]
    public void New_image_that_never_confirms_is_left_after_three_trials()
    {
        UpdateBench bench = Trial();
        for (int trial = 1; trial <= 3; trial++)
        {
            if (trial > 1) bench.Boot();
            Assert.Equal((UpdateSlots.SlotB, true, 2), (bench.Chosen, bench.Selector.IsTrial, bench.Selector.Version));
            Assert.Equal(trial, bench.Slots.Tries);
        }
        bench.Boot();
        Assert.Equal((UpdateSlots.SlotA, false, 1), (bench.Chosen, bench.Selector.IsTrial, bench.Selector.Version));
        Assert.Equal(UpdateError.NotConfirmed, bench.Selector.Code);
        Assert.Equal(UpdateError.NotConfirmed, bench.Slots.Code);
        bench.Boot();
        Assert.Equal((UpdateSlots.SlotA, UpdateError.None), (bench.Chosen, bench.Selector.Code));
        Assert.Equal(UpdateError.NotConfirmed, bench.Slots.Code);
    }

    [Fact]
    public void Confirmed_image_stays_and_no_older_counter_starts_again()
    {
        UpdateBench bench = Trial();
        Assert.Equal(UpdateError.None, bench.Selector.Confirm());
        Assert.Equal(UpdateError.None, bench.Selector.Confirm());
        for (int i = 0; i < 5; i++) Assert.Equal(UpdateSlots.SlotB, bench.Boot());
        Assert.Equal(UpdateError.OlderCounter, bench.Selector.Verify(UpdateSlots.SlotA));
        // The new image rots: the old one is whole, but going back to it is what the counter forbids.
        Flip((NorFlashTwin)bench.Flash, SlotB + 5);
        Assert.Equal(BootSelector.FactoryImage, bench.Boot());
        Assert.Equal(UpdateError.WrongHash, bench.Selector.Code);
        Assert.Equal(UpdateError.WrongHash, bench.Slots.Code);
        // The same image may come once more, since nothing else is left.
        bench.Install(_new, 2, 2);
        Assert.Equal(UpdateError.None, bench.Slots.Code);
    }

    [Fact]
    public void State_that_could_not_be_read_at_a_start_is_not_written_over_and_its_counter_holds()
    {
        UnreadableFlash flash = new(new NorFlashTwin(Sectors, 1));
        UpdateBench bench = new(flash);
        bench.Install(_new, 2, 7);
        int slot = bench.Boot();
        flash.IsUnreadable = true;
        Assert.Equal(BootSelector.FactoryImage, bench.Boot());
        flash.IsUnreadable = false;
        // A validly signed older image, offered to a device that seems to know nothing.
        bench.Offer(bench.Maker.Offer(_old, 1, 3));
        bench.Run();
        Assert.Equal(1, bench.Receiver.Refused);
        Assert.Equal(slot, bench.Boot());
        Assert.Equal((7, 2), (bench.Slots.ConfirmedCounter, bench.Selector.Version));
    }

    [Fact]
    public void Flipped_bit_anywhere_in_a_stored_image_is_found_at_load()
    {
        int found = 0, tried = 0;
        for (int bit = 0; bit < 8 * _new.Length; bit += 1009)
        {
            UpdateBench bench = Trial(restart: false);
            NorFlashTwin chip = (NorFlashTwin)bench.Flash;
            if (!Flip(chip, SlotB + bit / 8, 1 << (bit % 8))) continue;
            tried++;
            bench.Boot();
            if (bench.Chosen == UpdateSlots.SlotA && bench.Slots.Code == UpdateError.WrongHash) found++;
        }
        output.WriteLine($"{found} of {tried} flipped bits found");
        Assert.True(tried > 25);
        Assert.Equal(tried, found);
    }

    [Fact]
    public void Fallback_after_a_bad_running_image_is_the_other_one_when_it_verifies()
    {
        // Two images of one counter, as after a rebuild that allows going back.
        UpdateBench bench = new(new NorFlashTwin(Sectors, 1));
        bench.Install(_old, 1, 1);
        bench.Served = _new;
        bench.Offer(bench.Maker.Offer(_new, 2, 2));
        bench.Run();
        // The counter is confirmed by hand at the same height as the first image's.
        bench.Slots.Confirm(1);
        Flip((NorFlashTwin)bench.Flash, SlotB + 100);
        bench.Boot();
        Assert.Equal((UpdateSlots.SlotA, 1), (bench.Chosen, bench.Selector.Version));
        Assert.Equal(UpdateError.WrongHash, bench.Selector.Code);
        Assert.Equal((UpdateSlots.SlotA, UpdateError.WrongHash), (bench.Slots.Running, bench.Slots.Code));
        Assert.Equal(UpdateSlots.SlotA, bench.Boot());
    }

    [Fact]
    public void Image_of_another_key_or_target_is_not_started_though_its_hash_holds()
    {
        NorFlashTwin chip = new(Sectors, 1);
        UpdateBench bench = new(chip);
        bench.Install(_old, 1, 1);
        BootSelector otherKey = new(new UpdateSlots(chip), new Maker(9).PublicKey, Maker.Target);
        Assert.Equal(BootSelector.FactoryImage, otherKey.Choose());
        Assert.Equal(UpdateError.BadSignature, otherKey.Code);
        chip = new(Sectors, 1);
        bench = new UpdateBench(chip);
        bench.Install(_old, 1, 1);
        BootSelector otherTarget = new(new UpdateSlots(chip), bench.Maker.PublicKey, "other");
        Assert.Equal(BootSelector.FactoryImage, otherTarget.Choose());
        Assert.Equal(UpdateError.WrongTarget, otherTarget.Code);
    }

    [Fact]
    public void Trial_that_cannot_be_counted_is_none()
    {
        FailingFlash flash = new(new NorFlashTwin(Sectors, 1));
        UpdateBench bench = new(flash);
        bench.Install(_old, 1, 1);
        bench.Served = _new;
        bench.Offer(bench.Maker.Offer(_new, 2, 2));
        bench.Run();
        flash.FailsProgram = position => position < SlotA;
        for (int i = 0; i < 5; i++) Assert.Equal(UpdateSlots.SlotA, bench.Boot());
        Assert.Equal(UpdateError.StoreFault, bench.Selector.Code);
        flash.FailsProgram = _ => false;
        bench.Boot();
        Assert.Equal((UpdateSlots.SlotB, true), (bench.Chosen, bench.Selector.IsTrial));
    }

    [Fact]
    public void Read_fault_of_the_running_image_is_for_one_start()
    {
        FailingFlash flash = new(new NorFlashTwin(Sectors, 1));
        UpdateBench bench = new(flash);
        bench.Install(_old, 1, 1);
        flash.FailsRead = position => position == SlotA + 512;
        Assert.Equal(BootSelector.FactoryImage, bench.Boot());
        Assert.Equal(UpdateError.StoreFault, bench.Selector.Code);
        flash.FailsRead = position => position < SlotA;
        Assert.Equal(BootSelector.FactoryImage, bench.Boot());
        flash.FailsRead = _ => false;
        Assert.Equal(UpdateSlots.SlotA, bench.Boot());
    }

    [Fact]
    public void Copy_that_is_loaded_is_hashed_itself()
    {
        FadingFlash flash = new(new NorFlashTwin(Sectors, 1));
        UpdateBench bench = new(flash);
        bench.Install(_old, 1, 1);
        flash.Good = _old.Length;
        Assert.Equal(UpdateSlots.SlotA, bench.Boot());
        // The selector read every byte right; the next reading does not.
        byte[] loaded = new byte[_old.Length];
        Assert.Equal(UpdateError.WrongHash, bench.Selector.Load(loaded));
        flash.Good = int.MaxValue;
        Assert.Equal(UpdateError.None, bench.Selector.Load(loaded));
        Assert.Equal(UpdateError.TooLarge, bench.Selector.Load(new byte[_old.Length - 1]));
    }

    [Fact]
    public void State_outlives_hundreds_of_changes_and_its_newest_sector_is_never_erased()
    {
        NorFlashTwin chip = new(Sectors, 1);
        UpdateSlots slots = new(chip);
        Assert.Equal(UpdateError.None, slots.Open());
        for (int i = 1; i <= 500; i++)
        {
            Assert.Equal(UpdateError.None, slots.NoteReceived(i));
            UpdateSlots again = new(chip);
            Assert.Equal(UpdateError.None, again.Open());
            Assert.Equal(i, again.Received);
            // From either: the one that has just read the flash must know where to go on.
            if (i % 3 == 0) slots = again;
        }
        // Eight records a sector: each sector is erased for every sixteenth change.
        Assert.InRange(chip.ErasesOf(0), 31, 32);
        Assert.InRange(chip.ErasesOf(1), 31, 32);
    }

    [Fact]
    public void Torn_record_leaves_the_state_before_it_in_force()
    {
        for (int seed = 1; seed <= 60; seed++)
        {
            NorFlashTwin chip = new(Sectors, seed);
            UpdateSlots slots = new(chip);
            slots.Open();
            for (int i = 0; i < seed; i++) slots.NoteReceived(1000 + i);
            // Every eighth record comes after an erase: the cut falls into either.
            chip.CutAt(1);
            Assert.Equal(UpdateError.StoreFault, slots.NoteReceived(9999));
            Assert.Equal(1000 + seed - 1, slots.Received);
            chip.PowerCycle();
            UpdateSlots again = new(chip);
            Assert.Equal(UpdateError.None, again.Open());
            Assert.Equal(1000 + seed - 1, again.Received);
            Assert.Equal(UpdateError.None, again.NoteReceived(77));
        }
    }

    private UpdateBench Trial(bool restart = true)
    {
        UpdateBench bench = new(new NorFlashTwin(Sectors, 1));
        bench.Install(_old, 1, 1);
        bench.Served = _new;
        bench.Offer(bench.Maker.Offer(_new, 2, 2));
        bench.Run();
        Assert.True(bench.Receiver.IsReady);
        if (restart) bench.Boot();
        return bench;
    }

    /// <summary>Clears a bit, as wear does; false where it is clear.</summary>
    private static bool Flip(NorFlashTwin chip, int position, int mask = 0xFF)
    {
        byte[] one = new byte[1];
        Assert.Equal(0, chip.Read(position, one, 0, 1));
        if ((one[0] & mask) == 0) return false;
        one[0] = (byte)(one[0] & ~mask);
        return chip.Program(position, one, 0, 1) == 0;
    }
}
