using System.Text.Json;
using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Tests.Emulation;

namespace EdgeVitals.Tests.Pi.Verbs;

/// <summary>The verbs as a script calls them: names, units and shapes of the answers are a contract.</summary>
public sealed class SignalVerbTests : VerbFolder
{
    [Fact]
    public async Task Beats_of_a_record_are_rising_sample_indexes_with_their_quality()
    {
        JsonElement json = await JsonAsync("beats", "--record", RecordingData.Path("mitdb/100.hea"), "--signal", "0");
        Assert.Equal(["samplingRate", "samples", "quality"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(360, json.GetProperty("samplingRate").GetDouble());
        long[] samples = [.. json.GetProperty("samples").EnumerateArray().Select(s => s.GetInt64())];
        int[] quality = [.. json.GetProperty("quality").EnumerateArray().Select(q => q.GetInt32())];
        Assert.Equal(samples.Length, quality.Length);
        Assert.Equal(samples.Order().Distinct(), samples);
        Assert.InRange(samples.Length, 2200, 2350);
        Assert.All(samples, sample => Assert.InRange(sample, 0, 649_999));
        Assert.All(quality, q => Assert.InRange(q, 0, 100));

        JsonElement named = await JsonAsync(
            "beats", "--record", RecordingData.Path("mitdb/100.hea"), "--signal", "MLII");
        Assert.Equal(json.GetRawText(), named.GetRawText());
    }

    [Fact]
    public async Task Beats_of_a_table_are_rows_and_the_kind_follows_the_name()
    {
        string file = WriteWearer("w.csv", new VitalScenario { HeartRate = 80 });
        JsonElement ecg = await JsonAsync("beats", "--record", file, "--signal", "ECG [mV]", "--rate", "100");
        JsonElement pulse = await JsonAsync("beats", "--input", file, "--column", "infrared", "--rate", "100");
        Assert.InRange(ecg.GetProperty("samples").GetArrayLength(), 77, 82);
        Assert.InRange(pulse.GetProperty("samples").GetArrayLength(), 74, 82);
        string text = (await RunAsync("beats", "--record", file, "--signal", "infrared", "--rate", "100")).Output;
        Assert.Contains("of infrared (pulse detector)", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(55)]
    [InlineData(140)]
    public async Task Heart_rate_comes_every_two_seconds_from_eight(int rate)
    {
        string file = WriteWearer("w.csv", new VitalScenario { HeartRate = rate, Variability = 0.01 });
        JsonElement json = await JsonAsync("heart-rate", "--input", file, "--column", "infrared", "--rate", "100");
        JsonElement windows = json.GetProperty("windows");
        Assert.Equal(Enumerable.Range(0, 27).Select(i => 2.0 * i),
            windows.EnumerateArray().Select(w => w.GetProperty("start").GetDouble()));
        double[] values = Values(windows, "bpm");
        Assert.InRange(values.Length, 22, 27);
        Assert.All(values, value => Assert.InRange(value, rate - 3, rate + 3));
    }

    [Theory]
    [InlineData(1e-6, 0)]
    [InlineData(-3.5, 12)]
    [InlineData(1e5, -1e9)]
    public async Task Heart_rate_does_not_depend_on_unit_or_polarity(double gain, double offset)
    {
        var wearer = new WaveformWearer(new VitalScenario { HeartRate = 72, Variability = 0.01 }, 3);
        string file = WriteColumns("u.csv", ("wave", row =>
        {
            wearer.Read(row * 10_000L, out _, out int infrared);
            return gain * infrared + offset;
        }));
        JsonElement json = await JsonAsync("heart-rate", "--input", file, "--column", "wave", "--rate", "100");
        double[] values = Values(json.GetProperty("windows"), "bpm");
        Assert.InRange(values.Length, 22, 27);
        Assert.All(values, value => Assert.InRange(value, 70, 74));
    }

    [Fact]
    public async Task Heart_rate_does_not_depend_on_the_unit_of_acceleration()
    {
        VitalScenario scenario = new()
        {
            HeartRate = 95, Variability = 0.01,
            Episodes = [new VitalEpisode(EpisodeKind.Walking, 20_000_000, 60_000_000, 250)],
        };
        async Task<string> With(double unit) => (await JsonAsync("heart-rate", "--input",
            WriteWearer("a.csv", scenario, unit), "--column", "infrared", "--rate", "100", "--accel", "x,y,z"))
            .GetRawText();

        string inG = await With(1);
        Assert.Equal(inG, await With(9.80665));
        Assert.Equal(inG, await With(1000));
    }

    [Fact]
    public async Task Saturation_is_that_of_the_wearer()
    {
        string file = WriteWearer("s.csv", new VitalScenario { SpO2 = 91 });
        JsonElement json = await JsonAsync(
            "spo2", "--input", file, "--red", "red", "--infrared", "infrared", "--rate", "100");
        double[] values = Values(json.GetProperty("windows"), "spo2");
        Assert.InRange(values.Length, 20, 27);
        Assert.All(values, value => Assert.InRange(value, 89, 93));
    }

    [Fact]
    public async Task Respiration_of_a_record_comes_in_windows_of_32_seconds()
    {
        JsonElement json = await JsonAsync(
            "respiration", "--record", RecordingData.Path("cinc2014/100.hea"), "--signal", "ECG");
        JsonElement[] windows = [.. json.GetProperty("windows").EnumerateArray()];
        Assert.Equal(Enumerable.Range(0, 36).Select(i => 16.0 * i),
            windows.Select(w => w.GetProperty("start").GetDouble()));
        double[] values = Values(json.GetProperty("windows"), "perMinute");
        Assert.NotEmpty(values);
        Assert.All(values, value => Assert.InRange(value, 4, 40));
    }

    [Fact]
    public async Task Steps_of_a_walk_are_counted_by_window()
    {
        VitalScenario scenario = new()
        {
            Episodes = [new VitalEpisode(EpisodeKind.Walking, 10_000_000, 40_000_000, 250)],
        };
        string file = WriteWearer("s.csv", scenario);
        long truth = new WaveformWearer(scenario, 5).StepsUpTo(60_000_000);
        JsonElement json = await JsonAsync("steps", "--input", file, "--accel", "x,y,z", "--rate", "100");
        long steps = json.GetProperty("steps").GetInt64();
        Assert.InRange(steps, 0.9 * truth, 1.1 * truth);
        Assert.Equal(steps, json.GetProperty("windows").EnumerateArray().Sum(w => w.GetProperty("steps").GetInt64()));
    }

    [Theory]
    [InlineData("beats")]
    [InlineData("heart-rate")]
    [InlineData("spo2")]
    [InlineData("respiration")]
    [InlineData("steps")]
    [InlineData("plot")]
    public async Task Every_verb_explains_itself(string verb)
    {
        (int exit, string output, _) = await RunAsync(verb, "--help");
        Assert.Equal(0, exit);
        Assert.Contains("--record", output, StringComparison.Ordinal);
        Assert.Contains("--json", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_without_json_says_how_much_was_refused()
    {
        string file = WriteColumns("flat.csv", ("PPG", _ => 5));
        (int exit, string output, _) = await RunAsync("heart-rate", "--input", file, "--column", "PPG", "--rate", "100");
        Assert.Equal(0, exit);
        Assert.Contains("no reading: ", output, StringComparison.Ordinal);
        Assert.EndsWith("0 of 27 windows have a value\n", output, StringComparison.Ordinal);
    }
}
