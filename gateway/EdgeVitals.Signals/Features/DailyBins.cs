namespace EdgeVitals.Signals;

/// <summary>One wearer's bins by channel, as <see cref="DailyFeatures.Compute(int, DailyBins)"/> takes them.</summary>
/// <remarks>Bins may reach outside the day and may overlap (minute bins of a waveform device over an hourly mean):
/// the shorter bin speaks for a minute. An absent channel is an empty list.</remarks>
public sealed record DailyBins
{
    /// <summary>Heart rate, /min.</summary>
    public IReadOnlyList<FeatureBin> HeartRate { get; init; } = [];

    /// <summary>Oxygen saturation, %.</summary>
    public IReadOnlyList<FeatureBin> SpO2 { get; init; } = [];

    /// <summary>Body temperature, °C.</summary>
    public IReadOnlyList<FeatureBin> BodyTemperature { get; init; } = [];

    /// <summary>Respiratory rate, /min.</summary>
    public IReadOnlyList<FeatureBin> RespiratoryRate { get; init; } = [];

    /// <summary>Steps, counted over each sample's period.</summary>
    public IReadOnlyList<FeatureBin> Steps { get; init; } = [];
}
