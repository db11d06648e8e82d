using System.Globalization;
using EdgeVitals.Cloud.Publication;

namespace EdgeVitals.Cloud.Dashboard;

/// <summary>How figures are written on the pages.</summary>
internal static class Figures
{
    private const string Minus = "\u2212";

    /// <summary>A share in per cent with one decimal and a true minus sign; a dash where there is none.</summary>
    internal static string Percent(double? share) => share is { } s
        ? Signed((s * 100).ToString("0.0", CultureInfo.InvariantCulture)) + "\u00a0%"
        : "–";

    /// <summary>Three significant digits.</summary>
    internal static string Three(double value) => value.ToString(
        Math.Abs(value) is >= 1000 or < 0.001 ? "0.00e0" : "0.####", CultureInfo.InvariantCulture);

    internal static string Date(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    internal static string Short(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string Instant(DateTimeOffset? instant) =>
        instant?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>What the width of the interval allows a reader to say.</summary>
    internal static string Reading(PublishedEstimate e) => (e.Lower, e.Upper) switch
    {
        ( > 0, _) => "Zero lies outside the interval: noise and chance alone do not explain this day.",
        (_, < 0) => "The whole interval lies below zero, which noise does about once in forty days.",
        (_, > 0.5) => "The interval is too wide to tell few from many: more gateways or more days are needed.",
        _ => "Zero lies inside the interval: this day alone does not show that anybody was elevated.",
    };

    private static string Signed(string text) =>
        text == "-0.0" ? "0.0" : text.Replace("-", Minus, StringComparison.Ordinal);
}
