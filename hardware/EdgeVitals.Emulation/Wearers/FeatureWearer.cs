using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// A virtual person at the level of hourly means: cheap enough for cohorts of thousands over years. Deterministic:
/// the hour is a pure function of (profile, seed, hour). Safe to read from several threads.
/// </summary>
/// <remarks>Shares no code with what judges it (EdgeVitals.Signals and the detectors). All numbers are in
/// <see cref="WearerParameters"/>.</remarks>
public sealed class FeatureWearer
{
    private readonly WearerProfile profile;
    private readonly SeededNoise noise;
    private readonly DayState?[] latest = new DayState?[2];

    /// <param name="profile">The person; see <see cref="WearerProfile.Draw"/>.</param>
    /// <param name="seed">Seed of the person's days; the same seed as the profile's is fine.</param>
    public FeatureWearer(WearerProfile profile, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(profile);
        this.profile = profile;
        noise = new SeededNoise(seed);
    }

    /// <summary>The person.</summary>
    public WearerProfile Profile => profile;

    /// <summary>The hour that begins <paramref name="hourIndex"/> hours after 1970-01-01T00:00Z; not negative.
    /// </summary>
    public HourlyTruth At(int hourIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hourIndex);
        DayState day = DayOf(hourIndex / 24);
        if (!day.Worn)
        {
            return default;
        }
        int hour = hourIndex % 24;
        double phase = 2 * Math.PI
            * (hour + 0.5 - WearerParameters.CircadianPeakHour - day.ClockShift) / 24;
        double circadian = Math.Cos(phase);
        double heartRate = day.HeartRate
            + WearerParameters.HeartRateCircadianAmplitude * circadian
            + WearerParameters.HeartRatePerStepAMinute * day.Steps[hour] / 60.0
            + WearerParameters.HeartRateMinuteNoise / Math.Sqrt(60) * noise.Normal(Streams.HeartRateHour, hourIndex)
            + ConfoundersAt(day, hour);
        double temperature = day.Temperature
            + WearerParameters.TemperatureCircadianAmplitude * circadian
            + WearerParameters.TemperatureHourNoise * noise.Normal(Streams.TemperatureHour, hourIndex);
        double respiration = day.RespiratoryRate
            + WearerParameters.RespirationHourNoise * noise.Normal(Streams.RespirationHour, hourIndex);
        double spo2 = Math.Min(WearerParameters.SpO2Ceiling,
            day.SpO2 + WearerParameters.SpO2HourNoise * noise.Normal(Streams.SpO2Hour, hourIndex));
        return new HourlyTruth(true, Scaled(heartRate, 10), Scaled(spo2, 10), Scaled(temperature, 1000),
            Scaled(respiration, 10), day.Steps[hour]);
    }

    private static double ConfoundersAt(DayState day, int hour)
    {
        bool alcohol = (hour >= 21 && day.AlcoholTonight) || (hour < 6 && day.AlcoholLastNight);
        bool stress = day.Stress && hour is >= 8 and < 20;
        return (alcohol ? WearerParameters.AlcoholHeartRate : 0) + (stress ? WearerParameters.StressHeartRate : 0);
    }

    private static int Scaled(double value, int scale) => (int)Math.Round(value * scale);

    /// <summary>Replays read hours in order, so the latest two days are kept; a lost race computes a day again.
    /// </summary>
    private DayState DayOf(int day)
    {
        DayState? known = Volatile.Read(ref latest[day & 1]);
        if (known is null || known.Day != day)
        {
            known = new DayState(profile, noise, day);
            Volatile.Write(ref latest[day & 1], known);
        }
        return known;
    }
}
