using System.Text.Json;
using System.Xml.Linq;
using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Tests.Pi.Verbs;

public sealed class PlotTests : VerbFolder
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public async Task A_strip_shows_signal_beats_value_and_quality()
    {
        string file = WriteWearer("wearer <1>.csv", new VitalScenario { HeartRate = 75 });
        string output = PathOf("strip.svg");
        JsonElement json = await JsonAsync("plot", "--input", file, "--signal", "infrared", "--rate", "100",
            "--from", "20", "--seconds", "16", "--output", output);
        Assert.Equal(output, json.GetProperty("output").GetString());

        XElement svg = XDocument.Load(output).Root!;
        string[] words = [.. svg.Elements(Svg + "text").Select(text => text.Value)];
        Assert.Contains("wearer <1>.csv", words);
        Assert.Contains("infrared, 100 Hz", words);
        Assert.Contains("heart rate, /min", words);
        Assert.Contains("seconds from the recording's beginning", words);
        // Beats of 16 s at 75 /min, and the trace of 1600 samples in no more points than can be seen.
        Assert.InRange(svg.Elements(Svg + "line").Count(line => line.Attribute("stroke-dasharray") is not null), 18, 22);
        string trace = svg.Elements(Svg + "path").Select(path => path.Attribute("d")!.Value).MaxBy(d => d.Length)!;
        Assert.InRange(trace.Count(c => c == 'L'), 1000, 2 * 1200);
        Assert.DoesNotContain("NaN", File.ReadAllText(output), StringComparison.Ordinal);
        Assert.DoesNotContain("href", File.ReadAllText(output), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nan")]
    [InlineData("flat")]
    public async Task A_strip_of_nothing_says_that_there_is_no_reading(string nothing)
    {
        string file = WriteColumns("n.csv", ("PPG", _ => nothing == "nan" ? double.NaN : 3));
        string output = PathOf("n.svg");
        (int exit, string text, _) = await RunAsync(
            "plot", "--input", file, "--signal", "PPG", "--rate", "100", "--seconds", "60", "--output", output);
        Assert.Equal(0, exit);
        Assert.Contains("0 beats, 0 of 27 windows", text, StringComparison.Ordinal);
        Assert.Contains(XDocument.Load(output).Root!.Elements(Svg + "text"),
            words => words.Value.StartsWith("no reading: ", StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", File.ReadAllText(output), StringComparison.Ordinal);
    }
}
