using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>What one day of one wearer has: level, confounders, illness and the steps of its hours.</summary>
internal sealed class DayState
{
    /// <summary>Days that the autocorrelated level looks back: 0.4^12 is 2e-5, far below a frame's resolution.
    /// </summary>
    private const int Memory = 12;

    private static readonly double[] MemoryWeights = WeightsOf(WearerParameters.DayAutocorrelation);

    private readonly WearerProfile profile;
    private readonly SeededNoise noise;

    public DayState(WearerProfile profile, SeededNoise noise, int day)
    {
        this.profile = profile;
        this.noise = noise;
        Day = day;
        Worn = !noise.Chance(Streams.Wear, day, WearerParameters.NotWornDays);
        ClockShift = profile.ChronotypeHours;
        (double illHeartRate, double illSteps, double fever) = IllnessOf(day);
        HeartRate = profile.HeartRate + illHeartRate
            + WearerParameters.HeartRateDaySd * Level(Streams.HeartRateDay);
        Temperature = profile.Temperature + fever * profile.FeverPeak
            + WearerParameters.TemperatureDaySd * Level(Streams.TemperatureDay);
        RespiratoryRate = profile.RespiratoryRate + fever * profile.RespirationPeak
            + WearerParameters.RespirationDaySd * Level(Streams.RespirationDay);
        SpO2 = profile.SpO2 + WearerParameters.SpO2DaySd * Level(Streams.SpO2Day);
        LogRmssd = Math.Log(profile.Rmssd) + Math.Log(1 - fever * profile.RmssdDrop)
            + WearerParameters.RmssdDayLogSd * Level(Streams.RmssdDay);
        double healthySteps = profile.DailySteps + WearerParameters.StepsWithinSd * Level(Streams.StepsDay);
        Confound();
        Steps = new int[24];
        ShareSteps(Math.Max(WearerParameters.StepsFloor, healthySteps)
            * Math.Max(WearerParameters.IllnessStepsFloor, 1 + illSteps));
    }

    public int Day { get; }

    public bool Worn { get; }

    public double HeartRate { get; private set; }

    public double Temperature { get; private set; }

    public double RespiratoryRate { get; private set; }

    /// <summary>Logarithm of the day's RMSSD at rest in ms, without the hours of alcohol and stress.</summary>
    public double LogRmssd { get; private set; }

    public double SpO2 { get; }

    /// <summary>Hours that the person's day runs late.</summary>
    public double ClockShift { get; private set; }

    public bool AlcoholTonight { get; private set; }

    public bool AlcoholLastNight { get; private set; }

    public bool Stress { get; private set; }

    /// <summary>Days since a journey began, 1 on its first day; 0 without one.</summary>
    public int Travelled { get; private set; }

    public bool Vaccinated { get; private set; }

    /// <summary>What the day is made of.</summary>
    public DayTruth Truth => new(Worn, AlcoholTonight, Stress, Travelled, Vaccinated,
        profile.OnsetDay is int onset ? Day - onset : null, profile.IsResponder);

    /// <summary>Steps by hour of the day.</summary>
    public int[] Steps { get; }

    private void Confound()
    {
        AlcoholTonight = noise.Chance(Streams.Alcohol, Day, WearerParameters.AlcoholNights);
        AlcoholLastNight = noise.Chance(Streams.Alcohol, Day - 1L, WearerParameters.AlcoholNights);
        Stress = noise.Chance(Streams.Stress, Day, WearerParameters.StressDays);
        for (int back = 0; back < WearerParameters.TravelLength; back++)
        {
            if (noise.Chance(Streams.Travel, Day - back, WearerParameters.TravelDays))
            {
                double left = 1 - (double)back / WearerParameters.TravelLength;
                ClockShift += left * noise.Uniform(Streams.TravelShift, Day - back,
                    -WearerParameters.TravelShiftHours, WearerParameters.TravelShiftHours);
                LogRmssd += WearerParameters.TravelRmssdLog;
                Travelled = back + 1;
                break;
            }
        }
        Vaccinated = noise.Chance(Streams.Vaccination, Day, WearerParameters.VaccinationDays)
            || noise.Chance(Streams.Vaccination, Day - 1L, WearerParameters.VaccinationDays);
        if (Vaccinated)
        {
            RespiratoryRate += WearerParameters.VaccinationRespiration;
            LogRmssd += WearerParameters.VaccinationRmssdLog;
            HeartRate += WearerParameters.VaccinationHeartRate;
            Temperature += WearerParameters.VaccinationTemperature;
        }
    }

    /// <summary>
    /// A standard normal level whose neighbouring days correlate by ρ: x_d = √(1−ρ²) Σ ρ^k e_(d−k), an AR(1)
    /// process written as its moving average, so that no day depends on a simulated past.
    /// </summary>
    private double Level(int stream)
    {
        double level = 0;
        for (int back = 0; back < Memory; back++)
        {
            level += MemoryWeights[back] * noise.Normal(stream, Day - back);
        }
        return level;
    }

    private static double[] WeightsOf(double correlation)
    {
        double[] weights = new double[Memory];
        double squares = 0;
        for (int back = 0; back < Memory; back++)
        {
            weights[back] = Math.Pow(correlation, back);
            squares += weights[back] * weights[back];
        }
        for (int back = 0; back < Memory; back++)
        {
            weights[back] /= Math.Sqrt(squares);
        }
        return weights;
    }

    private (double HeartRate, double Steps, double FeverShare) IllnessOf(int day)
    {
        if (profile.OnsetDay is not int onset || !profile.IsResponder)
        {
            return (0, 0, 0);
        }
        int since = day - onset;
        int feverIndex = since - WearerParameters.FeverFirstDay;
        double fever = feverIndex >= 0 && feverIndex < WearerParameters.FeverCourse.Length
            ? WearerParameters.FeverCourse[feverIndex] : 0;
        foreach (IllnessRow row in WearerParameters.Illness)
        {
            if (since >= row.FirstDay && since <= row.LastDay)
            {
                return (row.HeartRate * WearerParameters.ResponderFactor,
                    row.Steps * WearerParameters.ResponderFactor, fever);
            }
        }
        return (0, 0, fever);
    }

    private void ShareSteps(double total)
    {
        int shift = (int)Math.Round(profile.ChronotypeHours);
        Span<double> shares = stackalloc double[WearerParameters.HourShares.Length];
        double sum = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            double lump = WearerParameters.StepsHourSpread * noise.Normal(Streams.StepsHour, Day * 24L + i);
            shares[i] = WearerParameters.HourShares[i] * Math.Exp(lump);
            sum += shares[i];
        }
        for (int i = 0; i < shares.Length; i++)
        {
            int hour = Math.Clamp(WearerParameters.WakeHour + i + shift, 0, 23);
            Steps[hour] += (int)Math.Round(total * shares[i] / sum);
        }
    }
}
