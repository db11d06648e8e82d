using System.CommandLine;
using EdgeVitals.Pi.Signals;

namespace EdgeVitals.Pi.Commands.Signals;

/// <summary>Saturation of red and infrared light: a figure of the emulated optics, of no human being.</summary>
internal sealed class SpO2Verb : SignalVerb
{
    private readonly Option<string?> _red = OptionReader.Text("--red", "name of the red channel, its zero included");
    private readonly Option<string?> _infrared = OptionReader.Text("--infrared", "name of the infrared channel");

    public override Command Build() => Verb("spo2",
        "Oxygen saturation in windows of 8 s, one every 2 s, by the curve of the emulated optics.", Run,
        _red, _infrared);

    private int Run(ParseResult parse)
    {
        string red = OptionReader.Required(parse, _red);
        string infrared = OptionReader.Required(parse, _infrared);
        if (red == infrared) throw new UsageException($"--red and --infrared are both '{red}', two colours are needed");
        SignalChannel[] channels = Recording.Open(parse, red, infrared);
        if (AreSame(channels[0], channels[1]))
        {
            throw new UsageException($"{red} and {infrared} have the same samples, two colours are needed");
        }
        ReadingWindow[] windows = PulseAnalysis.SpO2(channels[0], channels[1]);
        if (IsJson(parse)) Write(parse, new { windows = Named(windows, "spo2") });
        else WriteText(parse, windows, "%");
        return 0;
    }

    // One wave twice has the ratio 1, which the curve calls 85 %. Nothing at all twice is left to the meter.
    private static bool AreSame(SignalChannel red, SignalChannel infrared)
    {
        bool any = false;
        for (int i = 0; i < Math.Min(red.Length, infrared.Length); i++)
        {
            if (!red[i].Equals(infrared[i])) return false;
            any |= double.IsFinite(red[i]);
        }
        return any;
    }
}
