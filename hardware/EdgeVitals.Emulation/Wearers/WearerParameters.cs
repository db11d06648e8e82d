namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// Every number of the virtual wearer, in one place: its days here, its waveforms in the other half of the class, since
/// together they are longer than a file may be. A figure marked "measured" comes from the wearable series of persons
/// with a known symptom onset that the detectors' targets were measured on; a test pins those, because a larger effect
/// or a smaller spread would make any detector look good. The protocol is what the project's signal design fixes for
/// every virtual cohort, pinned as well. "Published" figures name their source, "chosen" ones their
/// reason. What breaks when one changes: the golden vectors of sampling, and every figure measured on virtual wearers.
/// </summary>
public static partial class WearerParameters
{
    // Heart rate, /min.

    /// <summary>Smallest basal heart rate between persons, /min (measured).</summary>
    public const double BasalHeartRateLow = 71;

    /// <summary>Largest basal heart rate between persons, /min (measured).</summary>
    public const double BasalHeartRateHigh = 82;

    /// <summary>Day-to-day standard deviation within a person, /min (measured).</summary>
    public const double HeartRateDaySd = 3.3;

    /// <summary>Amplitude of the daily cosine, /min (measured); its peak is at <see cref="CircadianPeakHour"/>.
    /// </summary>
    public const double HeartRateCircadianAmplitude = 5.1;

    /// <summary>Rise per step a minute, /min (measured).</summary>
    public const double HeartRatePerStepAMinute = 0.27;

    /// <summary>Noise of one minute's heart rate, /min (measured); an hourly mean has 1/√60 of it.</summary>
    public const double HeartRateMinuteNoise = 5.7;

    /// <summary>Hour of the highest heart rate and temperature (chosen: mid afternoon, as body temperature's).
    /// </summary>
    public const double CircadianPeakHour = 16;

    // Steps a day.

    /// <summary>Mean steps of a healthy day over persons and days (measured).</summary>
    public const double StepsMean = 8230;

    /// <summary>Standard deviation of a healthy day's steps over persons and days (measured).</summary>
    public const double StepsSd = 2819;

    /// <summary>The part of <see cref="StepsSd"/> between persons (chosen: half of the variance).</summary>
    public const double StepsBetweenSd = 1993;

    /// <summary>The part within a person (chosen with it: √(2819² − 1993²)).</summary>
    public const double StepsWithinSd = 1993.7;

    /// <summary>Fewest steps of a day that was worn (chosen: a day in bed; keeps the normal draw positive).</summary>
    public const double StepsFloor = 300;

    /// <summary>First waking hour, before the person's own shift (chosen: a working day).</summary>
    public const int WakeHour = 7;

    /// <summary>Share of the day's steps by waking hour, before the spread (chosen: to work, at noon, home and an
    /// evening walk; the sixteenth waking hour is the last).</summary>
    public static readonly double[] HourShares = [3, 6, 4, 3, 4, 7, 5, 3, 3, 4, 8, 8, 5, 4, 2, 1];

    /// <summary>Log-scale spread of one waking hour's share of the steps (chosen: walks come in lumps).</summary>
    public const double StepsHourSpread = 0.6;

    /// <summary>Largest shift of a person's clock, hours either way (chosen: one hour keeps 00-06 UTC asleep).
    /// </summary>
    public const double ChronotypeHours = 1;

    // Temperature °C, respiration /min, oxygen saturation %.

    /// <summary>Mean temperature over persons, °C (chosen: textbook).</summary>
    public const double TemperatureMean = 36.6;

    /// <summary>Between persons, °C (chosen: persons differ as one does from day to day).</summary>
    public const double TemperatureBetweenSd = 0.2;

    /// <summary>Day-to-day within a person, °C (chosen: the protocol's).</summary>
    public const double TemperatureDaySd = 0.2;

    /// <summary>Daily swing, °C (chosen: half of the textbook's 0.5 °C between morning and evening).</summary>
    public const double TemperatureCircadianAmplitude = 0.25;

    /// <summary>Noise of an hourly mean, °C (chosen: the sensor's ±0.1 °C and its contact).</summary>
    public const double TemperatureHourNoise = 0.08;

    /// <summary>Mean respiratory rate, /min (chosen: middle of the adult 12-20).</summary>
    public const double RespirationMean = 15.5;

    /// <summary>Between persons, /min (chosen: most adults within 12-20).</summary>
    public const double RespirationBetweenSd = 1.4;

    /// <summary>Day-to-day within a person, /min (chosen: the protocol's).</summary>
    public const double RespirationDaySd = 1.0;

    /// <summary>Noise of an hourly mean, /min (chosen: half of a day's deviation).</summary>
    public const double RespirationHourNoise = 0.5;

    /// <summary>Mean oxygen saturation, % (chosen: healthy adult at low altitude).</summary>
    public const double SpO2Mean = 97.3;

    /// <summary>Between persons, % (chosen: most healthy adults within 96-98.5).</summary>
    public const double SpO2BetweenSd = 0.5;

    /// <summary>Day-to-day within a person, % (chosen: below the sensor's step of 1).</summary>
    public const double SpO2DaySd = 0.3;

    /// <summary>Noise of an hourly mean, % (chosen: below the sensor's step of 1).</summary>
    public const double SpO2HourNoise = 0.3;

    /// <summary>Largest value, % (chosen: a mean of 100 would leave no reading below it).</summary>
    public const double SpO2Ceiling = 99.5;

    // RMSSD at rest, ms: log-normal, as published norms are skewed.

    /// <summary>Median over persons, ms (published: mean of healthy adults, Nunan, Sandercock, Brodie 2010).</summary>
    public const double RmssdMedian = 42;

    /// <summary>Between persons, log scale (published: as above, 15 of 42).</summary>
    public const double RmssdBetweenLogSd = 0.35;

    /// <summary>Day-to-day within a person, log scale (chosen: the protocol's).</summary>
    public const double RmssdDayLogSd = 0.15;

    /// <summary>Daily swing, log scale; highest when the heart rate is lowest (chosen: a sixth more at
    /// night).</summary>
    public const double RmssdCircadianLogAmplitude = 0.15;

    /// <summary>Noise of an hourly value, log scale (chosen: some ten readings of a minute at rest).</summary>
    public const double RmssdHourLogNoise = 0.12;

    /// <summary>First hour after a night that begins at 00 UTC (chosen: 00-06 lies in everybody's sleep).</summary>
    public const int NightEnds = 6;

    // Days.

    /// <summary>Autocorrelation of neighbouring days, all channels (chosen: the protocol's).</summary>
    public const double DayAutocorrelation = 0.4;

    /// <summary>Days not worn at all (chosen: the protocol's).</summary>
    public const double NotWornDays = 0.08;

    // Illness, by days since onset: first day, last day, heart rate /min, steps as a fraction (measured).

    /// <summary>Share of persons with a clear response; the others show none (measured: about half).</summary>
    public const double ResponderShare = 0.5;

    /// <summary>What a responder shows of the table (chosen: twice, so that the mean over persons is the
    /// table).</summary>
    public const double ResponderFactor = 2;

    /// <summary>The table's rows (measured): first and last day since onset, heart rate in /min, steps as a
    /// fraction.</summary>
    public static readonly IllnessRow[] Illness =
    [
        new(-7, -4, 0.9, 0.13),
        new(-3, -1, 1.8, 0.10),
        new(0, 1, 3.2, -0.13),
        new(2, 4, -0.1, -0.39),
        new(5, 8, -3.1, -0.37),
        new(9, 14, -2.1, -0.16),
    ];

    /// <summary>Least steps that illness leaves, as a fraction of the day (chosen: −78 % at most by the table).
    /// </summary>
    public const double IllnessStepsFloor = 0.1;

    /// <summary>Smallest peak of fever among responders, °C (chosen: the protocol's +0.3 to 2).</summary>
    public const double FeverLow = 0.3;

    /// <summary>Largest peak of fever among responders, °C (chosen: as above).</summary>
    public const double FeverHigh = 2.0;

    /// <summary>Smallest peak rise of respiration among responders, /min (chosen: the protocol's +1 to 4).</summary>
    public const double TachypneaLow = 1;

    /// <summary>Largest peak rise of respiration among responders, /min (chosen: as above).</summary>
    public const double TachypneaHigh = 4;

    /// <summary>Smallest fall of RMSSD at the peak among responders, as a fraction (chosen: the protocol's −10 to −30
    /// %).</summary>
    public const double RmssdDropLow = 0.10;

    /// <summary>Largest fall of RMSSD at the peak among responders, as a fraction (chosen: as above).</summary>
    public const double RmssdDropHigh = 0.30;

    /// <summary>First day since onset of <see cref="FeverCourse"/> (chosen: a day before the symptoms).</summary>
    public const int FeverFirstDay = -1;

    /// <summary>Share of the peak, by day from <see cref="FeverFirstDay"/> (chosen: three days high, gone in a week).
    /// Temperature, respiration and RMSSD follow it together.</summary>
    public static readonly double[] FeverCourse = [0.3, 0.8, 1.0, 0.8, 0.5, 0.25, 0.1];

    // Confounders: what a detector must not take for illness. Rates are the protocol's, sizes chosen.

    /// <summary>Nights after alcohol (chosen: the protocol's one in seven).</summary>
    public const double AlcoholNights = 1.0 / 7;

    /// <summary>Rise of the heart rate in the hours 21-06 after alcohol, /min (chosen: a moderate intake).</summary>
    public const double AlcoholHeartRate = 4;

    /// <summary>Change of RMSSD in those hours, log scale (chosen: −16 %, of the order reported for that
    /// intake).</summary>
    public const double AlcoholRmssdLog = -0.18;

    /// <summary>Days of stress (chosen: the protocol's one in fourteen).</summary>
    public const double StressDays = 1.0 / 14;

    /// <summary>Rise of the heart rate 08-20 on a day of stress, /min (chosen: one deviation).</summary>
    public const double StressHeartRate = 3;

    /// <summary>Change of RMSSD in those hours, log scale (chosen: −11 %, the withdrawn vagus of a tense
    /// day).</summary>
    public const double StressRmssdLog = -0.12;

    /// <summary>Days on which a journey begins (chosen: the protocol's one in sixty).</summary>
    public const double TravelDays = 1.0 / 60;

    /// <summary>Days that a journey shifts the body's clock (chosen: a clock follows by some two hours a
    /// day).</summary>
    public const int TravelLength = 3;

    /// <summary>Largest shift of the clock on a journey, hours (chosen: a flight over an ocean).</summary>
    public const double TravelShiftHours = 6;

    /// <summary>Change of RMSSD while the clock is shifted, log scale (chosen: −8 %, short and shallow
    /// sleep).</summary>
    public const double TravelRmssdLog = -0.08;

    /// <summary>Days of a vaccination (chosen: the protocol's one in 180).</summary>
    public const double VaccinationDays = 1.0 / 180;

    /// <summary>Rise of the heart rate on the day and the day after, /min (chosen: a mild fever's, by Liebermeister's
    /// rule).</summary>
    public const double VaccinationHeartRate = 4;

    /// <summary>Rise of the temperature on the day and the day after, °C (chosen: a mild reaction).</summary>
    public const double VaccinationTemperature = 0.6;

    /// <summary>Rise of the respiratory rate on the day and the day after, /min (chosen: half a deviation).</summary>
    public const double VaccinationRespiration = 0.5;

    /// <summary>Change of RMSSD on the day and the day after, log scale (chosen: −10 %, a mild fever's).</summary>
    public const double VaccinationRmssdLog = -0.10;

    // Minutes.

    /// <summary>Steps of a minute that is walked (chosen: a usual pace). An hour's steps are that many minutes in a
    /// row. </summary>
    public const double StepsOfAWalkedMinute = 100;
}

/// <summary>One row of the illness table.</summary>
/// <param name="FirstDay">First day since onset.</param>
/// <param name="LastDay">Last day since onset.</param>
/// <param name="HeartRate">Change of the heart rate, /min, mean over persons.</param>
/// <param name="Steps">Change of the steps, as a fraction, mean over persons.</param>
public readonly record struct IllnessRow(int FirstDay, int LastDay, double HeartRate, double Steps);
