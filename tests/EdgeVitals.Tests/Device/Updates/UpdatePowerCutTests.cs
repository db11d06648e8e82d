using EdgeVitals.Device;

namespace EdgeVitals.Tests.Device.Updates;

public sealed class UpdatePowerCutTests(ITestOutputHelper output)
{
    private const int ImageBytes = 5 * 4096 + 700;

    [Fact]
    public void Power_cut_at_every_operation_of_an_update_boots_a_verified_image()
    {
        UpdatePowerCuts cuts = new(UpdateMedium.Chip, ImageBytes, confirms: true);
        for (int seed = 1; seed <= 4; seed++) cuts.CutEverywhere(seed, second: 0);
        for (int second = 1; second <= 3; second++) cuts.CutEverywhere(100 + second, second);
        output.WriteLine(cuts.ToString());
        Holds(cuts);
        Assert.True(cuts.Operations > 30, "too few operations to speak of");
        // The first record of an update, its bytes and its being ready, and the confirmation; a trial is counted while
        // the selector chooses.
        Assert.Equal(["none", "receiving", "trial"], cuts.CutsByPhase.Keys.Order());
        Assert.True(cuts.CutsInChoose > 0);
    }

    [Fact]
    public void Power_cut_at_every_operation_of_a_rollback_boots_a_verified_image()
    {
        UpdatePowerCuts cuts = new(UpdateMedium.Chip, ImageBytes, confirms: false);
        for (int seed = 1; seed <= 3; seed++) cuts.CutEverywhere(seed, second: seed - 1);
        output.WriteLine(cuts.ToString());
        Holds(cuts);
        Assert.True(cuts.MostTrials <= 3 * BootSelector.MaximumTrials);
    }

    [Fact]
    public void Power_cut_at_every_operation_of_a_first_update_boots_the_factory_image_or_a_verified_one()
    {
        UpdatePowerCuts cuts = new(UpdateMedium.Chip, ImageBytes, confirms: true, isFirst: true);
        for (int seed = 1; seed <= 2; seed++) cuts.CutEverywhere(seed, second: seed - 1);
        output.WriteLine(cuts.ToString());
        Assert.True(cuts.Factory > 30);
        Assert.Equal((0, 0), (cuts.Unverified, cuts.WrongEnd));
    }

    [Fact]
    public void File_that_keeps_writes_back_boots_a_verified_image_at_every_power_cut()
    {
        // Small, so that many seeds decide which blocks survive.
        UpdatePowerCuts cuts = new(UpdateMedium.File, 4096 + 700, confirms: true);
        for (int seed = 1; seed <= 30; seed++) cuts.CutEverywhere(seed * 7919, second: seed % 4);
        output.WriteLine(cuts.ToString());
        Holds(cuts);
    }

    [Fact]
    public void Flash_that_loses_what_it_said_was_programmed_costs_time_and_no_verified_boot()
    {
        UpdatePowerCuts cuts = new(
            seed => UpdateMedium.Behind(seed, chip => new CachingFlash(chip)), ImageBytes, confirms: true);
        cuts.CutEverywhere(1, second: 2);
        output.WriteLine(cuts.ToString());
        Assert.True(cuts.Cuts > 10);
        Assert.Equal(0, cuts.Unverified);
    }

    [Fact]
    public void Flash_that_shows_the_selector_other_bytes_than_it_holds_is_caught_by_this_account()
    {
        int slotB = (2 + (UpdateMedium.Sectors - 2) / 2) * 4096;
        UpdatePowerCuts cuts = new(
            seed => UpdateMedium.Behind(seed, chip => new StaleFlash(chip, slotB)), ImageBytes, confirms: true);
        cuts.CutEverywhere(1, second: 0);
        output.WriteLine(cuts.ToString());
        Assert.True(cuts.Unverified > 10);
    }

    private static void Holds(UpdatePowerCuts cuts)
    {
        Assert.True(cuts.Cuts >= cuts.Operations);
        Assert.Equal(0, cuts.Unverified);
        Assert.Equal(0, cuts.Factory);
        Assert.Equal(0, cuts.WrongEnd);
        Assert.Equal(0, cuts.Holes);
    }
}
