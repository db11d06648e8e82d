using EdgeVitals.Gateway.Wearers;

namespace EdgeVitals.Gateway.Screens;

/// <summary>Words and numbers as the pages write them.</summary>
internal static class PageText
{
    public const string NoMedicalDevice = "No medical device. Not for primary alarming.";

    /// <summary>A value, or N/A where there is none that counts.</summary>
    public static string Value(Reading reading, int decimals) =>
        reading.IsValid ? reading.Value.ToString("F" + decimals) : "N/A";

    /// <summary>Why there is no value, or how good it is.</summary>
    public static string Note(Reading reading) =>
        reading.IsValid ? $"quality {reading.Quality} %" : reading.Missing;

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
