using System.CommandLine;
using System.Text.Json;
using EdgeVitals.Pi.Signals;

namespace EdgeVitals.Pi.Commands.Signals;

/// <summary>What the verbs share: the recording, --json, and how an answer is written.</summary>
internal abstract class SignalVerb
{
    private readonly Option<bool> _json = OptionReader.Flag("--json", "one JSON object");

    protected RecordingOptions Recording { get; } = new();

    public abstract Command Build();

    protected Command Verb(string name, string description, Func<ParseResult, int> run, params Option[] options)
    {
        Command command = new(name, description);
        Recording.AddTo(command);
        foreach (Option option in options) command.Options.Add(option);
        command.Options.Add(_json);
        command.SetAction(run);
        return command;
    }

    /// <summary>An ECG is read without the acceleration; taking it in silence would promise more.</summary>
    /// <param name="kind">Kind of the first channel.</param>
    /// <param name="channels">The signal, and the axes where they were given.</param>
    /// <exception cref="UsageException">There are axes beside an ECG.</exception>
    protected static void RefuseMotion(SignalKind kind, SignalChannel[] channels)
    {
        if (kind != SignalKind.Ecg || channels.Length == 1) return;
        throw new UsageException(
            $"--accel serves a pulse wave, {channels[0].Name} is an ECG (--kind ppg if it is not)");
    }

    protected bool IsJson(ParseResult parse) => parse.GetValue(_json);

    protected static void Write(ParseResult parse, object answer) =>
        parse.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(answer, Logs.Json));

    /// <summary>Windows under the names of the contract; the reason stands only where there is no value.</summary>
    protected static IEnumerable<Dictionary<string, object?>> Named(ReadingWindow[] windows, string value)
    {
        foreach (ReadingWindow window in windows)
        {
            var named = new Dictionary<string, object?>
            {
                ["start"] = window.Start, [value] = window.Value, ["accepted"] = window.Accepted,
                ["quality"] = window.Quality,
            };
            if (!window.Accepted) named["reason"] = window.Reason;
            yield return named;
        }
    }

    /// <summary>One line a window, and the share of windows with a value.</summary>
    protected static void WriteText(ParseResult parse, ReadingWindow[] windows, string unit)
    {
        TextWriter output = parse.InvocationConfiguration.Output;
        foreach (ReadingWindow window in windows)
        {
            output.WriteLine(window.Value is double value
                ? $"{window.Start,8:0} s {value,7:0.0} {unit}, quality {window.Quality}"
                : $"{window.Start,8:0} s   no reading: {window.Reason}");
        }
        output.WriteLine($"{windows.Count(window => window.Accepted)} of {windows.Length} windows have a value");
    }
}
