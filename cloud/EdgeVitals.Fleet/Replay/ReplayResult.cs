namespace EdgeVitals.Fleet.Replay;

/// <summary>A replayed recording, judged by its own reference.</summary>
/// <param name="Recording">Name of the recording.</param>
/// <param name="Reference">What the reference is.</param>
/// <param name="MeanAbsoluteError">
/// Of the gateway's heart rate, /min: second by second where the reference is aligned in time, of the mean where it
/// is not; null when there was no reading.
/// </param>
/// <param name="Limit">Largest error that passes, /min; null where the figure is only reported.</param>
/// <param name="Readings">Seconds with a heart rate at the gateway.</param>
/// <param name="Coverage">Share of the replayed seconds that have one.</param>
/// <param name="SpO2Readings">Saturations at the gateway; a one-channel recording must give none.</param>
public sealed record ReplayResult(
    string Recording, string Reference, double? MeanAbsoluteError, double? Limit, int Readings, double Coverage,
    int SpO2Readings)
{
    /// <summary>What is not as it should be, or null.</summary>
    public string? Shortfall()
    {
        if (SpO2Readings > 0) return $"{Recording}: {SpO2Readings} saturations from a recording of one colour";
        if (Limit is not double limit) return null;
        if (MeanAbsoluteError is not double error) return $"{Recording}: no heart rate reached the gateway";
        return error <= limit ? null : $"{Recording}: heart rate is {error:0.0} /min off, at most {limit} are allowed";
    }

    /// <summary>The result as one line of text.</summary>
    public override string ToString() =>
        $"{Recording}: heart rate {(MeanAbsoluteError is double e ? $"{e:0.00} /min off" : "without a reading")} "
        + $"({Reference}), {Readings} readings, coverage {Coverage:P0}, "
        + (SpO2Readings == 0 ? "SpO2 no reading" : $"{SpO2Readings} SpO2 readings");
}
