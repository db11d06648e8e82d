using System.Globalization;

namespace EdgeVitals.Benchmarks.Signals;

/// <summary>One line of the report.</summary>
/// <param name="Function">What is measured.</param>
/// <param name="Data">On what: "local" for recordings at hand, "simulated" for the virtual wearer.</param>
/// <param name="Figure">Pooled over all of it.</param>
/// <param name="Worst">The worst record or condition.</param>
/// <param name="Coverage">Share of windows given a value; empty where every sample has one.</param>
/// <param name="Must">What the design asks for; empty where it asks for nothing.</param>
/// <param name="Anchor">Public detectors on public data, from the anchors' file.</param>
/// <param name="Met">Whether the must is met; nothing where there is none.</param>
internal sealed record SignalRow(string Function, string Data, string Figure, string Worst, string Coverage,
    string Must, string Anchor, bool? Met)
{
    /// <summary>A line for data that are not there.</summary>
    public static SignalRow Absent(string function, string what) =>
        new(function, "absent", $"{what} is not there", "", "", "", "", null);

    /// <summary>A figure with so many decimals; a dash for none.</summary>
    public static string Number(double value, int decimals = 2) =>
        double.IsNaN(value) ? "–" : value.ToString($"F{decimals}", CultureInfo.InvariantCulture);

    /// <summary>Sensitivity and positive predictivity.</summary>
    public static string Pair(double sensitivity, double predictivity) =>
        $"{Number(sensitivity)} / {Number(predictivity)}";
}
