using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace EdgeVitals.Fleet.Evaluation;

/// <summary>The verb <c>evaluate</c>: how far the device's numbers are from a virtual wearer's truth, and how far the
/// error of each privacy mechanism is from its theory.</summary>
internal static class EvaluateCommand
{
    private const string Tasks = "signals|privacy";

    private static readonly JsonSerializerOptions Names = new(JsonSerializerOptions.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly Option<string?> Task = new("--task")
    {
        Description = $"What is evaluated: {Tasks}.", HelpName = Tasks,
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
            "Hold measured values against their truth: virtual wearers through the emulated chips, or the reports of "
            + "the privacy mechanisms.")
        {
            Task, Output, Json,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string? task = parsed.GetValue(Task);
        long start = Stopwatch.GetTimestamp();
        EvaluationPage page;
        object figures;
        switch (task)
        {
            case "signals":
                SignalCell[] cells = Measure("signals", "conditions", SignalEvaluation.Conditions.Count, done =>
                    SignalEvaluation.Run(done, CancellationToken.None));
                page = SignalTable.Page(cells);
                figures = cells.Select(cell => new
                {
                    cell.Condition.Motion, cell.Condition.Dicrotic, cell.Condition.PerfusionPercent,
                    TrueHeartRate = cell.Condition.HeartRate, cell.HeartRate, cell.SpO2,
                });
                break;
            case "privacy":
                PrivacyCell[] measured = Measure("privacy", "mechanisms", PrivacyEvaluation.Subjects.Count, done =>
                    PrivacyEvaluation.Run(done, PrivacyEvaluation.Reports));
                page = PrivacyCharts.Page(measured);
                figures = measured;
                break;
            default:
                return FleetCommands.Usage(task is null ? $"--task is missing; accepted: {Tasks}"
                    : $"--task '{task}': accepted: {Tasks}");
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string? folder = parsed.GetValue(Output);
        IReadOnlyList<string> files = folder is null ? [] : page.Write(folder);
        if (parsed.GetValue(Json))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(
                new { task, cells = figures, files, seconds = Math.Round(seconds, 1) }, Names));
        }
        else
        {
            Console.Out.Write(page.Table);
            foreach (string file in files) Console.Out.WriteLine($"wrote {file}");
        }

        return FleetCommands.Done;
    }

    /// <summary>Runs a task with its progress; what it is given may be called from any thread.</summary>
    private static T Measure<T>(string task, string parts, int all, Func<Action<int>, T> run)
    {
        if (Console.IsErrorRedirected)
        {
            int tenth = 0;
            return run(done =>
            {
                int now = 10 * done / all;
                // Whichever thread comes first to a tenth says so.
                if (now > Interlocked.Exchange(ref tenth, Math.Max(now, Volatile.Read(ref tenth))))
                {
                    Console.Error.WriteLine($"evaluating {task}: {done} of {all} {parts}");
                }
            });
        }

        // Progress belongs to standard error: standard output has the answer.
        IAnsiConsole error = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return error.Progress().Start(context =>
        {
            ProgressTask bar = context.AddTask($"evaluating {task}", maxValue: all);
            return run(done => bar.Value = done);
        });
    }
}
