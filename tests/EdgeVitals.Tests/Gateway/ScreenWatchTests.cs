using EdgeVitals.Fleet.Demonstration;
using EdgeVitals.Gateway.Wearers;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Gateway;

/// <summary>What the demonstration asks of the clinic's page: a number that gives way to "no reading" with the reason.
/// </summary>
public sealed class ScreenWatchTests
{
    private static readonly Reading Number = new(70, 1, 90, "");

    [Theory]
    [InlineData(GapReason.NoContact, true)]
    [InlineData(GapReason.NotWorn, true)]
    [InlineData(GapReason.LowQuality, false)]
    [InlineData(GapReason.BusFault, false)]
    public void A_number_gives_way_to_no_reading_off_the_skin_alone(int reason, bool isShown)
    {
        Reading heart = Number;
        var watch = new ScreenWatch(() => [View("other", None(GapReason.NoContact)), View("w", heart)], "w");
        watch.Look();
        Assert.False(watch.NoReadingShown);
        heart = None(reason);
        watch.Look();
        Assert.Equal(isShown, watch.NoReadingShown);
        // What was shown once was shown.
        heart = Number;
        watch.Look();
        Assert.Equal(isShown, watch.NoReadingShown);
    }

    [Fact]
    public void No_reading_before_any_number_and_of_a_wearer_who_is_not_there_is_none_of_it()
    {
        var watch = new ScreenWatch(() => [View("w", None(GapReason.NoContact))], "w");
        watch.Look();
        watch.Look();
        Assert.False(watch.NoReadingShown);
        var nobody = new ScreenWatch(() => [], "w");
        nobody.Look();
        Assert.False(nobody.NoReadingShown);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 0)]
    [InlineData(11, 1)]
    [InlineData(24, 7)]
    [InlineData(36, 9)]
    public void Hours_without_contact_are_those_that_are_over(int hours, int lost) =>
        Assert.Equal(lost, Demonstration.LostContactHours(hours));

    [Fact]
    public void Readings_that_were_refused_on_the_skin_do_not_make_up_for_those_off_it()
    {
        DemoSummary summary = Complete();
        Assert.Empty(summary.Shortfalls());
        summary = summary with { ReadingsOffSkin = summary.ReadingsOffSkin - 1 };
        Assert.Contains("off the skin", Assert.Single(summary.Shortfalls()), StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_that_was_not_audited_or_failed_its_audit_is_a_shortfall()
    {
        DemoSummary summary = Complete();
        Assert.Contains("audit", Assert.Single(
            (summary with { AuditEpsilonExact = null, AuditEpsilonLower = null }).Shortfalls()), StringComparison.Ordinal);
        Assert.Contains("failed its audit", Assert.Single(
            (summary with { NoiseAuditPassed = false }).Shortfalls()), StringComparison.Ordinal);
    }

    private static DemoSummary Complete() =>
        new(1, 1, 1, 1, 0, 0, 6, 1, 10_000, 1, 1, 1, 1, 0.1, 1, 0.75, 0.47, 0.45, 0, 1)
        {
            ChipAlarms = 1, NoReadingShown = true, NoiseAuditPassed = true, LostContactHours = 7,
            ReadingsOffSkin = 7 * DemoSummary.OffSkinAnHour,
        };

    private static Reading None(int reason) => new(double.NaN, 1, 0, GapReason.Text(reason));

    private static WearerView View(string id, Reading heart) => new(
        1, id, id, heart, Reading.None, Reading.None, Reading.None, 1, false, 0, [], 0);
}
