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
            Scaled(respiration, 10), day.Steps[hour])
        {
            Rmssd = Scaled(RmssdOf(day, hourIndex, circadian), 10),
        };
    }

    /// <summary>The minute that begins <paramref name="minuteIndex"/> minutes after 1970-01-01T00:00Z: the minutes of
    /// an hour have its mean and its steps, walked in a row.</summary>
    public MinuteTruth MinuteAt(long minuteIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minuteIndex);
        int hour = checked((int)(minuteIndex / 60));
        HourlyTruth mean = At(hour);
        if (!mean.Worn) return default;
        int minute = (int)(minuteIndex % 60);
        int walked = Math.Clamp((int)Math.Ceiling(mean.Steps / WearerParameters.StepsOfAWalkedMinute), 1, 60);
        int first = (int)noise.Uniform(Streams.StepsMinute, hour, 0, 61 - walked);
        int place = minute - first;
        // Whole steps that add up to the hour's.
        int steps = place < 0 || place >= walked ? 0
            : (int)((place + 1L) * mean.Steps / walked - (long)place * mean.Steps / walked);
        double drift = 0;
        for (int other = 0; other < 60; other++)
        {
            drift += noise.Normal(Streams.HeartRateMinute, 60L * hour + other) / 60;
        }
        double heartRate = mean.HeartRate / 10.0
            + WearerParameters.HeartRatePerStepAMinute * (steps - mean.Steps / 60.0)
            + WearerParameters.HeartRateMinuteNoise * (noise.Normal(Streams.HeartRateMinute, minuteIndex) - drift);
        return new MinuteTruth(true, heartRate, steps);
    }

    /// <summary>The night that ends on a day (days since 1970-01-01 UTC): means of its hours 00-06.</summary>
    public NightlyTruth NightOf(int day)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(day);
        double heartRate = 0;
        double rmssd = 0;
        double respiration = 0;
        double temperature = 0;
        double spo2 = 0;
        const int hours = WearerParameters.NightEnds;
        for (int hour = day * 24; hour < day * 24 + hours; hour++)
        {
            HourlyTruth truth = At(hour);
            if (!truth.Worn) return default;
            heartRate += truth.HeartRate / 10.0 / hours;
            rmssd += truth.Rmssd / 10.0 / hours;
            respiration += truth.RespiratoryRate / 10.0 / hours;
            temperature += truth.BodyTemperature / 1000.0 / hours;
            spo2 += truth.SpO2 / 10.0 / hours;
        }
        return new NightlyTruth(true, heartRate, rmssd, respiration, temperature, spo2);
    }

    /// <summary>Why a day (days since 1970-01-01 UTC) is as it is: confounders and illness.</summary>
    public DayTruth DayAt(int day)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(day);
        return DayOf(day).Truth;
    }

    private double RmssdOf(DayState day, int hourIndex, double circadian)
    {
        int hour = hourIndex % 24;
        double log = day.LogRmssd - WearerParameters.RmssdCircadianLogAmplitude * circadian
            + WearerParameters.RmssdHourLogNoise * noise.Normal(Streams.RmssdHour, hourIndex);
        if (AlcoholAt(day, hour)) log += WearerParameters.AlcoholRmssdLog;
        if (StressAt(day, hour)) log += WearerParameters.StressRmssdLog;
        return Math.Exp(log);
    }

    private static bool AlcoholAt(DayState day, int hour) =>
        (hour >= 21 && day.AlcoholTonight) || (hour < 6 && day.AlcoholLastNight);

    private static bool StressAt(DayState day, int hour) => day.Stress && hour is >= 8 and < 20;

    private static double ConfoundersAt(DayState day, int hour) =>
        (AlcoholAt(day, hour) ? WearerParameters.AlcoholHeartRate : 0)
        + (StressAt(day, hour) ? WearerParameters.StressHeartRate : 0);

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
