using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>What stays with one virtual person: levels, habits, and whether and when the person falls ill.</summary>
public sealed record WearerProfile
{
    /// <summary>Basal heart rate, /min.</summary>
    public required double HeartRate { get; init; }

    /// <summary>Mean body temperature, °C.</summary>
    public required double Temperature { get; init; }

    /// <summary>Mean oxygen saturation, %.</summary>
    public required double SpO2 { get; init; }

    /// <summary>Mean respiratory rate, /min.</summary>
    public required double RespiratoryRate { get; init; }

    /// <summary>Mean steps of a healthy day.</summary>
    public required double DailySteps { get; init; }

    /// <summary>Shift of the person's clock, hours later than the mean; may be negative.</summary>
    public required double ChronotypeHours { get; init; }

    /// <summary>True for a person whose illness shows.</summary>
    public required bool IsResponder { get; init; }

    /// <summary>Peak of this person's fever, °C above the usual; nothing for a person whose illness does not show.
    /// </summary>
    public required double FeverPeak { get; init; }

    /// <summary>Peak rise of this person's respiration, /min.</summary>
    public required double RespirationPeak { get; init; }

    /// <summary>Median RMSSD at rest, ms.</summary>
    public double Rmssd { get; init; } = WearerParameters.RmssdMedian;

    /// <summary>Fall of this person's RMSSD at the peak of an illness, as a fraction.</summary>
    public double RmssdDrop { get; init; }

    /// <summary>First day of symptoms, days since 1970-01-01 UTC; none for a healthy person.</summary>
    public int? OnsetDay { get; init; }

    /// <summary>Draws a person. The same seed gives the same person, with or without an onset.</summary>
    public static WearerProfile Draw(ulong seed, int? onsetDay = null)
    {
        var noise = new SeededNoise(seed);
        const int stream = Streams.Profile;
        return new WearerProfile
        {
            HeartRate = noise.Uniform(
                stream, 0, WearerParameters.BasalHeartRateLow, WearerParameters.BasalHeartRateHigh),
            Temperature = WearerParameters.TemperatureMean
                + WearerParameters.TemperatureBetweenSd * noise.Normal(stream, 1),
            SpO2 = WearerParameters.SpO2Mean + WearerParameters.SpO2BetweenSd * noise.Normal(stream, 2),
            RespiratoryRate = WearerParameters.RespirationMean
                + WearerParameters.RespirationBetweenSd * noise.Normal(stream, 3),
            DailySteps = Math.Max(WearerParameters.StepsFloor,
                WearerParameters.StepsMean + WearerParameters.StepsBetweenSd * noise.Normal(stream, 4)),
            ChronotypeHours = noise.Uniform(
                stream, 5, -WearerParameters.ChronotypeHours, WearerParameters.ChronotypeHours),
            IsResponder = noise.Chance(stream, 6, WearerParameters.ResponderShare),
            FeverPeak = noise.Uniform(stream, 7, WearerParameters.FeverLow, WearerParameters.FeverHigh),
            RespirationPeak = noise.Uniform(
                stream, 8, WearerParameters.TachypneaLow, WearerParameters.TachypneaHigh),
            Rmssd = WearerParameters.RmssdMedian
                * Math.Exp(WearerParameters.RmssdBetweenLogSd * noise.Normal(stream, 9)),
            RmssdDrop = noise.Uniform(stream, 10, WearerParameters.RmssdDropLow, WearerParameters.RmssdDropHigh),
            OnsetDay = onsetDay,
        };
    }
}
