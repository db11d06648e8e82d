using EdgeVitals.Federated;
using EdgeVitals.Gateway.Release;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVitals.Tests.Gateway;

public sealed class ScheduleTests
{
    private const int Day = GateHarness.FirstDay;
    private static readonly TaskDefinition Learning = StandardTasks.AnomalySubspace("tenant", 100, 2);
    private static readonly TaskDefinition Surveillance = GateHarness.Surveillance();

    [Fact]
    public void Schedule_before_the_stores_are_rebuilt_releases_nothing()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        var rebuilt = new TaskCompletionSource();
        using RoundSchedule schedule = Schedule(harness, rebuilt.Task);
        Offer(schedule, Surveillance);

        schedule.RunDue();
        Assert.Equal(0, harness.Ledger.Sequence);

        rebuilt.SetResult();
        schedule.RunDue();
        Assert.Equal(1, harness.Ledger.Sequence);
    }

    [Fact]
    public void Schedule_round_that_fails_leaves_the_other_due_rounds_their_hour()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        using RoundSchedule schedule = Schedule(harness, Task.CompletedTask);
        Offer(schedule, Learning, Surveillance);
        harness.Random.FailuresLeft = 1;

        schedule.RunDue();

        // The first was charged and then had no noise; the second went out.
        Assert.Equal(2, harness.Ledger.Sequence);
        Assert.Equal([Surveillance.Id], Stored(harness));

        // What was charged before is never drawn again, and then forgotten.
        harness.Clock.Now += TimeSpan.FromMinutes(1);
        schedule.RunDue();
        harness.Clock.Now += TimeSpan.FromHours(1);
        schedule.RunDue();
        Assert.Equal(1, harness.Status.RoundsRefused);
        Assert.Equal([Surveillance.Id], Stored(harness));
    }

    [Fact]
    public void Schedule_round_that_fails_before_its_charge_is_tried_again_with_growing_pauses()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        using RoundSchedule schedule = Schedule(harness, Task.CompletedTask);
        Offer(schedule, Surveillance);
        harness.Clinic.Execute("ALTER TABLE consent RENAME TO away");

        Assert.Equal(TimeSpan.FromMinutes(1), schedule.RunDue());
        harness.Clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(TimeSpan.FromMinutes(2), schedule.RunDue());
        harness.Clinic.Execute("ALTER TABLE away RENAME TO consent");

        harness.Clock.Now += TimeSpan.FromMinutes(1);
        schedule.RunDue();
        Assert.Empty(Stored(harness));
        harness.Clock.Now += TimeSpan.FromMinutes(1);
        schedule.RunDue();
        Assert.Equal([Surveillance.Id], Stored(harness));
    }

    [Fact]
    public void Schedule_round_that_fails_until_it_closes_is_forgotten()
    {
        using var harness = new GateHarness();
        using RoundSchedule schedule = Schedule(harness, Task.CompletedTask);
        Offer(schedule, Surveillance);
        harness.Clinic.Execute("ALTER TABLE consent RENAME TO away");
        schedule.RunDue();
        harness.Clinic.Execute("ALTER TABLE away RENAME TO consent");

        harness.Clock.Now = RoundAnnouncement.For(Surveillance, Day).CloseAt;
        schedule.RunDue();

        Assert.Equal(0, harness.Ledger.Sequence);
        Assert.Equal(0, harness.Status.RoundsRefused);
    }

    [Fact]
    public void Schedule_waits_until_the_next_round_but_at_most_an_hour()
    {
        using var harness = new GateHarness();
        using RoundSchedule schedule = Schedule(harness, Task.CompletedTask);
        Offer(schedule, Surveillance);
        DateTimeOffset hour = RoundAnnouncement.For(Surveillance, Day).ContributeAt;

        harness.Clock.Now = hour.AddHours(-5);
        Assert.Equal(TimeSpan.FromHours(1), schedule.RunDue());
        harness.Clock.Now = hour.AddMinutes(-20);
        Assert.Equal(TimeSpan.FromMinutes(20), schedule.RunDue());
    }

    private static RoundSchedule Schedule(GateHarness harness, Task rebuilt) =>
        new(harness.Gate, rebuilt, harness.Options, NullLogger<RoundSchedule>.Instance);

    private static void Offer(RoundSchedule schedule, params ReadOnlySpan<TaskDefinition> tasks)
    {
        foreach (TaskDefinition task in tasks)
        {
            schedule.Offer(task);
            schedule.Offer(RoundAnnouncement.For(task, Day));
        }
    }

    private static List<string> Stored(GateHarness harness) =>
        harness.Ledger.File.Query("SELECT task FROM outbox ORDER BY sequence", r => r.GetString(0));
}
