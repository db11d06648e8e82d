namespace EdgeVitals.Cloud.Publication;

/// <summary>
/// One published number with its interval, or a coded reason why there is none. Value and interval are the signed,
/// unclipped ones: a detector that saw zero for every negative day would find cases that never were.
/// </summary>
public sealed record PublishedEstimate
{
    /// <summary>A name of <see cref="Measures"/>.</summary>
    public required string Measure { get; init; }

    /// <summary>The day that the data are of; of a pooled number the newest of its days.</summary>
    public required DateOnly EventDay { get; init; }

    /// <summary>The day that the number was published.</summary>
    public required DateOnly IssueDay { get; init; }

    /// <summary>The instant of its publication.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>How many data days are in it: 1, or more where pooled.</summary>
    public required int Days { get; init; }

    /// <summary>How many gateways are in it (a pooled number: the mean over its days, rounded).</summary>
    public required int Gateways { get; init; }

    /// <summary>Places for wearers, a fixed cap for each gateway, taken or not: the denominator of a share.</summary>
    public required long Places { get; init; }

    /// <summary>Variance of the privacy noise in the numerator, in wearers squared.</summary>
    public required double NoiseVariance { get; init; }

    /// <summary>The estimated share, or null where blank.</summary>
    public double? Value { get; init; }

    /// <summary>Lower end of the 95 % interval, sampling and privacy noise together.</summary>
    public double? Lower { get; init; }

    /// <summary>Upper end of the 95 % interval.</summary>
    public double? Upper { get; init; }

    /// <summary>Half the interval's width, or null where blank.</summary>
    public double? HalfWidth => (Upper - Lower) / 2;

    /// <summary>A code of <see cref="BlankReason"/>, or empty where there is a value.</summary>
    public string Blank { get; init; } = "";
}

/// <summary>What is estimated.</summary>
public static class Measures
{
    /// <summary>
    /// Share of places with a wearer who participates: wore the device, and consents to the task, and has a
    /// baseline. A gateway sums everybody else as zero, so this is less than the share of devices worn.
    /// </summary>
    public const string Participation = "participation";

    /// <summary>Share of places with a participating wearer whose vitals were elevated that day.</summary>
    public const string ElevatedShare = "elevated-share";

    /// <summary>
    /// Share of the wearers counted by <see cref="Participation"/> whose vitals were elevated that day.
    /// </summary>
    public const string ElevatedRate = "elevated-rate";

    /// <summary>Every measure of one day.</summary>
    public static IReadOnlyList<string> Daily { get; } = [Participation, ElevatedShare, ElevatedRate];

    /// <summary>The name of a daily measure's mean over the available days.</summary>
    public static string Pooled(string daily) => daily + "-pooled";
}

/// <summary>Why a number is blank. The code is stored; the text is for people.</summary>
public static class BlankReason
{
    /// <summary>Fewer gateways than the minimum cohort contributed.</summary>
    public const string TooFewGateways = "too-few-gateways";

    /// <summary>The round was never opened, because the program did not run in its window.</summary>
    public const string RoundMissed = "round-missed";

    /// <summary>The task's definition changed while the round was open.</summary>
    public const string TaskChanged = "task-changed";

    /// <summary>The noise alone could explain the number of wearers: every rate among them would be possible.</summary>
    public const string TooFewWorn = Surveillance.DailySurveillance.TooFewWorn;

    /// <summary>The sentence for a code.</summary>
    public static string Text(string code) => code switch
    {
        "" => "",
        TooFewGateways => "too few gateways contributed",
        RoundMissed => "no round was opened for this day",
        TooFewWorn => "too few wearers stand out of the privacy noise to divide by",
        TaskChanged => "the task's definition changed while its round was open",
        _ => code,
    };
}
