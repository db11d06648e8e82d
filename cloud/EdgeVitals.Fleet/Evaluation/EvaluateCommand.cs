using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace EdgeVitals.Fleet.Evaluation;

/// <summary>The verb <c>evaluate</c>: how far the device's numbers are from a virtual wearer's truth, and how often it
/// gives none.</summary>
internal static class EvaluateCommand
{
    private static readonly JsonSerializerOptions Names = new(JsonSerializerOptions.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly Option<string?> Task = new("--task")
    {
        Description = "What is evaluated: signals.", HelpName = "signals",
    };

    private static readonly Option<string?> Output = new("--output")
    {
        Description = "Write table and picture into this folder, or into its README where that has their place.",
        HelpName = "FOLDER",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON object on standard output.",
    };

    /// <summary>The verb.</summary>
    public static Command Build()
    {
        var command = new Command("evaluate",
            "Measure virtual wearers through the emulated chips and hold the values against their truth.")
        {
            Task, Output, Json,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string? task = parsed.GetValue(Task);
        if (task != "signals")
        {
            return FleetCommands.Usage(task is null ? "--task is missing; accepted: signals"
                : $"--task '{task}': accepted: signals");
        }

        long start = Stopwatch.GetTimestamp();
        SignalCell[] cells = Measure();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string? folder = parsed.GetValue(Output);
        IReadOnlyList<string> files = folder is null ? [] : EvaluationPages.Write(folder, cells);
        if (parsed.GetValue(Json))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                task,
                cells = cells.Select(cell => new
                {
                    cell.Condition.Motion, cell.Condition.Dicrotic, cell.Condition.PerfusionPercent,
                    TrueHeartRate = cell.Condition.HeartRate, cell.HeartRate, cell.SpO2,
                }),
                files, seconds = Math.Round(seconds, 1),
            }, Names));
        }
        else
        {
            Console.Out.Write(SignalTable.Of(cells));
            foreach (string file in files) Console.Out.WriteLine($"wrote {file}");
        }

        return FleetCommands.Done;
    }

    private static SignalCell[] Measure()
    {
        int all = SignalEvaluation.Conditions.Count;
        if (Console.IsErrorRedirected)
        {
            int tenth = 0;
            return SignalEvaluation.Run(done =>
            {
                int now = 10 * done / all;
                // Whichever thread comes first to a tenth says so.
                if (now > Interlocked.Exchange(ref tenth, Math.Max(now, Volatile.Read(ref tenth))))
                {
                    Console.Error.WriteLine($"evaluating signals: {done} of {all} conditions");
                }
            }, CancellationToken.None);
        }

        // Progress belongs to standard error: standard output has the answer.
        IAnsiConsole error = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        SignalCell[] cells = [];
        error.Progress().Start(context =>
        {
            ProgressTask bar = context.AddTask("evaluating signals", maxValue: all);
            cells = SignalEvaluation.Run(done => bar.Value = done, CancellationToken.None);
        });
        return cells;
    }
}
