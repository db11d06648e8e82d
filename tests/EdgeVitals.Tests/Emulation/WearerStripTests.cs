using System.Xml.Linq;
using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Tests.Emulation;

/// <summary>The picture of the virtual wearer. EDGEVITALS_WRITE_GENERATED=1 writes it anew.</summary>
public sealed class WearerStripTests
{
    private static readonly string Picture = Path.Combine(RecordingData.Repository(), "hardware", "wearer.svg");

    [Fact]
    public void Picture_is_that_of_the_model()
    {
        string svg = WearerStrip.Svg();
        if (Environment.GetEnvironmentVariable("EDGEVITALS_WRITE_GENERATED") == "1")
        {
            File.WriteAllText(Picture, svg);
        }
        Assert.True(svg == File.ReadAllText(Picture),
            "hardware/wearer.svg is stale (EDGEVITALS_WRITE_GENERATED=1 writes it)");
    }

    [Fact]
    public void Picture_marks_every_beat_and_step_of_the_truth_and_an_ectopic_one()
    {
        XElement svg = XDocument.Parse(WearerStrip.Svg()).Root!;
        var wearer = new WaveformWearer(WearerStrip.Scenario, WearerStrip.Seed);
        List<BeatTruth> beats = wearer.Beats(0, WearerStrip.Micros);
        int Count(string mark) => svg.Descendants().Count(e => (string?)e.Attribute("class") == mark);
        Assert.Equal(beats.Count(b => wearer.HasLeads(b.RMicros)), Count("r"));
        Assert.Equal(wearer.StepsUpTo(WearerStrip.Micros), Count("step"));
        Assert.Equal(beats.Count(b => b.Kind == BeatKind.Ectopic), svg.Descendants().Count(e => e.Value == "E"));
        Assert.Contains(beats, b => b.Kind == BeatKind.Ectopic);
        // Five seconds of walking and two without contact in the light, the latter in the ECG as well.
        Assert.Equal(5 + 2 + 2, Count("unusable"));
    }
}
