using System.CommandLine;
using EdgeVitals.Federated;
using EdgeVitals.Gateway.Audit;

namespace EdgeVitals.Gateway.Commands;

internal static class LedgerCommands
{
    private const double Delta = StandardTasks.PolicyDelta;

    public static Command Create() => new("ledger", "The record of everything that was released.")
    {
        Show(), Verify(),
    };

    private static Command Show()
    {
        Option<string> data = SharedOptions.Data();
        var limit = new Option<int>("--limit")
        {
            Description = "number of entries, 1..100000",
            DefaultValueFactory = _ => 20,
        };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("show", "Show the newest charges and what has been spent.") { data, limit, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(limit) is < 1 or > 100_000)
            {
                throw new UsageException("--limit: accepts number of entries, 1..100000");
            }
            using ReleaseLedger ledger = Open(parsed.GetRequiredValue(data));
            List<LedgerEntry> entries = ledger.Newest(parsed.GetValue(limit));
            int today = Math.Max(0, ledger.LastBudgetDay);
            object value = new
            {
                entries = entries.Select(e => new
                {
                    e.Sequence,
                    hash = Convert.ToHexStringLower(e.Hash),
                    charge = e.Charge,
                }),
                asOfDay = today,
                delta = Delta,
                epsilon1 = ledger.LargestEpsilon(today, 1, Delta),
                epsilon30 = ledger.LargestEpsilon(today, 30, Delta),
                epsilon365 = ledger.LargestEpsilon(today, 365, Delta),
            };
            CommandLine.Print(parsed, parsed.GetValue(json), value, entries.Select(Line).Append(
                $"largest epsilon of a wearer as of day {today}: {ledger.LargestEpsilon(today, 1, Delta):F3} (1 day) "
                + $"{ledger.LargestEpsilon(today, 30, Delta):F3} (30) "
                + $"{ledger.LargestEpsilon(today, 365, Delta):F3} (365) at delta {Delta:0e0}"));
            return CommandLine.Done;
        });
        return command;
    }

    private static Command Verify()
    {
        Option<string> data = SharedOptions.Data();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("verify", "Recompute the chain; exit 1 names the first entry that does not hold.")
        {
            data, json,
        };
        command.SetAction(parsed =>
        {
            using ReleaseLedger ledger = Open(parsed.GetRequiredValue(data));
            LedgerCheck check = ledger.StartCheck;
            string head = Convert.ToHexStringLower(check.Head);
            CommandLine.Print(parsed, parsed.GetValue(json),
                new { holds = check.Holds, entries = check.Entries, firstBad = check.FirstBad, check.Reason, head },
                check.Holds ? $"{check.Entries} entries hold, head {head}"
                    : $"entry {check.FirstBad} does not hold: {check.Reason}");
            return check.Holds ? CommandLine.Done : CommandLine.CheckFailed;
        });
        return command;
    }

    private static ReleaseLedger Open(string data) => File.Exists(ReleaseLedger.PathIn(data)) ? ReleaseLedger.Open(data)
        : throw new UsageException($"--data: accepts the folder of a gateway that has run; '{data}' has no ledger");

    private static string Line(LedgerEntry entry) =>
        $"{entry.Sequence,6}  {entry.Charge.Task} round {entry.Charge.Round}  day {entry.Charge.BudgetDay}  "
        + $"sensitivity^2 {entry.Charge.SensitivitySquared}  sigma^2 {entry.Charge.SigmaSquared}  "
        + $"wearers {entry.Charge.Wearers.Count}  {Convert.ToHexStringLower(entry.Hash)[..16]}";
}
