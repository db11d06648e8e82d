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
        long steps = windows.Sum(window => window.Steps);
        if (IsJson(parse))
        {
            Write(parse, new { steps, windows });
            return 0;
        }
        TextWriter output = parse.InvocationConfiguration.Output;
        foreach (StepWindow window in windows)
        {
            output.WriteLine($"{window.Start,8:0} s {window.Steps,5} steps"
                + (window.Cadence > 0 ? $", {window.Cadence} a minute" : ""));
        }
        output.WriteLine($"{steps} steps in {channels[0].DurationSeconds:0} s");
        return 0;
    }
}
