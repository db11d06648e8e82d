namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// Every number of the feature-level wearer, in one place. A figure marked "measured" comes from the wearable series
/// of persons with a known symptom onset that the detectors' targets were measured on; a test pins those, because a
/// larger effect or a smaller spread would make any detector look good. The others are "chosen", with their reason.
/// </summary>
public static class WearerParameters
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

    /// <summary>The part within a person: √(2819² − 1993²).</summary>
    public const double StepsWithinSd = 1993.7;

    /// <summary>Fewest steps of a day that was worn (chosen: a day in bed; keeps the normal draw positive).</summary>
    public const double StepsFloor = 300;

    /// <summary>First waking hour, before the person's own shift (chosen).</summary>
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

    /// <summary>Between persons, °C (chosen).</summary>
    public const double TemperatureBetweenSd = 0.2;

    /// <summary>Day-to-day within a person, °C (measured).</summary>
    public const double TemperatureDaySd = 0.2;

    /// <summary>Daily swing, °C (chosen: half of the textbook's 0.5 °C between morning and evening).</summary>
    public const double TemperatureCircadianAmplitude = 0.25;

    /// <summary>Noise of an hourly mean, °C (chosen: the sensor's ±0.1 °C and its contact).</summary>
    public const double TemperatureHourNoise = 0.08;

    /// <summary>Mean respiratory rate, /min (chosen: middle of the adult 12-20).</summary>
    public const double RespirationMean = 15.5;

    /// <summary>Between persons, /min (chosen).</summary>
    public const double RespirationBetweenSd = 1.4;

    /// <summary>Day-to-day within a person, /min (measured).</summary>
    public const double RespirationDaySd = 1.0;

    /// <summary>Noise of an hourly mean, /min (chosen).</summary>
    public const double RespirationHourNoise = 0.5;

    /// <summary>Mean oxygen saturation, % (chosen: healthy adult at low altitude).</summary>
    public const double SpO2Mean = 97.3;

    /// <summary>Between persons, % (chosen).</summary>
    public const double SpO2BetweenSd = 0.5;

    /// <summary>Day-to-day within a person, % (chosen).</summary>
    public const double SpO2DaySd = 0.3;

    /// <summary>Noise of an hourly mean, % (chosen).</summary>
    public const double SpO2HourNoise = 0.3;

    /// <summary>Largest value: a mean of 100 would leave no reading below it.</summary>
    public const double SpO2Ceiling = 99.5;

    // Days.

    /// <summary>Autocorrelation of neighbouring days, all channels (measured).</summary>
    public const double DayAutocorrelation = 0.4;

    /// <summary>Days not worn at all (measured).</summary>
    public const double NotWornDays = 0.08;

    // Illness, by days since onset: first day, last day, heart rate /min, steps as a fraction (measured).

    /// <summary>Share of persons with a clear response; the others show none (measured: about half).</summary>
    public const double ResponderShare = 0.5;

    /// <summary>What a responder shows of the table: twice, so that the mean over persons is the table.</summary>
    public const double ResponderFactor = 2;

    /// <summary>The table's rows: first and last day since onset, heart rate in /min, steps as a fraction.</summary>
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

    /// <summary>Smallest peak of fever among responders, °C (measured range +0.3 to 2).</summary>
    public const double FeverLow = 0.3;

    /// <summary>Largest peak of fever among responders, °C.</summary>
    public const double FeverHigh = 2.0;

    /// <summary>Smallest peak rise of respiration among responders, /min (measured range +1 to 4).</summary>
    public const double TachypneaLow = 1;

    /// <summary>Largest peak rise of respiration among responders, /min.</summary>
    public const double TachypneaHigh = 4;

    /// <summary>First day since onset of <see cref="FeverCourse"/>.</summary>
    public const int FeverFirstDay = -1;

    /// <summary>Share of the peak, by day from <see cref="FeverFirstDay"/> (chosen: three days high, gone in a
    /// week). Temperature and respiration follow it together.</summary>
    public static readonly double[] FeverCourse = [0.3, 0.8, 1.0, 0.8, 0.5, 0.25, 0.1];

    // Confounders: what a detector must not take for illness. Rates are measured, sizes chosen.

    /// <summary>Nights after alcohol: one in seven.</summary>
    public const double AlcoholNights = 1.0 / 7;

    /// <summary>Rise of the heart rate in the hours 21-06 after alcohol, /min (chosen: a moderate intake).</summary>
    public const double AlcoholHeartRate = 4;

    /// <summary>Days of stress: one in fourteen.</summary>
    public const double StressDays = 1.0 / 14;

    /// <summary>Rise of the heart rate 08-20 on a day of stress, /min (chosen: one deviation).</summary>
    public const double StressHeartRate = 3;

    /// <summary>Days on which a journey begins: one in sixty.</summary>
    public const double TravelDays = 1.0 / 60;

    /// <summary>Days that a journey shifts the body's clock (chosen).</summary>
    public const int TravelLength = 3;

    /// <summary>Largest shift of the clock on a journey, hours (chosen).</summary>
    public const double TravelShiftHours = 6;

    /// <summary>Days of a vaccination: one in 180.</summary>
    public const double VaccinationDays = 1.0 / 180;

    /// <summary>Rise of the heart rate on the day and the day after, /min (chosen).</summary>
    public const double VaccinationHeartRate = 4;

    /// <summary>Rise of the temperature on the day and the day after, °C (chosen).</summary>
    public const double VaccinationTemperature = 0.6;

    // Waveform: pulse wave. The design's figures unless said otherwise.

    /// <summary>Place of the systolic Gaussian in the beat, 0..1 (published: the design's two-Gaussian pulse).</summary>
    public const double SystolicPhase = 0.2;

    /// <summary>Width of the systolic Gaussian, beats (published: as above).</summary>
    public const double SystolicSigma = 0.1;

    /// <summary>Place of the dicrotic Gaussian (published: as above).</summary>
    public const double DicroticPhase = 0.52;

    /// <summary>Width of the dicrotic Gaussian, beats (published: as above).</summary>
    public const double DicroticSigma = 0.12;

    /// <summary>Height of the dicrotic wave as a share of the systolic one (published: as above).</summary>
    public const double DicroticShare = 0.35;

    /// <summary>Largest dicrotic share (chosen: above it the second peak of warm young hands is passed).</summary>
    public const double DicroticShareHigh = 0.6;

    // Waveform: light.

    /// <summary>Smallest perfusion index with a pulse to speak of, % (published: cold hands).</summary>
    public const double PerfusionLow = 0.3;

    /// <summary>Ratio of ratios: R = (110 − SpO₂) / 25 (published: the textbook line for red and infrared).</summary>
    public const double RatioIntercept = 110;

    /// <summary>See <see cref="RatioIntercept"/>.</summary>
    public const double RatioSlope = 25;

    /// <summary>Breath in the light's baseline, as a share of the pulse (chosen: a third).</summary>
    public const double BreathBaselineShare = 0.33;

    /// <summary>Breath in the pulse's size (chosen: a tenth either way).</summary>
    public const double BreathAmplitudeShare = 0.10;

    /// <summary>From the R peak to the foot of the pulse at the finger, s (published: about 0.2 in adults at rest).
    /// </summary>
    public const double PulseTransitSeconds = 0.2;

    /// <summary>Time that blood takes to the finger, s (published: 10-20; the middle).</summary>
    public const double FingerDelaySeconds = 15;

    /// <summary>Light that comes back with nothing on the window, counts (chosen: below the drivers' contact limit).
    /// </summary>
    public const int OpenWindowCounts = 1500;

    /// <summary>Motion, as a multiple of the pulse, from which the truth calls the light unusable (chosen).</summary>
    public const double UsableMotion = 0.5;

    // Waveform: rhythm.

    /// <summary>Slow band of the beat intervals, Hz (published: McSharry et al. 2003, Mayer waves). The fast one is at
    /// the respiratory rate, 0.25 Hz by default.</summary>
    public const double LowBandHertz = 0.1;

    /// <summary>Standard deviation of either band, Hz (published: as above, table II).</summary>
    public const double BandwidthHertz = 0.01;

    /// <summary>Power of the slow band over that of the fast one (published: as above).</summary>
    public const double LowToHighPower = 0.5;

    /// <summary>Beats a minute for a degree of fever (published: Liebermeister's rule, 8).</summary>
    public const double HeartRatePerDegree = 8;

    /// <summary>How early an ectopic beat is, beats (chosen: within the usual 0.2-0.5).</summary>
    public const double EctopicEarly = 0.35;

    /// <summary>Pulse of an ectopic beat (chosen: the ventricle is half filled).</summary>
    public const double EctopicPulse = 0.45;

    /// <summary>Largest pulse after a pause (chosen: postextrasystolic potentiation of a seventh).</summary>
    public const double PulseAfterEctopic = 1.15;

    /// <summary>Log-scale spread of the intervals in fibrillation (published: a coefficient of variation of 0.2-0.3).
    /// </summary>
    public const double FibrillationSpread = 0.25;

    /// <summary>Smallest pulse in fibrillation (chosen: after the shortest interval).</summary>
    public const double WeakestFibrillationPulse = 0.5;

    /// <summary>Frequency of the atrial waves, Hz (published: 4-9; the middle).</summary>
    public const double FibrillationHertz = 6.5;

    /// <summary>Depth of their change of frequency, rad (chosen: between 5.5 and 7.5 Hz).</summary>
    public const double FibrillationBend = 3;

    /// <summary>How often their frequency changes, Hz (chosen).</summary>
    public const double FibrillationBendHertz = 0.33;

    // Waveform: electrodes.

    /// <summary>P, Q, R, S and T of a sinus beat, a fibrillating and an ectopic one, by <see cref="BeatKind"/>: degrees, a,
    /// b in rad. The first are published (McSharry et al. 2003, table I, with the P and T angles of its software,
    /// ECGSYN); the second lack the P wave; the third are chosen: twice as wide, T against R.</summary>
    public static readonly EcgWave[][] EcgWaves =
    [
        [new(-70, 1.2, 0.25), new(-15, -5, 0.1), new(0, 30, 0.1), new(15, -7.5, 0.1), new(100, 0.75, 0.4)],
        [new(-15, -5, 0.1), new(0, 30, 0.1), new(15, -7.5, 0.1), new(100, 0.75, 0.4)],
        [new(0, 7, 0.22), new(42, -4, 0.22), new(105, -1.2, 0.35)],
    ];

    /// <summary>R peak at the electrodes, µV (published: about 1 mV in lead II).</summary>
    public const double RPeakMicrovolts = 1000;

    /// <summary>Share by which the breath changes the ECG's size (chosen: axis and impedance of the chest change the R
    /// wave by 3-10 %).</summary>
    public const double EcgBreathShare = 0.05;

    /// <summary>Baseline wander with the breath, µV (chosen: McSharry et al. have 150 before any high-pass; the AD8232's
    /// leaves about a third).</summary>
    public const double EcgWanderMicrovolts = 50;

    /// <summary>White noise of the ECG, µV (chosen: dry electrodes).</summary>
    public const double EcgNoiseMicrovolts = 8;

    /// <summary>Gain of the ECG front end (published: AD8232 heart-rate circuit, 1100).</summary>
    public const double FrontEndGain = 1100;

    /// <summary>Supply of the front end, µV; it rests at half of it and stays there at most.</summary>
    public const int SupplyMicrovolts = 3_300_000;

    /// <summary>Share of an electrode's motion that is slow (chosen).</summary>
    public const double LooseSlowShare = 0.6;

    /// <summary>Time from one place of a loose electrode to the next, s (chosen).</summary>
    public const double LooseSlowSeconds = 0.7;

    /// <summary>The same for its jolts, s (chosen: as steep as a QRS complex).</summary>
    public const double LooseFastSeconds = 0.06;

    /// <summary>Motion of electrodes, as a share of the R peak, from which the truth calls the ECG unusable (chosen).
    /// </summary>
    public const double UsableElectrodeShare = 0.5;

    /// <summary>Source of the skin conductance divider, µV (chosen: 0.5 V is harmless).</summary>
    public const double SkinSourceMicrovolts = 500_000;

    /// <summary>Resistor in series with the skin, Ω; the input is at the resistor.</summary>
    public const double SkinResistorOhms = 47_000;

    // Waveform: thermometer.

    /// <summary>What a thermometer off the skin shows, °C (chosen: a room).</summary>
    public const double RoomCelsius = 23;

    /// <summary>Noise of a contact thermometer, °C (chosen: the TMP117's resolution and its contact).</summary>
    public const double TemperatureNoiseCelsius = 0.01;

    // Waveform: episodes.

    /// <summary>Time a fever takes to rise, s (chosen: a chill of a quarter of an hour).</summary>
    public const double FeverRiseSeconds = 900;

    /// <summary>Time a fever takes to fall, s (chosen: half an hour, as after paracetamol).</summary>
    public const double FeverFallSeconds = 1800;

    /// <summary>Time a tachycardia takes to rise, s (chosen: a dozen beats).</summary>
    public const double TachycardiaRiseSeconds = 10;

    /// <summary>Time a tachycardia takes to fall, s (chosen: slower than it rose).</summary>
    public const double TachycardiaFallSeconds = 20;

    /// <summary>Time a desaturation takes to fall, s (published: 20-40; the middle).</summary>
    public const double DesaturationFallSeconds = 30;

    /// <summary>Time a desaturation takes to recover, s (published: 10-20; the middle).</summary>
    public const double DesaturationRecoverySeconds = 15;

    // Waveform: acceleration, milli-g, and what of it reaches the light.

    /// <summary>Gravity, milli-g.</summary>
    public const double GravityMilliG = 1000;

    /// <summary>Largest tilt of the sensor against gravity, rad (chosen: a strap that sits badly).</summary>
    public const double LargestTilt = Math.PI / 3;

    /// <summary>Tilt of the chest with a breath, milli-g (chosen: a third of a degree).</summary>
    public const double BreathMilliG = 5;

    /// <summary>Tremor with the chip's own noise of about one count, milli-g (chosen).</summary>
    public const double TremorMilliG = 3;

    /// <summary>What is left off the body: the chip's noise, milli-g (chosen).</summary>
    public const double StillMilliG = 1;

    /// <summary>Steps a second of a walk (chosen: 108 a minute, a usual pace).</summary>
    public const double WalkingHertz = 1.8;

    /// <summary>Steps a second of a run (chosen: 162 a minute).</summary>
    public const double RunningHertz = 2.7;

    /// <summary>Second harmonic of a foot strike (chosen: a strike is steeper than its recovery).</summary>
    public const double StrikeShare = 0.3;

    /// <summary>Sway of the body once in two steps, as a share of the step (chosen).</summary>
    public const double SwayShare = 0.3;

    /// <summary>Highest minus lowest of sin 2πφ + 0.3 sin 4πφ, by calculus (of <see cref="StrikeShare"/>).</summary>
    public const double StrikePeakToPeak = 2.2729;

    /// <summary>Place of its highest value in a step, which is where a step counts (by calculus as well).</summary>
    public const double StrikePhase = 0.1838;

    /// <summary>Share of an arm's swing that adds to gravity; the rest is across (chosen: an elbow half bent).</summary>
    public const double ArmSwingAlong = 0.5;

    /// <summary>How far the arm leads the foot, steps (chosen: no zero of the one falls on one of the other).</summary>
    public const double ArmSwingLead = 0.3;

    /// <summary>Light taken away per milli-g where a motion has no size of its own (chosen: one per cent of it at 250
    /// milli-g, a weak pulse's size at a walk).</summary>
    public const double ArtefactPerMilliG = 4e-5;

    /// <summary>Frequencies of slow drifts, Hz (chosen: 20 to 90 s, and no two with a common multiple).</summary>
    public static readonly double[] WanderHertz = [0.0113, 0.0197, 0.0311, 0.0487];

    /// <summary>Drift of the motion's phase at full drift, steps (chosen: a quarter of a step either way).</summary>
    public const double DriftPhaseSteps = 0.25;

    /// <summary>A slot for one key, s (chosen: five a second, 60 words a minute).</summary>
    public const double TapSlotSeconds = 0.2;

    /// <summary>Share of the slots with a key (chosen: irregular, so that no rhythm of five a second remains).</summary>
    public const double TapShare = 0.75;

    /// <summary>Smallest tap as a share of the largest (chosen: fingers differ).</summary>
    public const double SmallestTap = 0.3;

    /// <summary>Ringing of the wrist after a key, Hz (chosen: soft tissue rings at some 10 Hz).</summary>
    public const double TapHertz = 9;

    /// <summary>Decay of that ringing, s (chosen: over within half a slot).</summary>
    public const double TapDecaySeconds = 0.04;

    /// <summary>Length of a burst of typing or of a pause, s (chosen: a phrase).</summary>
    public const double BurstSeconds = 8;

    /// <summary>Share of the bursts in which the hand types (chosen).</summary>
    public const double BurstShare = 0.8;

    /// <summary>Time from one place of the hand to the next, s (chosen: rows, space bar, mouse).</summary>
    public const double ReachSeconds = 0.8;

    /// <summary>Tilt between those places as a share of a tap (chosen).</summary>
    public const double ReachShare = 0.5;

    /// <summary>Slowest of an arm's gestures, Hz (published: free arm motion lies mostly below 1 Hz).</summary>
    public const double GestureLowHertz = 0.15;

    /// <summary>Fastest of an arm's gestures, Hz (chosen: below the slowest walk).</summary>
    public const double GestureHighHertz = 0.9;
}

/// <summary>One row of the illness table.</summary>
/// <param name="FirstDay">First day since onset.</param>
/// <param name="LastDay">Last day since onset.</param>
/// <param name="HeartRate">Change of the heart rate, /min, mean over persons.</param>
/// <param name="Steps">Change of the steps, as a fraction, mean over persons.</param>
public readonly record struct IllnessRow(int FirstDay, int LastDay, double HeartRate, double Steps);
