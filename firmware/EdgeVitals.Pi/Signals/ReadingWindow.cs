using EdgeVitals.Wire;

namespace EdgeVitals.Pi.Signals;

/// <summary>One window of a value that may be withheld.</summary>
/// <param name="Start">Its beginning, s from the recording's start.</param>
/// <param name="Value">The value, or none.</param>
/// <param name="Quality">0..100.</param>
/// <param name="Reason">Why there is no value; empty with one.</param>
public readonly record struct ReadingWindow(double Start, double? Value, int Quality, string Reason)
{
    /// <summary>True when there is a value.</summary>
    public bool Accepted => Value is not null;

    /// <summary>From a meter's tenths, quality and gap.</summary>
    public static ReadingWindow Of(double start, int tenths, int quality, int gap) => gap == 0 && tenths > 0
        ? new ReadingWindow(start, tenths / 10.0, quality, "")
        : new ReadingWindow(start, null, 0, GapReason.Text(gap == 0 ? GapReason.LowQuality : gap));
}
