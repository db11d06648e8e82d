using EdgeVitals.Federated;
using EdgeVitals.Gateway;
using EdgeVitals.Gateway.Consent;
using EdgeVitals.Gateway.Release;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Gateway;

public sealed class GateTests
{
    private const int Day = GateHarness.FirstDay;

    [Fact]
    public void Gate_consent_denied_by_default_adds_and_charges_nothing()
    {
        // Two gates with the same noise: the difference of their vectors is the wearer's contribution alone.
        using var without = new GateHarness();
        without.Enroll("w1", consents: false);
        without.WearThrough("w1", Day);
        using var with = new GateHarness();
        with.Enroll("w1");
        with.WearThrough("w1", Day);
        TaskDefinition task = GateHarness.Surveillance();

        Release<UpdateMessage>? denied = without.Run(task, Day, out _);
        Release<UpdateMessage>? granted = with.Run(task, Day, out _);

        long[] a = without.Open(denied!).Vector, b = with.Open(granted!).Vector;
        Assert.Equal([1L, 0L], b.Zip(a, (x, y) => x - y));
        Assert.Empty(without.Ledger.Newest(1)[0].Charge.Wearers);
        Assert.Equal(["w1"], with.Ledger.Newest(1)[0].Charge.Wearers);
    }

    [Fact]
    public void Gate_wearer_without_baseline_adds_zero_and_is_charged()
    {
        using var absent = new GateHarness();
        absent.Enroll("w1");
        using var fresh = new GateHarness();
        fresh.Enroll("w1");
        fresh.Wear("w1", Day);
        TaskDefinition task = GateHarness.Surveillance();

        long[] a = absent.Open(absent.Run(task, Day, out _)!).Vector;
        long[] b = fresh.Open(fresh.Run(task, Day, out _)!).Vector;

        Assert.Equal(a, b);
        Assert.Equal(["w1"], fresh.Ledger.Newest(1)[0].Charge.Wearers);
    }

    [Fact]
    public void Gate_withdrawal_takes_effect_in_the_next_round()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        harness.Enroll("w2");
        TaskDefinition task = GateHarness.Surveillance();

        harness.Run(task, Day, out _);
        harness.Consent.Withdraw("w1", ConsentPurpose.Surveillance);
        harness.Run(task, Day + 1, out _);

        Assert.Equal(["w1", "w2"], harness.Ledger.Newest(2)[1].Charge.Wearers);
        Assert.Equal(["w2"], harness.Ledger.Newest(2)[0].Charge.Wearers);
    }

    [Fact]
    public void Gate_absent_consenting_wearer_is_charged_like_everyone()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");

        Assert.NotNull(harness.Run(GateHarness.Surveillance(), Day, out _));

        Assert.Equal(["w1"], harness.Ledger.Newest(1)[0].Charge.Wearers);
    }

    [Fact]
    public void Gate_wearer_beyond_the_cap_is_neither_summed_nor_charged()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        harness.Enroll("w2");

        harness.Run(GateHarness.Surveillance(cap: 1), Day, out _);

        Assert.Equal(["w1"], harness.Ledger.Newest(1)[0].Charge.Wearers);
    }

    [Fact]
    public void Gate_both_standard_tasks_fit_the_default_policy_every_day()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        TaskDefinition subspace = StandardTasks.AnomalySubspace("tenant", 100, 2);
        for (int day = Day; day < Day + 40; day++)
        {
            harness.Run(GateHarness.Surveillance(), day, out _);
            harness.Run(subspace, day, out _);
        }

        Assert.Equal(80, harness.Ledger.Sequence);
        Assert.All(harness.Ledger.Newest(80), e => Assert.Equal(["w1"], e.Charge.Wearers));
        Assert.InRange(harness.Status.EpsilonSpentMax, 3.5, 4.0);
    }

    [Fact]
    public void Gate_budget_spent_gives_an_uncharged_zero_until_the_window_moves_on()
    {
        // A cap that ten releases just fit: the eleventh to the thirtieth day are spent, the thirty-first pays again.
        TaskDefinition task = GateHarness.Surveillance();
        double ten = Zcdp.ToEpsilon(10 * task.Rho, 1e-6) + 1e-9;
        using var harness = new GateHarness(policy: new ReleasePolicy { WindowEpsilon = ten });
        harness.Enroll("w1");

        var charged = new List<int>();
        for (int day = 1; day <= 41; day++)
        {
            Assert.NotNull(harness.Run(task, Day + day, out _));
            if (harness.Ledger.Newest(1)[0].Charge.Wearers.Count > 0)
            {
                charged.Add(day);
            }
        }

        Assert.Equal([.. Enumerable.Range(1, 10), .. Enumerable.Range(31, 10)], charged);
    }

    [Fact]
    public void Gate_tasks_share_one_cap_and_the_second_release_is_an_uncharged_zero()
    {
        TaskDefinition learning = StandardTasks.AnomalySubspace("tenant", 100, 2);
        var policy = new ReleasePolicy { WindowEpsilon = Zcdp.ToEpsilon(learning.Rho, 1e-6) + 1e-9 };
        using var spent = new GateHarness(policy: policy);
        spent.Enroll("w1");
        spent.WearThrough("w1", Day);
        using var absent = new GateHarness(policy: policy);
        absent.Enroll("w1", consents: false);
        absent.Consent.Grant("w1", ConsentPurpose.Learning);
        absent.WearThrough("w1", Day);

        Assert.NotNull(spent.Run(learning, Day, out _));
        Assert.NotNull(absent.Run(learning, Day, out _));
        long[] a = spent.Open(spent.Run(GateHarness.Surveillance(), Day, out _)!).Vector;
        long[] b = absent.Open(absent.Run(GateHarness.Surveillance(), Day, out _)!).Vector;

        Assert.Equal(["w1"], spent.Ledger.Newest(2)[1].Charge.Wearers);
        Assert.Empty(spent.Ledger.Newest(1)[0].Charge.Wearers);
        Assert.Equal(b, a);
    }

    [Fact]
    public void Gate_consent_to_one_purpose_covers_no_other()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1", consents: false);
        harness.Consent.Grant("w1", ConsentPurpose.Learning);

        Assert.NotNull(harness.Run(GateHarness.Surveillance(), Day, out _));
        Assert.NotNull(harness.Run(StandardTasks.AnomalySubspace("tenant", 100, 2), Day, out _));

        Assert.Empty(harness.Ledger.Newest(2)[1].Charge.Wearers);
        Assert.Equal(["w1"], harness.Ledger.Newest(2)[0].Charge.Wearers);
    }

    [Fact]
    public void Gate_clock_behind_the_ledger_stays_shut()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        TaskDefinition task = GateHarness.Surveillance();
        Assert.NotNull(harness.Run(task, Day + 5, out _));

        Assert.Null(harness.Run(task, Day + 4, out string reason));

        Assert.Equal("the clock runs behind the ledger", reason);
        Assert.Equal(1, harness.Ledger.Sequence);
        Assert.Equal(1, harness.Status.RoundsRefused);
    }

    [Fact]
    public void Gate_generator_failing_after_the_charge_drops_the_contribution_for_good()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        TaskDefinition task = GateHarness.Surveillance();
        harness.Random.IsBroken = true;
        Assert.Throws<IOException>(() => harness.Run(task, Day, out _));
        harness.Random.IsBroken = false;

        Assert.Null(harness.Run(task, Day, out string reason));

        Assert.Equal("the round was charged before", reason);
        Assert.Equal(1, harness.Ledger.Sequence);
        harness.Clock.Now += TimeSpan.FromHours(1);
        Assert.Empty(harness.Gate.Pending());
        Assert.True(harness.Ledger.SpentRho("w1", Day, Day + 2) > 0);
    }

    [Fact]
    public void Gate_restart_resends_the_stored_bytes_until_the_cloud_answers()
    {
        using var folder = new TemporaryFolder();
        byte[] first;
        Guid id;
        using (var before = new GateHarness(folder.Path))
        {
            before.Enroll("w1");
            Release<UpdateMessage> release = before.Run(GateHarness.Surveillance(), Day, out _)!;
            first = release.Message.ToArray();
            id = release.UpdateId;
        }

        using var after = new GateHarness(folder.Path);
        after.Gate.Recover();
        after.Clock.Now += TimeSpan.FromMinutes(10);
        Release<UpdateMessage> pending = Assert.Single(after.Gate.Pending());
        Assert.Equal(first, pending.Message.ToArray());
        Assert.Null(after.Run(GateHarness.Surveillance(), Day, out _));

        Assert.True(after.Gate.Acknowledge(new UpdateAck { UpdateId = id, Status = UpdateStatus.Accepted }));
        Assert.False(after.Gate.Acknowledge(new UpdateAck { UpdateId = id, Status = UpdateStatus.Accepted }));
        Assert.Empty(after.Gate.Pending());
    }

    [Fact]
    public void Gate_task_outside_the_policy_or_round_of_another_task_is_refused()
    {
        using var harness = new GateHarness(policy: new ReleasePolicy
        {
            Allowed = new Dictionary<string, double> { [StandardTasks.SurveillanceDailyId] = 0.1 },
        });
        TaskDefinition task = GateHarness.Surveillance();
        TaskDefinition other = StandardTasks.AnomalySubspace("tenant", 10, 2);

        Assert.Null(harness.Run(task, Day, out string tooDear));
        Assert.Null(harness.Run(other, Day, out string notListed));
        Assert.Null(harness.Gate.Contribute(task, RoundAnnouncement.For(other, Day), out string mixed));

        Assert.Equal("the task spends more in one release than the clinic allows", tooDear);
        Assert.Equal("the task is not on the clinic's list", notListed);
        Assert.Equal("the round is not of this task", mixed);
        Assert.Equal(0, harness.Ledger.Sequence);
    }

    [Fact]
    public void Gate_before_the_hour_and_after_the_deadline_stays_shut()
    {
        using var harness = new GateHarness();
        TaskDefinition task = GateHarness.Surveillance();
        RoundAnnouncement round = RoundAnnouncement.For(task, Day);

        harness.Clock.Now = round.ContributeAt.AddTicks(-1);
        Assert.Null(harness.Gate.Contribute(task, round, out _));
        harness.Clock.Now = round.CloseAt;
        Assert.Null(harness.Gate.Contribute(task, round, out _));
        harness.Clock.Now = round.ContributeAt;
        Assert.NotNull(harness.Gate.Contribute(task, round, out _));
    }

    [Fact]
    public void Update_names_the_ledger_entry_that_pays_for_it()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");

        UpdateMessage update = harness.Open(harness.Run(GateHarness.Surveillance(), Day, out _)!);

        Assert.Equal(harness.Ledger.Head, update.LedgerHead);
        Assert.Equal(1, update.LedgerSequence);
        Assert.Equal(Day + 1, update.BudgetDay);
        Assert.Equal(update.UpdateId, harness.Ledger.Newest(1)[0].Charge.UpdateId);
    }
}
