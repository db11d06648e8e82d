using System.CommandLine;
using EdgeVitals.Pi.Signals;

namespace EdgeVitals.Pi.Commands.Signals;

/// <summary>Beats by the device's own detector.</summary>
internal sealed class BeatsVerb : SignalVerb
{
    private readonly SignalOption _signal = new();

    public override Command Build() => Verb("beats",
        "Find heartbeats in an ECG or a pulse wave; samples are indexes from 0 at the recording's rate.", Run,
        _signal.Options);

    private int Run(ParseResult parse)
    {
        SignalChannel channel = Recording.Open(parse, _signal.Name(parse))[0];
        SignalKind kind = _signal.Kind(parse, channel);
        BeatList beats = BeatAnalysis.Of(channel, kind);
        if (IsJson(parse))
        {
            Write(parse, new { beats.SamplingRate, beats.Samples, beats.Quality });
            return 0;
        }
        TextWriter output = parse.InvocationConfiguration.Output;
        for (int i = 0; i < beats.Samples.Length; i++)
        {
            output.WriteLine(
                $"{beats.Seconds[i],10:0.000} s  sample {beats.Samples[i],9}  quality {beats.Quality[i],3}");
        }
        output.WriteLine($"{beats.Samples.Length} beats in {channel.DurationSeconds:0.0} s of {channel.Name} "
            + $"({(kind == SignalKind.Ecg ? "ECG" : "pulse")} detector)");
        return 0;
    }
}
