namespace EdgeVitals.Pi.Signals;

/// <summary>What a channel shows.</summary>
public enum SignalKind
{
    /// <summary>Electrocardiogram: beats are R peaks.</summary>
    Ecg = 1,

    /// <summary>Pulse wave of light or pressure: beats are systolic peaks.</summary>
    Pulse = 2,
}

/// <summary>Tells the kind of a channel by its name and unit.</summary>
public static class SignalKinds
{
    // Names in the PhysioNet databases, phone recordings and our own boards.
    private static readonly string[] PulseParts = ["pleth", "ppg", "pulse", "infrared", "abp", "spo2", "bvp"];

    // Too short to be looked for inside of words: "Heart" has an "art".
    private static readonly string[] PulseWords = ["art", "ir", "red", "green", "bp"];
    private static readonly string[] PulseNames = ["r", "g", "b", "p1", "p2"];

    private static readonly string[] LeadNames =
    [
        "I", "II", "III", "aVR", "aVL", "aVF", "AVR", "V", "V1", "V2", "V3", "V4", "V5", "V6", "MLI", "MLII", "MLIII",
        "MCL1",
    ];

    /// <summary>The kind by name and unit, or the other one where they say nothing.</summary>
    public static SignalKind Of(string name, string unit, SignalKind otherwise)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(unit);
        string plain = name.Split('[')[0].Trim();
        string[] words = plain.Split([' ', '_', '-', '.', '/', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
        // The name of an ECG says so; the unit may be a writer's default and comes last.
        if (IsLead(plain, words)) return SignalKind.Ecg;
        bool pulse = unit.Equals("mmHg", StringComparison.OrdinalIgnoreCase)
            || Array.Exists(PulseParts, part => plain.Contains(part, StringComparison.OrdinalIgnoreCase))
            || Array.Exists(PulseNames, name => plain.Equals(name, StringComparison.OrdinalIgnoreCase))
            || Array.Exists(words, word => PulseWords.Contains(word, StringComparer.OrdinalIgnoreCase));
        return pulse ? SignalKind.Pulse : unit is "mV" or "uV" or "µV" ? SignalKind.Ecg : otherwise;
    }

    private static bool IsLead(string plain, string[] words) =>
        plain.Contains("ecg", StringComparison.OrdinalIgnoreCase)
        || plain.Contains("ekg", StringComparison.OrdinalIgnoreCase)
        || words.Contains("lead", StringComparer.OrdinalIgnoreCase)
        || Array.Exists(LeadNames, lead => plain.Equals(lead, StringComparison.OrdinalIgnoreCase));
}
