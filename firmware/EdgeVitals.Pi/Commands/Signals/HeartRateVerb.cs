using System.CommandLine;
using EdgeVitals.Pi.Signals;

namespace EdgeVitals.Pi.Commands.Signals;

/// <summary>Heart rate of a pulse wave, at rest or with the acceleration in motion.</summary>
internal sealed class HeartRateVerb : SignalVerb
{
    private readonly SignalOption _signal = new();
    private readonly AccelerationOption _acceleration = new();

    public override Command Build() => Verb("heart-rate",
        "Heart rate in windows of 8 s, one every 2 s; null and a reason where there is no reading.", Run,
        [.. _signal.Options, _acceleration.Option]);

    private int Run(ParseResult parse)
    {
        string name = _signal.Name(parse);
        string[] axes = _acceleration.Names(parse) ?? [];
        SignalChannel[] channels = Recording.Open(parse, [name, .. axes]);
        SignalKind kind = _signal.Kind(parse, channels[0], SignalKind.Pulse);
        RefuseMotion(kind, channels);
        ReadingWindow[] windows = kind == SignalKind.Ecg ? EcgRateAnalysis.HeartRate(channels[0])
            : PulseAnalysis.HeartRate(channels[0], RecordingOptions.Motion(channels));
        if (IsJson(parse)) Write(parse, new { windows = Named(windows, "bpm") });
        else WriteText(parse, windows, "/min");
        return 0;
    }
}
