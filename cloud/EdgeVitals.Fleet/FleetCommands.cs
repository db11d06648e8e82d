using System.CommandLine;
using System.Globalization;
using EdgeVitals.Emulation.Recordings;
using EdgeVitals.Fleet.Demonstration;
using EdgeVitals.Fleet.Evaluation;
using EdgeVitals.Fleet.Replay;

namespace EdgeVitals.Fleet;

/// <summary>The command line. Exit 0 done, 1 failed check, 2 bad usage with one line on standard error.</summary>
internal static class FleetCommands
{
    internal const int Done = 0, Failed = 1, BadUsage = 2;

    private static readonly DemoOptions Normal = new() { Start = DateTimeOffset.UnixEpoch };

    private static readonly Option<bool> Headless = new("--headless")
    {
        Description = "No terminal view and no pages: progress in plain lines on standard error.",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON object on standard output at the end.",
    };

    private static readonly Option<TimeSpan?> For = Duration("--for", "Real time to run, such as 60s or 5m.");

    private static readonly Option<string?> Recordings = new("--recordings")
    {
        Description = "Replay the recordings of this folder through the emulated chips.", HelpName = "FOLDER",
    };

    private static readonly Option<int> Gateways = Number(
        "--gateways", 1, 100, Normal.Gateways, "Gateways beside the one with the screens.");

    private static readonly Option<int> Wearers = Number(
        "--wearers", 8, 500, Normal.WearersPerGateway, "Wearers under each gateway.");

    private static readonly Option<int> GatewayPort = Number(
        "--gateway-port", 0, 65535, Normal.GatewayPort, "Port of the clinic's pages; a free one when it is taken.");

    private static readonly Option<int> CloudPort = Number(
        "--cloud-port", 0, 65535, Normal.CloudPort, "Port of the public-health pages; a free one when it is taken.");

    internal static async Task<int> RunAsync(string[] arguments)
    {
        var demo = new Command("demo", "Run a whole fleet on this machine: wearables, gateways and the cloud.");
        var root = new RootCommand("EdgeVitals fleet: from chip registers to the surveillance page, on one machine.");
        root.Subcommands.Add(demo);
        root.Subcommands.Add(EvaluateCommand.Build());
        foreach (Option option in new Option[]
        {
            Headless, Json, For, Recordings, Gateways, Wearers, GatewayPort, CloudPort,
        })
        {
            demo.Options.Add(option);
        }

        demo.SetAction(DemoAsync);
        // `demo` is what this program does when it is told no verb.
        bool asksForHelp = arguments is ["-h" or "-?" or "--help" or "--version", ..];
        string[] named = asksForHelp || arguments is [[not '-', ..], ..] ? arguments : ["demo", .. arguments];
        ParseResult parsed = root.Parse(named);
        if (parsed.UnmatchedTokens.Count > 0)
        {
            IEnumerable<string> known = parsed.CommandResult.Command == root
                ? root.Subcommands.Select(c => c.Name)
                : parsed.CommandResult.Command.Options.Select(o => o.Name);
            return Usage($"'{parsed.UnmatchedTokens[0]}' is not known; accepted: {string.Join(", ", known)}");
        }

        if (parsed.Errors.Count > 0) return Usage(parsed.Errors[0].Message);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException
            or InvalidOperationException or TimeoutException)
        {
            Console.Error.WriteLine($"edgevitals-fleet: {failure.Message}");
            return Failed;
        }
    }

    internal static int Usage(string message)
    {
        Console.Error.WriteLine($"edgevitals-fleet: {message.ReplaceLineEndings(" ").Trim()}");
        return BadUsage;
    }

    private static Task<int> DemoAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IReadOnlyList<Recording> recordings = [];
        if (parsed.GetValue(Recordings) is string folder)
        {
            try
            {
                recordings = Recording.In(folder);
            }
            catch (Exception unusable) when (unusable is RecordingFormatException or FileNotFoundException)
            {
                return Task.FromResult(Usage($"--recordings '{folder}': {unusable.Message}"));
            }
        }

        DateTimeOffset today = new(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var options = new DemoOptions
        {
            Headless = parsed.GetValue(Headless),
            For = parsed.GetValue(For),
            Recordings = recordings,
            Gateways = parsed.GetValue(Gateways),
            WearersPerGateway = parsed.GetValue(Wearers),
            GatewayPort = parsed.GetValue(GatewayPort),
            CloudPort = parsed.GetValue(CloudPort),
            Start = today.AddHours(18),
        };
        return DemoCommand.RunAsync(options, parsed.GetValue(Json), cancellationToken);
    }

    private static Option<int> Number(string name, int minimum, int maximum, int normal, string description)
    {
        var option = new Option<int>(name) { Description = description, HelpName = $"{minimum}..{maximum}" };
        option.DefaultValueFactory = _ => normal;
        option.CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (int.TryParse(text, CultureInfo.InvariantCulture, out int value) && value >= minimum && value <= maximum)
            {
                return value;
            }

            result.AddError($"{name} '{text}': a whole number from {minimum} to {maximum}");
            return normal;
        };
        return option;
    }

    private static Option<TimeSpan?> Duration(string name, string description)
    {
        var option = new Option<TimeSpan?>(name) { Description = description, HelpName = "60s|5m" };
        option.CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            int unit = text.EndsWith('m') ? 60 : 1;
            if (text.Length > 1 && text[^1] is 's' or 'm'
                && int.TryParse(text[..^1], CultureInfo.InvariantCulture, out int count)
                && count is >= 1 and <= 86_400)
            {
                return TimeSpan.FromSeconds(count * unit);
            }

            result.AddError($"{name} '{text}': seconds or minutes, such as 60s or 5m");
            return null;
        };
        return option;
    }
}
