using EdgeVitals.Signals;

namespace EdgeVitals.Gateway.Wearers;

/// <summary>The newest sample of a channel.</summary>
/// <param name="Value">In the channel's unit; NaN when there is none that counts.</param>
/// <param name="UtcMicros">End of the sample's time, UTC micros.</param>
/// <param name="Quality">0..100.</param>
/// <param name="Missing">Why there is no value ("not worn", "low quality", ...), or empty.</param>
public readonly record struct Reading(double Value, long UtcMicros, int Quality, string Missing)
{
    /// <summary>Since when there is no value, UTC micros; 0 where there is one.</summary>
    public long MissingSince { get; init; }

    /// <summary>True for a value that is older than three of its own periods and a minute: it is not live, though not
    /// yet stale.</summary>
    public bool IsAged { get; init; }

    /// <summary>No sample has come yet.</summary>
    public static Reading None => new(double.NaN, 0, 0, "no data");

    /// <summary>True when the value may be shown and may raise an alarm.</summary>
    public bool IsValid => !double.IsNaN(Value);
}

/// <summary>One sample as the alarms see it.</summary>
/// <param name="UtcMicros">End of the sample's time, UTC micros.</param>
/// <param name="PeriodMicros">Time that it stands for, µs.</param>
/// <param name="Value">In the channel's unit; NaN when it does not count.</param>
public readonly record struct AlarmSample(long UtcMicros, long PeriodMicros, double Value);

/// <summary>A wearer as the screens show one.</summary>
/// <param name="Ordinal">Order of enrolment.</param>
/// <param name="Id">Id inside the building.</param>
/// <param name="Name">Name.</param>
/// <param name="HeartRate">/min.</param>
/// <param name="SpO2">%.</param>
/// <param name="Temperature">°C.</param>
/// <param name="RespiratoryRate">/min.</param>
/// <param name="LastMicros">End of the newest frame, UTC micros; 0 for none.</param>
/// <param name="IsStale">True when the wearer's devices have been silent for too long.</param>
/// <param name="NotWornSince">Since when the device says that it is not worn, UTC micros; 0 when it is worn.</param>
/// <param name="Trace">The last window of the pulse wave, infrared counts.</param>
/// <param name="TraceMicros">Period of the trace, µs.</param>
public sealed record WearerView(
    long Ordinal, string Id, string Name, Reading HeartRate, Reading SpO2, Reading Temperature,
    Reading RespiratoryRate, long LastMicros, bool IsStale, long NotWornSince, int[] Trace, long TraceMicros)
{
    /// <summary>End of the trace, UTC micros; 0 for none.</summary>
    public long TraceEndMicros { get; init; }

    /// <summary>True for a trace that is no longer the present.</summary>
    public bool IsTraceAged { get; init; }

    /// <summary>Silence after which the wearer's readings are stale, µs.</summary>
    public long StaleMicros { get; init; }
}

/// <summary>A wearer's day against the wearer's own normal.</summary>
/// <param name="Day">Days since 1970-01-01.</param>
/// <param name="Raw">The six daily features, NaN where missing.</param>
/// <param name="Standardised">The same as deviations from the baseline, 0 where there is no evidence.</param>
/// <param name="WornMinutes">Minutes with a heart rate.</param>
/// <param name="HasBaseline">Whether two weeks of history stand behind the deviations.</param>
/// <param name="HasData">Whether the day has any feature at all.</param>
/// <param name="Missing">Why each feature is missing, or empty.</param>
public sealed record JudgedDay(
    int Day, double[] Raw, double[] Standardised, int WornMinutes, bool HasBaseline, bool HasData, string[] Missing)
{
    /// <summary>Days of history behind each feature; empty for none at all.</summary>
    public int[] BaselineDays { get; init; } = [];

    /// <summary>Whether a feature has the days that its deviation needs; without them the deviation is 0 and says
    /// nothing.</summary>
    public bool HasBaselineOf(int feature) =>
        HasBaseline && feature < BaselineDays.Length && BaselineDays[feature] >= Baseline.MinimumDays;
}
