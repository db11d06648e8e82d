using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Tests.Pi.Verbs;

/// <summary>A folder of small recordings, and the command line on them.</summary>
public abstract class VerbFolder : IDisposable
{
    private protected string Folder { get; } = Directory.CreateTempSubdirectory("signals").FullName;

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] words)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exit = await EdgeVitals.Pi.Program.RunAsync(["signals", .. words], output, error);
        return (exit, output.ToString(), error.ToString());
    }

    /// <summary>The one JSON object of a verb that ends well.</summary>
    private protected static async Task<JsonElement> JsonAsync(params string[] words)
    {
        (int exit, string output, string error) = await RunAsync([.. words, "--json"]);
        Assert.True(exit == 0, error);
        Assert.Equal("", error);
        Assert.Single(output.TrimEnd().Split('\n'));
        using JsonDocument document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }

    private protected string PathOf(string name) => Path.Combine(Folder, name);

    private protected string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    /// <summary>Columns as separated text without a time.</summary>
    private protected string WriteColumns(string name, params (string Name, Func<int, double> At)[] columns) =>
        WriteColumns(name, 60 * 100, columns);

    private protected string WriteColumns(string name, int rows, params (string Name, Func<int, double> At)[] columns)
    {
        StringBuilder text = new();
        text.AppendJoin(',', columns.Select(column => column.Name)).Append('\n');
        for (int row = 0; row < rows; row++)
        {
            text.AppendJoin(',', columns.Select(column => column.At(row).ToString("R", CultureInfo.InvariantCulture)))
                .Append('\n');
        }
        return Write(name, text.ToString());
    }

    /// <summary>A minute of a virtual wearer at 100 Hz: red, infrared, ECG in mV, and acceleration in g.</summary>
    private protected string WriteWearer(string name, VitalScenario scenario, double accelerationUnit = 1)
    {
        var wearer = new WaveformWearer(scenario, 5);
        int Light(int row, bool red)
        {
            wearer.Read(row * 10_000L, out int r, out int ir);
            return red ? r : ir;
        }

        double Axis(int row, int axis)
        {
            wearer.Read(row * 10_000L, out int x, out int y, out int z);
            return accelerationUnit * (axis == 0 ? x : axis == 1 ? y : z) / 1000.0;
        }

        return WriteColumns(name, ("red", row => Light(row, true)), ("infrared", row => Light(row, false)),
            ("ECG [mV]", row => (wearer.Microvolts(row * 10_000L, 0) - 1_650_000) / 1_100_000.0),
            ("x", row => Axis(row, 0)), ("y", row => Axis(row, 1)), ("z", row => Axis(row, 2)));
    }

    private protected static double[] Values(JsonElement windows, string name) =>
    [
        .. windows.EnumerateArray().Where(w => w.GetProperty("accepted").GetBoolean())
            .Select(w => w.GetProperty(name).GetDouble()),
    ];
}
