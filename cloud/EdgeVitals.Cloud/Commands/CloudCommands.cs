using System.CommandLine;
using System.Text.Json;

namespace EdgeVitals.Cloud.Commands;

/// <summary>The command line. Exit 0 done, 1 failed, 2 bad usage with one line on standard error.</summary>
internal static class CloudCommands
{
    internal const int Done = 0, Failed = 1, BadUsage = 2;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    internal static async Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("EdgeVitals cloud: federated rounds, models and surveillance for public health.");
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(GatewayCommands.Create());
        root.Subcommands.Add(GatewayCommands.CreateAuditors());
        root.Subcommands.Add(ViewCommands.CreateRounds());
        root.Subcommands.Add(ViewCommands.CreateModels());
        var parsed = root.Parse(arguments);
        if (parsed.UnmatchedTokens.Count > 0)
            return Usage($"'{parsed.UnmatchedTokens[0]}': no verb or option of this program; see --help");
        if (parsed.Errors.Count > 0) return Usage(parsed.Errors[0].Message);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or Microsoft.Data.Sqlite.SqliteException or InvalidOperationException)
        {
            Console.Error.WriteLine($"edgevitals-cloud: {exception.Message}");
            return Failed;
        }
    }

    /// <summary>One line that names the option and what it accepts.</summary>
    internal static int Usage(string message)
    {
        Console.Error.WriteLine($"edgevitals-cloud: {message.ReplaceLineEndings(" ").Trim()}");
        return BadUsage;
    }

    /// <summary>Exactly one JSON object on standard output, on one line.</summary>
    internal static void Print(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Json));

    internal static Option<string> Data() =>
        Text("--data", "FOLDER", "Folder of the database and keys.", required: true);

    internal static Option<bool> JsonFlag() => new("--json") { Description = "Print one JSON object." };

    internal static Option<string> Text(string name, string accepts, string description, bool required = false)
    {
        var option = new Option<string>(name) { Description = description, HelpName = accepts };
        option.CustomParser = result =>
        {
            if (result.Tokens.Count == 1 && result.Tokens[0].Value.Length > 0) return result.Tokens[0].Value;
            result.AddError($"{name}: give a {accepts}");
            return "";
        };
        option.Arity = ArgumentArity.ExactlyOne;
        option.Required = required;
        return option;
    }

    internal static Option<int> Number(string name, int minimum, int maximum, int normal, string description)
    {
        var option = new Option<int>(name) { Description = description, HelpName = $"{minimum}..{maximum}" };
        option.DefaultValueFactory = _ => normal;
        option.CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (int.TryParse(text, out int value) && value >= minimum && value <= maximum) return value;
            result.AddError($"{name} '{text}': a whole number from {minimum} to {maximum}");
            return normal;
        };
        return option;
    }
}
