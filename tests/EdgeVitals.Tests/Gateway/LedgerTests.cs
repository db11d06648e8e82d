using EdgeVitals.Gateway.Audit;
using EdgeVitals.Privacy;
using Microsoft.Data.Sqlite;

namespace EdgeVitals.Tests.Gateway;

public sealed class LedgerTests
{
    [Fact]
    public void Ledger_reopened_holds_and_remembers_what_was_spent()
    {
        using var folder = new TemporaryFolder();
        double spent;
        using (ReleaseLedger ledger = ReleaseLedger.Open(folder.Path))
        {
            Fill(ledger, 5);
            spent = ledger.SpentRho("w1", 0, 1000);
        }

        using ReleaseLedger again = ReleaseLedger.Open(folder.Path);

        Assert.True(again.StartCheck.Holds);
        Assert.Equal(5, again.Sequence);
        Assert.Equal(spent, again.SpentRho("w1", 0, 1000));
        Assert.Equal(2.5, spent, 12);
        Assert.Equal(0.5, again.SpentRho("w1", 103, 103), 12);
    }

    [Theory]
    [InlineData("UPDATE ledger SET body = replace(CAST(body AS TEXT), '\"sigmaSquared\":1', '') WHERE sequence = 3", 3)]
    [InlineData("UPDATE ledger SET hash = zeroblob(32) WHERE sequence = 2", 2)]
    [InlineData("DELETE FROM ledger WHERE sequence = 4", 4)]
    [InlineData("UPDATE ledger SET round = 999 WHERE sequence = 5", 5)]
    [InlineData("DELETE FROM ledger WHERE sequence = 5", 5)]
    public void Ledger_tampered_names_the_first_bad_entry_and_takes_no_charge(string tampering, long firstBad)
    {
        using var folder = new TemporaryFolder();
        using (ReleaseLedger ledger = ReleaseLedger.Open(folder.Path))
        {
            Fill(ledger, 5);
            ledger.File.Execute("""
                INSERT INTO outbox (update_id, task, round, sequence, message) VALUES ('x', 'task', 105, 5, x'00')
                """);
        }
        Tamper(folder.Path, tampering);

        using ReleaseLedger again = ReleaseLedger.Open(folder.Path);

        Assert.Equal(firstBad, again.StartCheck.FirstBad);
        Assert.Equal(firstBad, again.Verify().FirstBad);
        Assert.Throws<InvalidOperationException>(() => again.Append(Charge(200)));
    }

    [Theory]
    [InlineData("UPDATE ledger SET round = 1")]
    [InlineData("DELETE FROM ledger")]
    public void Ledger_statement_that_changes_an_entry_is_refused(string statement)
    {
        using var folder = new TemporaryFolder();
        using ReleaseLedger ledger = ReleaseLedger.Open(folder.Path);
        Fill(ledger, 1);

        Assert.Throws<SqliteException>(() => ledger.File.Execute(statement));
    }

    [Fact]
    public void Ledger_same_round_or_earlier_day_is_refused()
    {
        using var folder = new TemporaryFolder();
        using ReleaseLedger ledger = ReleaseLedger.Open(folder.Path);
        Fill(ledger, 3);

        Assert.Throws<InvalidOperationException>(() => ledger.Append(Charge(103)));
        Assert.Throws<InvalidOperationException>(() => ledger.Append(Charge(500) with { BudgetDay = 102 }));
        Assert.Equal(3, ledger.Sequence);
    }

    [Fact]
    public void Ledger_same_charges_give_other_heads_and_both_chains_hold()
    {
        using var one = new TemporaryFolder();
        using var other = new TemporaryFolder();
        using ReleaseLedger first = ReleaseLedger.Open(one.Path);
        using ReleaseLedger second = ReleaseLedger.Open(other.Path);

        Fill(first, 2);
        Fill(second, 2);

        // Whoever guesses every member of the charge must still not be able to recompute the head.
        Assert.NotEqual(first.Head, second.Head);
        string[] salts = [.. first.Newest(2).Concat(second.Newest(2)).Select(e => e.Charge.Salt)];
        Assert.Equal(4, salts.Distinct().Count());
        Assert.All(salts, s => Assert.Equal(32, Convert.FromHexString(s).Length));
        Assert.True(first.Verify().Holds);
        Assert.True(second.Verify().Holds);
    }

    [Fact]
    public void Ledger_with_a_mechanism_of_unknown_cost_does_not_hold_and_takes_none()
    {
        // As a newer version would leave it: well chained, but with a release that this one cannot account.
        using var folder = new TemporaryFolder();
        using (ReleaseLedger ledger = ReleaseLedger.Open(folder.Path))
        {
            Fill(ledger, 2);
            LedgerCharge unknown = Charge(103) with { Mechanism = "Skellam" };
            Assert.Throws<InvalidOperationException>(() => ledger.Append(unknown));
            LedgerEntry entry = LedgerEntry.After(3, ledger.Head, unknown);
            ledger.File.Execute(
                "INSERT INTO ledger (sequence, task, round, body, hash) VALUES (3, 'task', 103, $b, $h)",
                ("$b", entry.Body), ("$h", entry.Hash));
        }

        using ReleaseLedger again = ReleaseLedger.Open(folder.Path);

        Assert.Equal(3, again.StartCheck.FirstBad);
        Assert.Contains("Skellam", again.StartCheck.Reason, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => again.Append(Charge(200)));
    }

    [Fact]
    public void Charge_costs_as_an_event_what_the_ledger_says_was_spent()
    {
        using var folder = new TemporaryFolder();
        using ReleaseLedger ledger = ReleaseLedger.Open(folder.Path);
        Fill(ledger, 4);
        PrivacyEvent[] events = [.. ledger.Newest(4).Select(e => e.Charge.ToEvent())];

        PrivacyCost cost = Accountants.Named("rdp").Cost(new ComposedEvent(events), Delta.From(1e-6));

        Assert.Equal(Adjacency.ReplaceOne, cost.Adjacency);
        Assert.Equal(cost.Epsilon, ledger.LargestEpsilon(104, 30, 1e-6), 1e-9 * cost.Epsilon);
    }

    private static void Fill(ReleaseLedger ledger, int entries)
    {
        for (int i = 1; i <= entries; i++)
        {
            ledger.Append(Charge(100 + i));
        }
    }

    private static LedgerCharge Charge(int day) => new(
        day * 86_400_000_000L, "task", "00", day, new Guid(day, 0, 0, new byte[8]), "DiscreteGaussian", 1, 1, day,
        day - 40, day, ["w1", "w2"]);

    private static void Tamper(string folder, string statement)
    {
        // A dishonest hand with the file open would drop the triggers first.
        using var connection = new SqliteConnection($"Data Source={ReleaseLedger.PathIn(folder)};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "DROP TRIGGER ledger_kept; DROP TRIGGER ledger_stays; " + statement;
        command.ExecuteNonQuery();
    }
}
