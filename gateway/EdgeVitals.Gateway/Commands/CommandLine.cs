using System.CommandLine;
using System.CommandLine.Parsing;
using System.Security.Cryptography;
using System.Text.Json;

namespace EdgeVitals.Gateway.Commands;

/// <summary>The verbs of edgevitals-gateway. Exit codes: 0 done, 1 a check failed, 2 bad usage or bad input with one
/// line on standard error.</summary>
internal static class CommandLine
{
    public const int Done = 0;
    public const int CheckFailed = 1;
    public const int BadUsage = 2;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Task<int> RunAsync(string[] args) => RunAsync(args, Console.Out, Console.Error);

    /// <summary>The same with the answer and the complaints going elsewhere: the console belongs to the whole process.
    /// </summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        ParseResult parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return await FailAsync(error, Line(parsed)).ConfigureAwait(false);
        }
        try
        {
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false, Output = output, Error = error,
            };
            return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (UsageException usage)
        {
            return await FailAsync(error, usage.Message).ConfigureAwait(false);
        }
        catch (ArgumentException argument)
        {
            return await FailAsync(error, argument.Message.Split(" (Parameter")[0]).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or Microsoft.Data.Sqlite.SqliteException)
        {
            return await FailAsync(error, exception.Message).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsPrivacy(parsed)
            && exception is OverflowException or CryptographicException or InvalidOperationException)
        {
            // Numbers at the edge of the arithmetic, or a generator that fails: an answer, not a trace.
            string verb = parsed.CommandResult.Command.Name;
            return await FailAsync(error, $"{verb}: gives no answer for these options: {exception.Message}")
                .ConfigureAwait(false);
        }
    }

    /// <summary>Prints one JSON object, or lines for people.</summary>
    public static void Print(ParseResult parsed, bool isJson, object value, params IEnumerable<string> lines)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (isJson)
        {
            output.WriteLine(JsonSerializer.Serialize(value, Json));
            return;
        }
        foreach (string line in lines)
        {
            output.WriteLine(line);
        }
    }

    /// <summary>One line for people beside an answer, on standard error.</summary>
    public static void Note(ParseResult parsed, string text) =>
        parsed.InvocationConfiguration.Error.WriteLine($"edgevitals-gateway: note: {text}");

    private static RootCommand Root() => new("EdgeVitals gateway: the clinic's appliance. Raw values stay in it.")
    {
        RunCommand.Create(),
        PairingCommands.Pair(),
        PairingCommands.Devices(),
        ConsentCommand.Create(),
        ChannelsCommand.Create(),
        SignalsCommands.Create(),
        Privacy.PrivacyCommands.Create(),
        LedgerCommands.Create(),
        UpdatesCommands.Create(),
        DoctorCommand.Create(),
    };

    /// <summary>True for the verbs of the privacy library, where these faults are about what was asked for.</summary>
    private static bool IsPrivacy(ParseResult parsed) =>
        parsed.CommandResult.Parent is CommandResult { Command.Name: "privacy" };

    /// <summary>One line that names what is wrong and what is accepted in its place.</summary>
    private static string Line(ParseResult parsed)
    {
        ParseError error = parsed.Errors[0];
        if (parsed.UnmatchedTokens.Count == 0 && error.SymbolResult is OptionResult { Option: { } option })
        {
            return $"{option.Name}: accepts {option.Description}";
        }
        Command command = parsed.CommandResult.Command;
        IEnumerable<string> accepted = command.Subcommands.Count > 0
            ? command.Subcommands.Select(c => c.Name) : command.Options.Select(o => o.Name);
        string what = parsed.UnmatchedTokens.Count > 0 ? $"'{parsed.UnmatchedTokens[0]}' is not known"
            : error.Message.ReplaceLineEndings(" ").TrimEnd('.');
        return $"{what}; accepted: {string.Join(", ", accepted)}";
    }

    private static async Task<int> FailAsync(TextWriter error, string message)
    {
        await error.WriteLineAsync($"edgevitals-gateway: {message.ReplaceLineEndings(" ")}").ConfigureAwait(false);
        return BadUsage;
    }
}

/// <summary>Bad input of a person, told in one line.</summary>
internal sealed class UsageException(string message) : Exception(message);
