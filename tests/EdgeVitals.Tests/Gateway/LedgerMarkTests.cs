using EdgeVitals.Cloud.Ingress;
using EdgeVitals.Federated;
using EdgeVitals.Gateway.Audit;
using EdgeVitals.Gateway.Commands;

namespace EdgeVitals.Tests.Gateway;

public sealed class LedgerMarkTests
{
    private const int Day = GateHarness.FirstDay;

    [Fact]
    public async Task Gate_whose_ledger_was_deleted_stays_shut_and_doctor_says_so()
    {
        using var folder = new TemporaryFolder();
        RunDays(folder.Path, Day);
        Assert.Equal(CommandLine.Done, await DoctorAsync(folder.Path));
        File.Delete(ReleaseLedger.PathIn(folder.Path));

        // Before and after the next start has made an empty ledger.
        Assert.Equal(CommandLine.CheckFailed, await DoctorAsync(folder.Path));
        AssertShut(folder.Path, "the ledger ends at entry 0, but the clinic file remembers entry 1");
        Assert.Equal(CommandLine.CheckFailed, await DoctorAsync(folder.Path));
    }

    [Fact]
    public void Gate_whose_ledger_was_put_back_from_an_old_copy_stays_shut()
    {
        using var folder = new TemporaryFolder();
        string path = ReleaseLedger.PathIn(folder.Path), copy = path + ".copy";
        RunDays(folder.Path, Day);
        File.Copy(path, copy);
        RunDays(folder.Path, Day + 1);
        File.Copy(copy, path, overwrite: true);

        AssertShut(folder.Path, "the ledger ends at entry 1, but the clinic file remembers entry 2");
    }

    [Fact]
    public void Gate_whose_ledger_is_another_one_stays_shut()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        RunDays(folder.Path, Day);
        RunDays(other.Path, Day, Day + 1);
        File.Copy(ReleaseLedger.PathIn(other.Path), ReleaseLedger.PathIn(folder.Path), overwrite: true);

        AssertShut(folder.Path, "entry 1 of the ledger is not the one that the clinic file remembers");
    }

    [Fact]
    public void Mark_behind_the_ledger_is_brought_up_to_date_at_the_start()
    {
        // As after a crash between a charge and its mark, or with a clinic file of an earlier version.
        using var harness = new GateHarness();
        harness.Enroll("w1");
        Assert.NotNull(harness.Run(GateHarness.Surveillance(), Day, out _));
        harness.Clinic.Execute("DELETE FROM ledger_mark");
        var mark = new LedgerMark(harness.Clinic);
        Assert.Equal("", mark.Objection(null));

        harness.Gate.Recover();

        Assert.Equal("", mark.Objection(harness.Ledger));
        Assert.NotEqual("", mark.Objection(null));
        Assert.False(harness.Status.IsGateShut);
    }

    [Theory]
    [InlineData(RejectReason.SecondUpdate, true)]
    [InlineData(RejectReason.Late, false)]
    public void Gate_is_shut_by_the_answer_that_another_update_was_counted(string reason, bool isShut)
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        TaskDefinition task = GateHarness.Surveillance();
        Guid id = harness.Run(task, Day, out _)!.UpdateId;

        harness.Gate.Acknowledge(new UpdateAck { UpdateId = id, Status = UpdateStatus.Rejected, Reason = reason });

        Assert.Equal(isShut, harness.Status.IsGateShut);
        Assert.Equal(isShut, harness.Run(task, Day + 1, out _) is null);
        Assert.Equal(isShut ? 1 : 2, harness.Ledger.Sequence);
        Assert.Equal(isShut ? 1 : 0, harness.Ledger.SecondUpdates());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(29, true)]
    [InlineData(31, false)]
    public void Gate_shut_by_a_second_update_stays_shut_over_a_restart_while_the_window_lasts(int days, bool isShut)
    {
        using var folder = new TemporaryFolder();
        using (var harness = new GateHarness(folder.Path))
        {
            harness.Enroll("w1");
            Guid id = harness.Run(GateHarness.Surveillance(), Day, out _)!.UpdateId;
            harness.Gate.Acknowledge(new UpdateAck
            {
                UpdateId = id, Status = UpdateStatus.Rejected, Reason = RejectReason.SecondUpdate,
            });
        }

        using var restarted = new GateHarness(folder.Path);
        restarted.Clock.Now = BudgetCalendar.StartOf(Day + 1 + days).AddHours(7);
        restarted.Gate.Recover();

        Assert.Equal(isShut, restarted.Status.IsGateShut);
        Assert.Equal(isShut, restarted.Run(GateHarness.Surveillance(), Day + days, out _) is null);
    }

    private static void RunDays(string folder, params ReadOnlySpan<int> days)
    {
        using var harness = new GateHarness(folder);
        harness.Enroll("w1");
        foreach (int day in days)
        {
            Assert.NotNull(harness.Run(GateHarness.Surveillance(), day, out _));
        }
    }

    private static void AssertShut(string folder, string expected)
    {
        using var harness = new GateHarness(folder);
        harness.Gate.Recover();
        long before = harness.Ledger.Sequence;

        Assert.Null(harness.Run(GateHarness.Surveillance(), Day + 5, out string reason));

        Assert.Equal(expected, reason);
        Assert.Equal(before, harness.Ledger.Sequence);
        Assert.True(harness.Status.IsGateShut);
    }

    private static Task<int> DoctorAsync(string folder) =>
        CommandLine.RunAsync(["doctor", "--data", folder, "--mqtt-port", "0", "--web-port", "0"],
            TextWriter.Null, TextWriter.Null);
}
