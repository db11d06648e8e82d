namespace EdgeVitals.Signals;

/// <summary>One wearer's bins by channel, as <see cref="DailyFeatures.Compute(int, DailyBins)"/> and
/// <see cref="HourlyFeatures.Compute(long, DailyBins, HourIntervals?)"/> take them.</summary>
/// <remarks>Bins may reach outside the day and may overlap (minute bins of a waveform device over an hourly mean):
/// the shorter bin speaks for a minute. An absent channel is an empty list.</remarks>
public sealed record DailyBins
{
    /// <summary>Heart rate of the oximeter, /min.</summary>
    public IReadOnlyList<FeatureBin> HeartRate { get; init; } = [];

    /// <summary>Heart rate of the electrocardiogram, /min: counts in the minutes that have none of the oximeter.
    /// </summary>
    public IReadOnlyList<FeatureBin> EcgHeartRate { get; init; } = [];

    /// <summary>Oxygen saturation, %.</summary>
    public IReadOnlyList<FeatureBin> SpO2 { get; init; } = [];

    /// <summary>Body temperature, °C.</summary>
    public IReadOnlyList<FeatureBin> BodyTemperature { get; init; } = [];

    /// <summary>Respiratory rate, /min.</summary>
    public IReadOnlyList<FeatureBin> RespiratoryRate { get; init; } = [];

    /// <summary>Respiratory rate of the electrocardiogram, /min: fused with the other in the minutes that have both.
    /// </summary>
    public IReadOnlyList<FeatureBin> EcgRespiratoryRate { get; init; } = [];

    /// <summary>Steps, counted over each sample's period: count in the hours that have a heart rate.</summary>
    public IReadOnlyList<FeatureBin> Steps { get; init; } = [];

    /// <summary>What the devices say of the heart rate's time; null where that is not known.</summary>
    public ChannelCoverage? HeartRateCoverage { get; init; }

    /// <summary>The same of the oxygen saturation.</summary>
    public ChannelCoverage? SpO2Coverage { get; init; }

    /// <summary>The same of the body temperature.</summary>
    public ChannelCoverage? BodyTemperatureCoverage { get; init; }

    /// <summary>The same of the respiratory rate.</summary>
    public ChannelCoverage? RespiratoryRateCoverage { get; init; }

    /// <summary>The same of the steps.</summary>
    public ChannelCoverage? StepsCoverage { get; init; }
}
