using System.CommandLine;
using EdgeVitals.Privacy;

namespace EdgeVitals.Gateway.Commands.Privacy;

/// <summary>The least noise of the Gaussian mechanism for a wanted guarantee.</summary>
internal static class SigmaCommand
{
    public static Command Create()
    {
        var epsilon = new Option<double>("--epsilon") { Description = "a number above 0", Required = true };
        var delta = new Option<double>("--delta") { Description = "a number between 0 and 1", Required = true };
        var sensitivity = new Option<double>("--sensitivity")
        {
            Description = "the L2 sensitivity, a number above 0", DefaultValueFactory = _ => 1,
        };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("sigma", "Least standard deviation of Gaussian noise (Balle and Wang 2018), exact.")
        {
            epsilon, delta, sensitivity, json,
        };
        command.SetAction(parsed =>
        {
            Epsilon wanted = Epsilon.From(parsed.GetRequiredValue(epsilon));
            Delta allowed = Delta.From(parsed.GetRequiredValue(delta));
            double distance = parsed.GetRequiredValue(sensitivity);
            double sigma = AnalyticGaussian.Sigma(wanted, allowed, distance);
            string adjacency = AccountCommand.NameOf(Adjacency.ReplaceOne);
            CommandLine.Print(parsed, parsed.GetValue(json),
                new { sigma, epsilon = wanted.Value, delta = allowed.Value, sensitivity = distance, adjacency },
                FormattableString.Invariant($"sigma        {sigma:R}"),
                FormattableString.Invariant($"guarantee    epsilon {wanted}, delta {allowed}, {adjacency}"),
                FormattableString.Invariant($"sensitivity  {distance:R} (L2, for those neighbours)"));
            return CommandLine.Done;
        });
        return command;
    }
}
