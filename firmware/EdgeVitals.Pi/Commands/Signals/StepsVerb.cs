using System.CommandLine;
using EdgeVitals.Pi.Signals;

namespace EdgeVitals.Pi.Commands.Signals;

/// <summary>Steps of recorded acceleration.</summary>
internal sealed class StepsVerb : SignalVerb
{
    private readonly AccelerationOption _acceleration = new();

    public override Command Build() => Verb("steps",
        "Count steps of walking and running; windows of 10 s.", Run, _acceleration.Option);

    private int Run(ParseResult parse)
    {
        string[] axes = _acceleration.Names(parse)
            ?? throw new UsageException($"--accel is missing: {_acceleration.Option.Description}");
        SignalChannel[] channels = Recording.Open(parse, axes);
        StepWindow[] windows = StepAnalysis.Of(RecordingOptions.Axes(channels));
        // Nothing was counted where every window lost samples: that is not zero.
        long? steps = Array.Exists(windows, window => window.Steps is not null)
            ? windows.Sum(window => window.Steps ?? 0) : null;
        if (IsJson(parse))
        {
            Write(parse, new { steps, windows = Named(windows) });
            return 0;
        }
        TextWriter output = parse.InvocationConfiguration.Output;
        foreach (StepWindow window in windows)
        {
            output.WriteLine(window.Steps is null ? $"{window.Start,8:0} s    no reading: {window.Reason}"
                : $"{window.Start,8:0} s {window.Steps,5} steps"
                    + (window.Cadence > 0 ? $", {window.Cadence} a minute" : ""));
        }
        int lost = windows.Count(window => window.Steps is null);
        output.WriteLine($"{(steps is null ? "no" : $"{steps}")} steps in {channels[0].DurationSeconds:0} s"
            + (lost > 0 ? $", {lost} of {windows.Length} windows have no value" : ""));
        return 0;
    }

    /// <summary>The reason stands only where there are no steps.</summary>
    private static IEnumerable<Dictionary<string, object?>> Named(StepWindow[] windows)
    {
        foreach (StepWindow window in windows)
        {
            var named = new Dictionary<string, object?>
            {
                ["start"] = window.Start, ["steps"] = window.Steps, ["cadence"] = window.Cadence,
            };
            if (window.Steps is null) named["reason"] = window.Reason;
            yield return named;
        }
    }
}
