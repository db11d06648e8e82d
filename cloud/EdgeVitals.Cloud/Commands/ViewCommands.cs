using System.CommandLine;
using EdgeVitals.Cloud.Models;
using EdgeVitals.Cloud.Rounds;
using EdgeVitals.Federated;

namespace EdgeVitals.Cloud.Commands;

/// <summary>edgevitals-cloud rounds and models: what a data directory holds, read beside a running server.</summary>
internal static class ViewCommands
{
    internal static Command CreateRounds()
    {
        var data = CloudCommands.Data();
        var json = CloudCommands.JsonFlag();
        var command = new Command("rounds", "List rounds, newest first.") { data, json };
        command.SetAction(parsed =>
        {
            using var database = CloudDatabase.OpenReadOnly(parsed.GetRequiredValue(data));
            if (database is null) return GatewayCommands.NoServer("--data", parsed.GetRequiredValue(data));
            var rounds = new RoundStore(database).List();
            if (parsed.GetValue(json)) CloudCommands.Print(new { rounds });
            else foreach (var r in rounds)
                Console.Out.WriteLine(
                    $"{r.Task,-18} {r.Day:yyyy-MM-dd}  {r.State,-10} {r.Gateways,4} gateways  "
                    + $"{(r.ClosedAt is { } at ? $"closed {at:yyyy-MM-dd HH:mm}" : "")} {r.Reason}");
            return CloudCommands.Done;
        });
        return command;
    }

    internal static Command CreateModels()
    {
        var data = CloudCommands.Data();
        var json = CloudCommands.JsonFlag();
        var command = new Command("models", "List model versions, newest first.") { data, json };
        command.SetAction(parsed =>
        {
            using var database = CloudDatabase.OpenReadOnly(parsed.GetRequiredValue(data));
            if (database is null) return GatewayCommands.NoServer("--data", parsed.GetRequiredValue(data));
            var models = new ModelStore(database).List();
            if (parsed.GetValue(json))
            {
                CloudCommands.Print(new
                {
                    models = models.Select(m => new
                    {
                        m.Model,
                        m.Version,
                        LastRound = EpochDays.Date(m.LastRound),
                        m.Rounds,
                        m.GatewaySums,
                        m.PublishedAt,
                        m.Message.Length,
                    }),
                });
                return CloudCommands.Done;
            }
            foreach (var m in models)
                Console.Out.WriteLine(
                    $"{m.Model,-18} version {m.Version,4}  last day {EpochDays.Date(m.LastRound):yyyy-MM-dd}  "
                    + $"{m.Rounds} rounds  {m.GatewaySums} gateway sums  published {m.PublishedAt:yyyy-MM-dd HH:mm}");
            return CloudCommands.Done;
        });
        return command;
    }
}
