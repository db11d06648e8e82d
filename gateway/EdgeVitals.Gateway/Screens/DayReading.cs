using System.Globalization;
using EdgeVitals.Gateway.Wearers;
using EdgeVitals.Signals;

namespace EdgeVitals.Gateway.Screens;

/// <summary>One feature of a day as the card writes it. The number is that of <see cref="JudgedDay"/>, the one that is
/// scored and contributed; only its wording is made here.</summary>
/// <param name="Name">As in <see cref="DailyFeatures.Names"/>.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Value">The feature; NaN for none.</param>
/// <param name="Text">Number and unit, or "no reading".</param>
/// <param name="Note">Deviations from the wearer's own normal, or why there is no reading.</param>
public sealed record DayReading(string Name, string Title, double Value, string Text, string Note)
{
    private static readonly (string Title, int Decimals, string Unit)[] Words =
    [
        ("Resting heart rate", 0, "/min"), ("Mean heart rate", 0, "/min"), ("Temperature", 1, "°C"), ("SpO₂", 0, "%"),
        ("Respiration", 0, "/min"), ("Steps", 0, ""),
    ];

    /// <summary>The lines of a card.</summary>
    public static List<DayReading> Of(JudgedDay day)
    {
        ArgumentNullException.ThrowIfNull(day);
        return [.. DailyFeatures.Names.Select((name, i) => Of(day, i, name))];
    }

    private static DayReading Of(JudgedDay day, int feature, string name)
    {
        (string title, int decimals, string unit) = Words[feature];
        double value = day.Raw[feature];
        if (double.IsNaN(value))
        {
            return new DayReading(name, title, value, PageText.NoReading, day.Missing[feature]);
        }
        // Steps are modelled as a logarithm; nobody reads one.
        double shown = feature == DailyFeatures.LogSteps ? Math.Exp(value) - 1 : value;
        string note = !day.HasBaseline ? "" : !day.HasBaselineOf(feature) ? "no baseline"
            : day.Standardised[feature].ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " of own deviation";
        string number = shown.ToString("F" + decimals, CultureInfo.InvariantCulture);
        return new DayReading(name, title, value, unit.Length > 0 ? $"{number} {unit}" : number, note);
    }
}
