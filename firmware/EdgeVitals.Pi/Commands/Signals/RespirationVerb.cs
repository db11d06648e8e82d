using System.CommandLine;
using EdgeVitals.Pi.Signals;

namespace EdgeVitals.Pi.Commands.Signals;

/// <summary>Breaths a minute from an ECG or a pulse wave.</summary>
internal sealed class RespirationVerb : SignalVerb
{
    private readonly SignalOption _signal = new();

    public override Command Build() => Verb("respiration",
        "Respiration from an ECG or a pulse wave in windows of 32 s, one every 16 s.", Run, _signal.Options);

    private int Run(ParseResult parse)
    {
        SignalChannel channel = Recording.Open(parse, _signal.Name(parse))[0];
        ReadingWindow[] windows = RespirationAnalysis.Of(channel, _signal.Kind(parse, channel));
        if (IsJson(parse)) Write(parse, new { windows = Named(windows, "perMinute") });
        else WriteText(parse, windows, "/min");
        return 0;
    }
}
