using EdgeVitals.Emulation.Recordings;
using EdgeVitals.Pi.Signals;

namespace EdgeVitals.Benchmarks.Signals;

/// <summary>Where recordings and reference values are: EDGEVITALS_DATA and EDGEVITALS_REFERENCE, or shared/data and
/// shared/reference beside the repository.</summary>
internal static class RecordingFolder
{
    /// <summary>Folder of the recordings.</summary>
    public static string Data { get; } = Of("EDGEVITALS_DATA", "data");

    /// <summary>Folder of the reference values.</summary>
    public static string Reference { get; } = Of("EDGEVITALS_REFERENCE", "reference");

    /// <summary>Path of a recording, or nothing.</summary>
    public static string? Find(string relative)
    {
        string path = Path.Combine(Data, relative);
        return File.Exists(path) || Directory.Exists(path) ? path : null;
    }

    /// <summary>A signal of a WFDB record by name or index.</summary>
    public static SignalChannel Channel(string header, string signal)
    {
        WfdbRecord record = WfdbRecord.Load(header);
        return SignalChannel.Of(record, record.Find(signal));
    }

    /// <summary>A column of separated text.</summary>
    public static SignalChannel Column(string file, string column) => SignalChannel.Of(
        CsvRecording.Load(file, new CsvReading { Channels = [column] }).Signal(column));

    private static string Of(string variable, string name)
    {
        string? set = Environment.GetEnvironmentVariable(variable);
        if (!string.IsNullOrEmpty(set)) return set;
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EdgeVitals.sln")))
        {
            folder = folder.Parent;
        }
        return Path.Combine(folder?.FullName ?? ".", "..", "shared", name);
    }
}
