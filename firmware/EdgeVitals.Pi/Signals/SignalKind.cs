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
    private static readonly string[] PulseWords = ["pleth", "ppg", "pulse", "infrared", "abp", "art", "spo2", "bvp"];
    private static readonly string[] PulseNames = ["ir", "red", "green", "r", "g", "b", "bp", "p1", "p2"];

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
        bool pulse = unit.Equals("mmHg", StringComparison.OrdinalIgnoreCase)
            || Array.Exists(PulseWords, word => plain.Contains(word, StringComparison.OrdinalIgnoreCase))
            || Array.Exists(PulseNames, word => plain.Equals(word, StringComparison.OrdinalIgnoreCase));
        return pulse ? SignalKind.Pulse : IsLead(plain, unit) ? SignalKind.Ecg : otherwise;
    }

    private static bool IsLead(string plain, string unit) =>
        plain.Contains("ecg", StringComparison.OrdinalIgnoreCase)
        || plain.Contains("ekg", StringComparison.OrdinalIgnoreCase)
        || unit is "mV" or "uV" or "µV"
        || Array.Exists(LeadNames, lead => plain.Equals(lead, StringComparison.OrdinalIgnoreCase));
}
