using EdgeVitals.Wire;

namespace EdgeVitals.Signals;

/// <summary>Why a feature has no value, in a word.</summary>
public static class Missingness
{
    /// <summary>Nothing was heard of the channel.</summary>
    public const string NoData = "no data";

    /// <summary>There were values, fewer than the feature needs.</summary>
    public const string TooFew = "too few minutes";

    /// <summary>Beats are not known at all.</summary>
    public const string NoIntervals = "no intervals";

    /// <summary>The reason, or empty where the minutes suffice.</summary>
    /// <param name="minutes">Minutes with a value.</param>
    /// <param name="needed">Minutes that the feature needs.</param>
    /// <param name="coverage">What devices have said of the same time.</param>
    public static string Of(int minutes, int needed, Coverage coverage) => minutes >= needed ? ""
        // What the device says counts before the bare fact: most of a day off the wrist is "not worn".
        : coverage.MissingSeconds > coverage.MeasuredSeconds ? GapReason.Text(coverage.MainReason)
        : minutes > 0 ? TooFew : NoData;
}
