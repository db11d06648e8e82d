using System.CommandLine;
using System.Globalization;
using EdgeVitals.Pi.Signals;

namespace EdgeVitals.Pi.Commands.Signals;

/// <summary>A strip that a person can look at.</summary>
internal sealed class PlotVerb : SignalVerb
{
    private readonly SignalOption _signal = new();
    private readonly AccelerationOption _acceleration = new();
    private readonly Option<string?> _from = OptionReader.Text("--from", "first second that is shown (0)");
    private readonly Option<string?> _seconds = OptionReader.Text("--seconds", "seconds that are shown, 1..3600 (30)");
    private readonly Option<string?> _output = OptionReader.Text("--output", "the picture to write, .svg");

    public override Command Build() => Verb("plot",
        "Draw a strip as SVG: signal, beats, heart rate and quality.", Run,
        [.. _signal.Options, _acceleration.Option, _from, _seconds, _output]);

    private int Run(ParseResult parse)
    {
        double from = Seconds(parse, _from, 0, 1e7, 0);
        double seconds = Seconds(parse, _seconds, 1, 3600, 30);
        string output = OptionReader.Required(parse, _output);
        if (Recording.IsInput(parse, output))
        {
            throw new UsageException($"--output accepts a new picture, '{output}' is a recording");
        }
        string[] axes = _acceleration.Names(parse) ?? [];
        SignalChannel[] channels = Recording.Open(parse, [_signal.Name(parse), .. axes]);
        SignalChannel channel = channels[0];
        if (from >= channel.DurationSeconds)
        {
            throw new UsageException(
                $"--from accepts seconds of the recording, which has {channel.DurationSeconds:0.#}, not '{from}'");
        }
        SignalKind kind = _signal.Kind(parse, channel);
        RefuseMotion(kind, channels);
        BeatList beats = BeatAnalysis.Of(channel, kind);
        ReadingWindow[] windows = kind == SignalKind.Ecg ? EcgRateAnalysis.HeartRate(channel)
            : PulseAnalysis.HeartRate(channel, RecordingOptions.Motion(channels));
        string picture = StripDrawing.Of(new StripContent
        {
            Title = Recording.NameOf(parse), Channel = channel, From = from,
            Seconds = Math.Min(seconds, channel.DurationSeconds - from),
            Beats = [.. beats.Seconds.Zip(beats.Quality)],
            Windows = windows, WindowSeconds = PulseAnalysis.WindowSeconds, ValueName = "heart rate, /min",
        });
        try
        {
            File.WriteAllText(output, picture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--output accepts a file that can be written: {exception.Message}");
        }
        int accepted = windows.Count(window => window.Accepted);
        if (IsJson(parse))
        {
            Write(parse, new
            {
                output, from, seconds, beats = beats.Samples.Length, windows = windows.Length, accepted,
            });
        }
        else
        {
            parse.InvocationConfiguration.Output.WriteLine($"{output}: {seconds:0.#} s from {from:0.#} s of "
                + $"{channel.Name}; whole recording: {beats.Samples.Length} beats, {accepted} of {windows.Length} "
                + "windows with a heart rate");
        }
        return 0;
    }

    private static double Seconds(
        ParseResult parse, Option<string?> option, double minimum, double maximum, double otherwise)
    {
        if (OptionReader.Of(parse, option) is not string text) return otherwise;
        bool good = double.TryParse(
            text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value);
        return good && value >= minimum && value <= maximum ? value
            : throw new UsageException($"{option.Name} accepts {minimum:0}..{maximum:0} seconds, not '{text}'");
    }
}
