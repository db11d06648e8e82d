using System.Text.Json;

namespace EdgeVitals.Benchmarks.Signals;

/// <summary>Figures of public detectors, from EDGEVITALS_REFERENCE/signals/anchors.json.</summary>
internal sealed class Anchors
{
    private readonly JsonElement root;

    private Anchors(JsonElement root) => this.root = root;

    /// <summary>The file's content, or empty where it is absent.</summary>
    public static Anchors Load()
    {
        string path = Path.Combine(RecordingFolder.Reference, "signals", "anchors.json");
        using JsonDocument document = JsonDocument.Parse(File.Exists(path) ? File.ReadAllText(path) : "{}");
        return new Anchors(document.RootElement.Clone());
    }

    /// <summary>A figure by its path in the file, or NaN.</summary>
    public double Of(params string[] path)
    {
        JsonElement at = root;
        foreach (string name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at)) return double.NaN;
        }
        return at.ValueKind == JsonValueKind.Number ? at.GetDouble() : double.NaN;
    }

    /// <summary>Sensitivity and positive predictivity of a detector.</summary>
    public string Beats(params string[] path) => SignalRow.Pair(Of([.. path, "Se"]), Of([.. path, "PPV"]));
}
