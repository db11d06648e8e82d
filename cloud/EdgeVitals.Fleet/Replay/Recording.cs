using EdgeVitals.Emulation.Recordings;

namespace EdgeVitals.Fleet.Replay;

/// <summary>A real recording that an emulated oximeter can look at, with the reference that judges the result.</summary>
/// <param name="Name">Name in device ids and results.</param>
/// <param name="Pulse">The pulse wave.</param>
/// <param name="Polarity">Which way it points.</param>
/// <param name="Reference">Heart rate from another sensor.</param>
/// <param name="IsAligned">Whether reference and pulse share their time axis.</param>
/// <param name="Limit">Largest mean absolute error in /min, or null.</param>
public sealed record Recording(
    string Name, RecordedSignal Pulse, PulsePolarity Polarity, ReferenceHeartRate Reference, bool IsAligned,
    double? Limit)
{
    /// <summary>
    /// Phone recordings that are replayed beside bidmc01: the first three, since each is a device of its own and the
    /// demonstration shares two cores with a whole fleet.
    /// </summary>
    private const int PhoneRecordings = 3;

    /// <summary>The recordings that a folder holds.</summary>
    /// <exception cref="RecordingFormatException">A recording is there and damaged.</exception>
    /// <exception cref="FileNotFoundException">The folder holds none that is known.</exception>
    public static IReadOnlyList<Recording> In(string folder)
    {
        List<Recording> found = [];
        string bidmc = Path.Combine(folder, "bidmc01", "bidmc_01_Signals.csv");
        if (File.Exists(bidmc)) found.Add(Bidmc(bidmc));
        string phones = Path.Combine(folder, "welltory-ppg", "data");
        if (Directory.Exists(phones))
        {
            found.AddRange(Directory.EnumerateDirectories(phones).Order(StringComparer.Ordinal)
                .Take(PhoneRecordings).Select(Phone));
        }

        return found.Count > 0 ? found : throw new FileNotFoundException(
            "a folder with bidmc01/bidmc_01_Signals.csv or welltory-ppg/data");
    }

    /// <summary>What the reference is, in words.</summary>
    public string ReferenceName => IsAligned ? "against the recording's own ECG" : "mean against the chest strap's";

    private static Recording Bidmc(string path)
    {
        CsvRecording csv = CsvRecording.Load(path);
        return new Recording(
            "bidmc01", csv.Signal("PLETH"), PulsePolarity.RisesWithVolume,
            ReferenceHeartRate.FromEcg(csv.Signal("II")), IsAligned: true, Limit: 3);
    }

    private static Recording Phone(string folder)
    {
        CsvRecording csv = CsvRecording.Load(Path.Combine(folder, "PPG.csv"));
        return new Recording(
            $"welltory-{Path.GetFileName(folder).Replace("subject_", "", StringComparison.Ordinal)}",
            csv.Signal("R"), PulsePolarity.FallsWithVolume,
            ReferenceHeartRate.FromIntervals(Path.Combine(folder, "RR.txt")), IsAligned: false, Limit: null);
    }
}
