using System.Text.Json;
using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Tests.Pi.Verbs;

/// <summary>Signals that hold nothing: no reading with a reason in every window, never a plausible number.</summary>
public sealed class NoReadingTests : VerbFolder
{
    /// <summary>What a sensor gives when it measures nothing, by row at 100 Hz.</summary>
    public static TheoryData<string> Nothings => ["nan", "flat", "zero", "rail", "steps", "noise", "hum", "ramp"];

    [Theory]
    [MemberData(nameof(Nothings))]
    public async Task Heart_rate_of_nothing_is_no_reading(string nothing)
    {
        string file = WriteColumns("n.csv", ("PPG", row => At(nothing, row)));
        JsonElement json = await JsonAsync("heart-rate", "--input", file, "--column", "PPG", "--rate", "100");
        AllRefused(json, "bpm", 27);
    }

    [Theory]
    [MemberData(nameof(Nothings))]
    public async Task Saturation_of_nothing_is_no_reading(string nothing)
    {
        string file = WriteColumns("n.csv", ("red", row => 90_000 + 100 * At(nothing, row)),
            ("infrared", row => 110_000 + 100 * At(nothing, row + 17)));
        JsonElement json = await JsonAsync(
            "spo2", "--input", file, "--red", "red", "--infrared", "infrared", "--rate", "100");
        AllRefused(json, "spo2", 27);
    }

    [Theory]
    [MemberData(nameof(Nothings))]
    public async Task Respiration_of_nothing_is_no_reading(string nothing)
    {
        string file = WriteColumns("n.csv", 100 * 100, ("ECG [mV]", row => At(nothing, row)));
        JsonElement json = await JsonAsync("respiration", "--record", file, "--signal", "ECG [mV]", "--rate", "100");
        AllRefused(json, "perMinute", 5);
    }

    [Theory]
    [InlineData("nan")]
    [InlineData("flat")]
    [InlineData("zero")]
    [InlineData("rail")]
    public async Task Beats_of_nothing_are_none(string nothing)
    {
        string file = WriteColumns("n.csv", ("II [mV]", row => At(nothing, row)), ("PLETH", row => At(nothing, row)));
        foreach (string signal in (string[])["II [mV]", "PLETH"])
        {
            JsonElement json = await JsonAsync("beats", "--record", file, "--signal", signal, "--rate", "100");
            Assert.Equal(0, json.GetProperty("samples").GetArrayLength());
        }
    }

    [Fact]
    public async Task Steps_of_a_device_on_the_table_are_none()
    {
        string file = WriteColumns("n.csv", ("x", _ => 0), ("y", _ => 0), ("z", row => 1 + 0.003 * At("noise", row)));
        Assert.Equal(0, (await JsonAsync("steps", "--input", file, "--accel", "x,y,z", "--rate", "100"))
            .GetProperty("steps").GetInt64());
        (int exit, _, string error) = await RunAsync("steps", "--input", file, "--accel", "x,x,y", "--rate", "100");
        Assert.Equal(2, exit);
        Assert.Contains("no gravity", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hole_costs_its_own_windows_and_no_others()
    {
        var wearer = new WaveformWearer(new VitalScenario { HeartRate = 70, Variability = 0.01 }, 2);
        string file = WriteColumns("hole.csv", ("PPG", row =>
        {
            wearer.Read(row * 10_000L, out _, out int infrared);
            return row is >= 2500 and < 2700 ? double.NaN : infrared;
        }));
        JsonElement windows = (await JsonAsync("heart-rate", "--input", file, "--column", "PPG", "--rate", "100"))
            .GetProperty("windows");
        foreach (JsonElement window in windows.EnumerateArray())
        {
            double start = window.GetProperty("start").GetDouble();
            bool accepted = window.GetProperty("accepted").GetBoolean();
            if (start + 8 is > 27 and < 30) Assert.False(accepted, $"{start}");
            if (start is >= 4 and <= 16 or >= 30) Assert.True(accepted, $"{start}");
        }
    }

    private static double At(string nothing, int row)
    {
        // A repeatable noise: the linear congruence of Numerical Recipes, upper bits.
        double Noise(int i) => ((unchecked((uint)i * 1664525u + 1013904223u) * 22695477u) >> 8) / (double)(1 << 24) - 0.5;
        return nothing switch
        {
            "nan" => double.NaN,
            "flat" => 0.7,
            "zero" => 0,
            "rail" => 5,
            // A contact that comes and goes.
            "steps" => row / 700 % 2,
            "noise" => Noise(row),
            "hum" => Math.Sin(2 * Math.PI * 50 * row / 100.0 + 0.3) + 0.01 * Noise(row),
            _ => row * 0.001,
        };
    }

    private static void AllRefused(JsonElement json, string name, int count)
    {
        JsonElement[] windows = [.. json.GetProperty("windows").EnumerateArray()];
        Assert.Equal(count, windows.Length);
        Assert.All(windows, window =>
        {
            Assert.Equal(JsonValueKind.Null, window.GetProperty(name).ValueKind);
            Assert.False(window.GetProperty("accepted").GetBoolean());
            Assert.Equal(0, window.GetProperty("quality").GetInt32());
            Assert.NotEqual("", window.GetProperty("reason").GetString());
        });
    }
}
