using System.CommandLine;
using EdgeVitals.Pi.Commands;
using EdgeVitals.Pi.Commands.Signals;

namespace EdgeVitals.Pi;

/// <summary>The command edgevitals-pi.</summary>
public static class Program
{
    /// <summary>Exit 0 done, 1 failed check, 2 bad usage with one line on standard error.</summary>
    public static Task<int> Main(string[] args) => RunAsync(args, Console.Out, Console.Error);

    /// <summary>The same with the answer and the complaints going elsewhere: the console belongs to the whole process.
    /// </summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        RootCommand root = new("EdgeVitals agent of the Raspberry Pi.")
        {
            new RunCommand().Build(), new SimulateCommand().Build(), new SelfTestCommand().Build(),
            SignalsCommand.Build(),
        };
        ParseResult parse = root.Parse(args);
        if (parse.Errors.Count > 0)
        {
            string accepted = string.Join(", ", parse.CommandResult.Command.Options.Select(option => option.Name));
            string verbs = string.Join(", ", parse.CommandResult.Command.Subcommands.Select(verb => verb.Name));
            string fault = parse.UnmatchedTokens.Count > 0
                ? $"'{parse.UnmatchedTokens[0]}' is not known." : parse.Errors[0].Message;
            return Refuse(error, $"{fault} Accepted: {(verbs.Length > 0 ? verbs : accepted)}");
        }
        try
        {
            return await parse.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false, Output = output, Error = error,
            });
        }
        catch (UsageException exception)
        {
            return Refuse(error, exception.Message);
        }
    }

    private static int Refuse(TextWriter error, string line)
    {
        error.WriteLine(line.ReplaceLineEndings(" "));
        return 2;
    }
}
