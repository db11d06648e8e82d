using System.CommandLine;
using EdgeVitals.Privacy;

namespace EdgeVitals.Gateway.Commands.Privacy;

/// <summary>What a shuffler in between would make of local reports.</summary>
internal static class ShuffleCommand
{
    public static Command Create()
    {
        var each = new Option<double>("--epsilon-each")
        {
            Description = "epsilon of each local report, a number above 0", Required = true,
        };
        var count = new Option<long>("--count")
        {
            Description = "number of shuffled reports, 1..1000000000", Required = true,
        };
        var delta = new Option<double>("--delta")
        {
            Description = "a number of at least 1e-280 and below 1", Required = true,
        };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("shuffle",
            "Epsilon of anonymous shuffled reports (Feldman et al. 2021); never true of signed or identified messages.")
        {
            each, count, delta, json,
        };
        command.SetAction(parsed =>
        {
            Epsilon local = Epsilon.From(parsed.GetRequiredValue(each));
            long reports = parsed.GetRequiredValue(count);
            PrivacyCost cost = ShuffleAmplification.EpsilonAt(
                local, reports, Delta.From(parsed.GetRequiredValue(delta)));
            string adjacency = AccountCommand.NameOf(cost.Adjacency);
            CommandLine.Print(parsed, parsed.GetValue(json),
                new
                {
                    epsilon = cost.Epsilon, adjacency, delta = cost.Delta, epsilonEach = local.Value, count = reports,
                },
                FormattableString.Invariant($"epsilon    {cost.Epsilon:R}, of {local} before the shuffler"),
                FormattableString.Invariant($"delta      {cost.Delta:R}"),
                $"adjacency  {adjacency}",
                $"holds for  {reports} anonymous shuffled reports; EdgeVitals' signed messages are none");
            return CommandLine.Done;
        });
        return command;
    }
}
