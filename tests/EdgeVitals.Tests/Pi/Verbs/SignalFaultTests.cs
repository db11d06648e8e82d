using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Pi.Signals;

namespace EdgeVitals.Tests.Pi.Verbs;

/// <summary>Recordings with losses, odd rates and contradictions: the verbs say so, or go on as the device would.
/// </summary>
public sealed class SignalFaultTests : VerbFolder
{
    private static readonly VitalScenario Walk = new()
    {
        Episodes = [new VitalEpisode(EpisodeKind.Walking, 2_000_000, 56_000_000, 250)],
    };

    [Theory]
    [InlineData(25)]
    [InlineData(49)]
    [InlineData(1000)]
    public async Task A_rate_from_printed_times_is_whole_up_to_their_rounding(int rate)
    {
        // Some of these mean rates are a last digit off, on either side.
        StringBuilder text = new("time [s],PPG\n");
        for (int row = 0; row < 10 * rate; row++)
        {
            double at = 0.1 + row / (double)rate;
            text.Append(at.ToString("R", CultureInfo.InvariantCulture)).Append(',').Append(Pulse(at)).Append('\n');
        }
        string file = Write("t.csv", text.ToString());
        JsonElement json = await JsonAsync("beats", "--record", file, "--signal", "PPG");
        Assert.Equal(rate, json.GetProperty("samplingRate").GetDouble());
        Assert.InRange(json.GetProperty("samples").GetArrayLength(), 8, 13);
    }

    [Fact]
    public async Task Beats_of_an_uneven_recording_stand_at_their_own_times()
    {
        // 100 rows a second, 50 of them in the second half: row over mean rate would be seconds off in the middle.
        StringBuilder text = new("time [s],PPG\n");
        for (int row = 0; row < 3000; row++)
        {
            double at = row < 2000 ? row / 100.0 : 20 + (row - 2000) / 50.0;
            text.Append(CultureInfo.InvariantCulture, $"{at:0.00},{Pulse(at)}\n");
        }
        string file = Write("u.csv", text.ToString());
        (int exit, string output, _) = await RunAsync("beats", "--record", file, "--signal", "PPG");
        Assert.Equal(0, exit);
        double[] seconds = [.. output.Split('\n').Where(line => line.Contains(" sample ", StringComparison.Ordinal))
            .Select(line => double.Parse(line[..10], CultureInfo.InvariantCulture))];
        Assert.InRange(seconds.Length, 36, 48);
        // The wave peaks at a quarter of every second.
        Assert.All(seconds, at => Assert.InRange(at - Math.Floor(at), 0.15, 0.35));
    }

    [Fact]
    public async Task Two_colours_must_be_two()
    {
        string file = WriteColumns("c.csv",
            ("red", row => 9e4 + Pulse(row / 100.0)), ("ir", row => 9e4 + Pulse(row / 100.0)));
        await RefusedAsync("--red and --infrared are both 'ir'",
            "spo2", "--input", file, "--red", "ir", "--infrared", "ir", "--rate", "100");
        await RefusedAsync("red and ir have the same samples",
            "spo2", "--input", file, "--red", "red", "--infrared", "ir", "--rate", "100");
    }

    [Theory]
    [InlineData("Heart ECG", "", SignalKind.Ecg)]
    [InlineData("heart", "", SignalKind.Ecg)]
    [InlineData("art", "", SignalKind.Pulse)]
    [InlineData("ART_1", "mV", SignalKind.Pulse)]
    [InlineData("Lead II", "", SignalKind.Ecg)]
    [InlineData("PLETH", "mV", SignalKind.Pulse)]
    [InlineData("LED IR", "", SignalKind.Pulse)]
    [InlineData("circuit", "", SignalKind.Ecg)]
    [InlineData("x", "mV", SignalKind.Ecg)]
    [InlineData("x", "mmHg", SignalKind.Pulse)]
    public void A_name_tells_its_kind_by_whole_words(string name, string unit, SignalKind kind) =>
        Assert.Equal(kind, SignalKinds.Of(name, unit, SignalKind.Ecg));

    [Fact]
    public async Task Steps_of_lost_acceleration_are_no_steps_and_not_zero()
    {
        string whole = WriteWearer("w.csv", Walk);
        string[] lines = File.ReadAllLines(whole);
        // Rows 2000..2999 are the third window of 10 s; a loss of 0.1 s in the fifth is bridged.
        for (int row = 0; row < lines.Length - 1; row++)
        {
            if (row is >= 2000 and < 3000 or >= 4500 and < 4510)
            {
                lines[row + 1] = string.Join(',', [.. lines[row + 1].Split(',')[..3], "", "", ""]);
            }
        }
        string file = Write("l.csv", string.Join('\n', lines) + "\n");
        JsonElement[] windows = [.. (await JsonAsync("steps", "--input", file, "--accel", "x,y,z", "--rate", "100"))
            .GetProperty("windows").EnumerateArray()];
        Assert.Equal(JsonValueKind.Null, windows[2].GetProperty("steps").ValueKind);
        Assert.Equal("lost samples", windows[2].GetProperty("reason").GetString());
        foreach (int window in (int[])[1, 3, 4])
        {
            Assert.InRange(windows[window].GetProperty("steps").GetInt64(), 8, 30);
            Assert.False(windows[window].TryGetProperty("reason", out _));
        }
    }

    [Fact]
    public async Task A_heart_rate_goes_on_when_the_acceleration_of_a_walk_is_lost()
    {
        // The accelerometer dies in the walk, the light is at rest: its last reading must not stand for motion.
        var walker = new WaveformWearer(Walk, 5);
        double Axis(int row, int axis)
        {
            walker.Read(row * 10_000L, out int x, out int y, out int z);
            return row > 2000 ? double.NaN : axis == 0 ? x : axis == 1 ? y : z;
        }

        string file = WriteColumns("d.csv", ("PPG", row => Pulse(row / 100.0)), ("x", row => Axis(row, 0)),
            ("y", row => Axis(row, 1)), ("z", row => Axis(row, 2)));
        JsonElement[] windows = [.. (await JsonAsync("heart-rate", "--input", file, "--column", "PPG", "--rate", "100",
            "--accel", "x,y,z")).GetProperty("windows").EnumerateArray()];
        // The steps stay in the window for 8 s.
        Assert.All(windows.Where(w => w.GetProperty("start").GetDouble() > 21), window =>
            Assert.InRange(window.GetProperty("bpm").GetDouble(), 59, 61));
    }

    [Fact]
    public async Task Acceleration_without_gravity_is_refused()
    {
        string file = WriteColumns("g.csv", ("x", row => Math.Sin(row * 0.12)), ("y", row => Math.Cos(row * 0.12)),
            ("z", row => 0.3 * Math.Sin(row * 0.24)));
        await RefusedAsync("--accel: x,y,z have no gravity in them: their mean is under half of their magnitude",
            "steps", "--input", file, "--accel", "x,y,z", "--rate", "100");
    }

    [Fact]
    public async Task Single_lost_samples_cost_neither_the_rate_nor_the_breath_of_an_ecg()
    {
        VitalScenario rest = new() { HeartRate = 70 };
        var wearer = new WaveformWearer(rest, 5);
        double Ecg(int row) => (wearer.Microvolts(row * 4_000L, 0) - 1_650_000) / 1_100_000.0;
        // One sample of 4 ms every ten seconds. More of them would meet R peaks, whose heights tell the breath.
        string lossy = WriteColumns("e.csv", 250 * 100,
            ("ECG [mV]", row => row % 2500 == 100 ? double.NaN : Ecg(row)));
        string clean = WriteColumns("f.csv", 250 * 100, ("ECG [mV]", Ecg));
        foreach ((string verb, string name) in ((string, string)[])[("heart-rate", "bpm"), ("respiration", "perMinute")])
        {
            string[] words = ["--signal", "ECG [mV]", "--rate", "250"];
            JsonElement with = await JsonAsync([verb, "--record", lossy, .. words]);
            JsonElement without = await JsonAsync([verb, "--record", clean, .. words]);
            int read = Values(without.GetProperty("windows"), name).Length;
            Assert.InRange(read, 3, 50);
            Assert.InRange(Values(with.GetProperty("windows"), name).Length, read - 1, read + 1);
        }
    }

    [Fact]
    public async Task A_stretch_without_samples_is_called_lost()
    {
        string file = WriteColumns("h.csv", ("PPG", row => row > 3000 ? double.NaN : Pulse(row / 100.0)));
        JsonElement[] windows = [.. (await JsonAsync("heart-rate", "--input", file, "--column", "PPG", "--rate", "100"))
            .GetProperty("windows").EnumerateArray()];
        Assert.Equal("lost samples", windows[^1].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_picture_does_not_overwrite_its_recording_and_an_ecg_takes_no_acceleration()
    {
        string file = WriteWearer("p.csv", new VitalScenario());
        string before = File.ReadAllText(file);
        await RefusedAsync("is a recording", "plot", "--input", file, "--signal", "infrared", "--rate", "100",
            "--output", Path.Combine(Folder, ".", "p.csv"));
        Assert.Equal(before, File.ReadAllText(file));
        foreach (string verb in (string[])["plot", "heart-rate"])
        {
            string[] words = [verb, "--input", file, "--signal", "ECG [mV]", "--rate", "100", "--accel", "x,y,z"];
            await RefusedAsync("--accel serves a pulse wave, ECG [mV] is an ECG",
                verb == "plot" ? [.. words, "--output", PathOf("p.svg")] : words);
        }
    }

    [Theory]
    [InlineData(1e16, 0)]
    [InlineData(1e17, 64)]
    [InlineData(-1e300, 1e285)]
    public async Task A_strip_of_enormous_values_has_an_end(double level, double swing)
    {
        string file = WriteColumns("big.csv", ("PPG", row => level + swing * Math.Sin(row / 16.0)));
        string output = PathOf("big.svg");
        (int exit, _, string error) = await RunAsync(
            "plot", "--input", file, "--signal", "PPG", "--rate", "100", "--output", output);
        Assert.True(exit == 0, error);
        Assert.InRange(XDocument.Load(output).Root!.Elements().Count(), 10, 300);
        Assert.DoesNotContain("NaN", File.ReadAllText(output), StringComparison.Ordinal);
    }

    // A pulse of 60 /min that peaks at a quarter of every second.
    private static double Pulse(double seconds) =>
        Math.Round(1000 * Math.Sin(2 * Math.PI * seconds) + 300 * Math.Sin(4 * Math.PI * seconds - Math.PI / 2));

    private static async Task RefusedAsync(string expected, params string[] words)
    {
        (int exit, string output, string error) = await RunAsync(words);
        Assert.Equal(2, exit);
        Assert.Equal("", output);
        Assert.Contains(expected, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
