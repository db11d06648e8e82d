using System.Globalization;
using EdgeVitals.Gateway.Alarms;
using EdgeVitals.Gateway.Wearers;

namespace EdgeVitals.Gateway.Screens;

/// <summary>Words and numbers as the pages write them.</summary>
public static class PageText
{
    /// <summary>Stands on every page.</summary>
    public const string NoMedicalDevice = "No medical device. Not for primary alarming.";

    /// <summary>Stands where a value would, when there is none that counts.</summary>
    public const string NoReading = "no reading";

    /// <summary>A value, or <see cref="NoReading"/>: never the number of before.</summary>
    public static string Value(Reading reading, int decimals) => reading.IsValid
        ? reading.Value.ToString("F" + decimals, CultureInfo.InvariantCulture) : NoReading;

    /// <summary>How good a value is and, above a minute, how old; or why there is none, and for how long.
    /// </summary>
    public static string Note(Reading reading, long nowMicros) =>
        !reading.IsValid && reading.MissingSince > 0
            ? $"{reading.Missing}, {OtherReading.Age(nowMicros - reading.MissingSince)}"
        : !reading.IsValid ? reading.Missing
        // A window of each hour is no fault, but nobody may take it for the present.
        : nowMicros - reading.UtcMicros > UtcMicros.PerMinute
            ? $"quality {reading.Quality} %, {OtherReading.Age(nowMicros - reading.UtcMicros)} old"
        : $"quality {reading.Quality} %";

    /// <summary>Where an episode stands. One that ended with its signal does not say that the value is back.</summary>
    public static string State(Episode episode)
    {
        ArgumentNullException.ThrowIfNull(episode);
        bool isKnown = episode.AcknowledgedMicros > 0;
        return episode.IsOpen ? isKnown ? "open, acknowledged" : "open"
            : (episode.IsSignalLost ? "ended, signal lost" : "ended") + (isKnown ? "" : ", not acknowledged");
    }

    /// <summary>An exact time, UTC.</summary>
    public static string Time(long micros) =>
        micros == 0 ? "never" : UtcMicros.ToInstant(micros).ToString("yyyy-MM-dd HH:mm:ss") + " UTC";

    /// <summary>Points of a line through samples, for a 300 by 60 drawing.</summary>
    public static string Points(int[] samples)
    {
        if (samples.Length < 2)
        {
            return "";
        }
        double low = samples.Min(), span = Math.Max(1, samples.Max() - low);
        return string.Join(' ', samples.Select((s, i) =>
            $"{300.0 * i / (samples.Length - 1):F1},{58 - (56 * (s - low) / span):F1}"));
    }
}
