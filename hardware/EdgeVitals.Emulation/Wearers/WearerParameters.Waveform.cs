namespace EdgeVitals.Emulation.Wearers;

/// <content>Numbers of the waveforms.</content>
public static partial class WearerParameters
{
    // Waveform: pulse wave. The design's figures unless said otherwise.

    /// <summary>Place of the systolic Gaussian in the beat, 0..1 (published: the design's two-Gaussian
    /// pulse).</summary>
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

    /// <summary>Slope of that line, % (published: as above).</summary>
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

    /// <summary>Motion, as a multiple of the pulse, from which the truth calls the light unusable (chosen: beyond it an
    /// eye loses beats).</summary>
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

    /// <summary>How often their frequency changes, Hz (chosen: waves drift within seconds).</summary>
    public const double FibrillationBendHertz = 0.33;

    // Waveform: electrodes.

    /// <summary>P, Q, R, S and T of a sinus beat, a fibrillating and an ectopic one, by <see cref="BeatKind"/>:
    /// degrees, a, b in rad. The first are published (McSharry et al. 2003, table I, with the P and T angles of its
    /// software, ECGSYN); the second lack the P wave; the third are chosen: twice as wide, T against R.</summary>
    public static readonly EcgWave[][] EcgWaves =
    [
        [new(-70, 1.2, 0.25), new(-15, -5, 0.1), new(0, 30, 0.1), new(15, -7.5, 0.1), new(100, 0.75, 0.4)],
        [new(-15, -5, 0.1), new(0, 30, 0.1), new(15, -7.5, 0.1), new(100, 0.75, 0.4)],
        [new(0, 7, 0.22), new(42, -4, 0.22), new(105, -1.2, 0.35)],
    ];

    /// <summary>R peak at the electrodes, µV (published: about 1 mV in lead II).</summary>
    public const double RPeakMicrovolts = 1000;

    /// <summary>Share by which the breath changes the ECG's size (chosen: axis and impedance of the chest change the R
    /// wave by 3-10 %; the upper end, because the model's own wave grows with the interval, and its breath of up to 5 %
    /// would cancel a smaller one, which no heart does).</summary>
    public const double EcgBreathShare = 0.10;

    /// <summary>Baseline wander with the breath, µV (chosen: McSharry et al. have 150 before any high-pass; the
    /// AD8232's leaves about a third).</summary>
    public const double EcgWanderMicrovolts = 50;

    /// <summary>White noise of the ECG, µV (chosen: dry electrodes).</summary>
    public const double EcgNoiseMicrovolts = 8;

    /// <summary>Gain of the ECG front end (published: AD8232 heart-rate circuit, 1100).</summary>
    public const double FrontEndGain = 1100;

    /// <summary>Supply of the front end, µV (chosen: the boards' 3.3 V); it rests at half of it and is cut at
    /// it.</summary>
    public const int SupplyMicrovolts = 3_300_000;

    /// <summary>Share of an electrode's motion that is slow (chosen: a shift is seen before its jolts).</summary>
    public const double LooseSlowShare = 0.6;

    /// <summary>Time from one place of a loose electrode to the next, s (chosen: slower than a QRS complex, faster than
    /// a breath).</summary>
    public const double LooseSlowSeconds = 0.7;

    /// <summary>The same for its jolts, s (chosen: as steep as a QRS complex).</summary>
    public const double LooseFastSeconds = 0.06;

    /// <summary>Motion of electrodes, as a share of the R peak, from which the truth calls the ECG unusable (chosen: a
    /// jolt passes for a beat).
    /// </summary>
    public const double UsableElectrodeShare = 0.5;

    /// <summary>Source of the skin conductance divider, µV (chosen: 0.5 V is harmless).</summary>
    public const double SkinSourceMicrovolts = 500_000;

    /// <summary>Resistor in series with the skin, Ω (chosen: of the order of a hand); the input is at the
    /// resistor.</summary>
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

    /// <summary>Shortest fall of a desaturation, s (published: 20-40 in sleep apnoea).</summary>
    public const double DesaturationFallLow = 20;

    /// <summary>Longest fall of a desaturation, s (published: as above).</summary>
    public const double DesaturationFallHigh = 40;

    /// <summary>Fall of an episode that does not say, s (chosen: the middle).</summary>
    public const double DesaturationFallSeconds = 30;

    /// <summary>Shortest recovery, s (published: 10-20).</summary>
    public const double DesaturationRecoveryLow = 10;

    /// <summary>Longest recovery, s (published: as above).</summary>
    public const double DesaturationRecoveryHigh = 20;

    /// <summary>Recovery of an episode that does not say, s (chosen: the middle).</summary>
    public const double DesaturationRecoverySeconds = 15;

    /// <summary>Smallest depth of a drawn desaturation, % (published: 2-4).</summary>
    public const double DesaturationLow = 2;

    /// <summary>Largest depth of a drawn desaturation, % (published: as above).</summary>
    public const double DesaturationHigh = 4;

    /// <summary>Most desaturations an hour (published: 5-30 from mild to severe sleep apnoea).</summary>
    public const double DesaturationsPerHourHigh = 30;

    // Waveform: acceleration, milli-g, and what of it reaches the light.

    /// <summary>Gravity, milli-g (published: the unit's definition).</summary>
    public const double GravityMilliG = 1000;

    /// <summary>Largest tilt of the sensor against gravity, rad (chosen: a strap that sits badly).</summary>
    public const double LargestTilt = Math.PI / 3;

    /// <summary>Tilt of the chest with a breath, milli-g (chosen: a third of a degree).</summary>
    public const double BreathMilliG = 5;

    /// <summary>Tremor with the chip's own noise of about one count, milli-g (chosen: what a chip on a resting wrist
    /// shows).</summary>
    public const double TremorMilliG = 3;

    /// <summary>What is left off the body: the chip's noise, milli-g (chosen: no body, no tremor).</summary>
    public const double StillMilliG = 1;

    /// <summary>Steps a second of a walk (chosen: 108 a minute, a usual pace).</summary>
    public const double WalkingHertz = 1.8;

    /// <summary>Steps a second of a run (chosen: 162 a minute).</summary>
    public const double RunningHertz = 2.7;

    /// <summary>Second harmonic of a foot strike (chosen: a strike is steeper than its recovery).</summary>
    public const double StrikeShare = 0.3;

    /// <summary>Sway of the body once in two steps, as a share of the step (chosen: the pelvis sways less than it
    /// bobs).</summary>
    public const double SwayShare = 0.3;

    /// <summary>Highest minus lowest of sin 2πφ + 0.3 sin 4πφ (chosen with <see cref="StrikeShare"/>, by
    /// calculus).</summary>
    public const double StrikePeakToPeak = 2.2729;

    /// <summary>Place of its highest value in a step, where a step counts (chosen with it, by calculus).</summary>
    public const double StrikePhase = 0.1838;

    /// <summary>Share of an arm's swing that adds to gravity; the rest is across (chosen: an elbow half
    /// bent).</summary>
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

    /// <summary>Share of the slots with a key (chosen: irregular, so that no rhythm of five a second
    /// remains).</summary>
    public const double TapShare = 0.75;

    /// <summary>Smallest tap as a share of the largest (chosen: fingers differ).</summary>
    public const double SmallestTap = 0.3;

    /// <summary>Ringing of the wrist after a key, Hz (chosen: soft tissue rings at some 10 Hz).</summary>
    public const double TapHertz = 9;

    /// <summary>Decay of that ringing, s (chosen: over within half a slot).</summary>
    public const double TapDecaySeconds = 0.04;

    /// <summary>Length of a burst of typing or of a pause, s (chosen: a phrase).</summary>
    public const double BurstSeconds = 8;

    /// <summary>Share of the bursts in which the hand types (chosen: writing, not copying).</summary>
    public const double BurstShare = 0.8;

    /// <summary>Time from one place of the hand to the next, s (chosen: rows, space bar, mouse).</summary>
    public const double ReachSeconds = 0.8;

    /// <summary>Tilt between those places as a share of a tap (chosen: a hand tilts less than it knocks).</summary>
    public const double ReachShare = 0.5;

    /// <summary>Slowest of an arm's gestures, Hz (published: free arm motion lies mostly below 1 Hz).</summary>
    public const double GestureLowHertz = 0.15;

    /// <summary>Fastest of an arm's gestures, Hz (chosen: below the slowest walk).</summary>
    public const double GestureHighHertz = 0.9;

    // Waveform: skin conductance and forehead.

    /// <summary>Time that can hold one spontaneous response of the skin, s (published: 1-3 a minute at rest).</summary>
    public const double SkinEpochSeconds = 30;

    /// <summary>Share of those times with a response (chosen: 1.2 a minute).</summary>
    public const double SkinResponseShare = 0.6;

    /// <summary>Smallest response, µS (published: 0.05-1 at rest).</summary>
    public const double SkinSmallestResponse = 0.05;

    /// <summary>Largest response, µS (published: as above).</summary>
    public const double SkinLargestResponse = 0.8;

    /// <summary>τ₁ of a response, s (published: Benedek and Kaernbach 2010).</summary>
    public const double SkinRiseSeconds = 0.75;

    /// <summary>τ₂ of a response, s (published: as above).</summary>
    public const double SkinFallSeconds = 2;

    /// <summary>Drift of the tonic level (chosen: a tenth up and down in <see cref="SkinDriftSeconds"/>).</summary>
    public const double SkinDriftShare = 0.1;

    /// <summary>Period of that drift, s (chosen: ten minutes).</summary>
    public const double SkinDriftSeconds = 600;

    /// <summary>Smallest tonic level between persons, µS (published: 2-20; chosen within a dry hand's).</summary>
    public const double SkinLowestTonic = 2;

    /// <summary>Largest tonic level between persons, µS (chosen: as above).</summary>
    public const double SkinHighestTonic = 8;

    /// <summary>How much colder a forehead is than the core, °C (chosen within the textbook 1-2 °C indoors).</summary>
    public const double ForeheadBelowCoreCelsius = 1.5;

    /// <summary>Temperature around the forehead's thermometer, °C (chosen: a room).</summary>
    public const double ForeheadAmbientCelsius = 22;

    /// <summary>Sweat, draught and aim at the forehead, °C (chosen: above the chip's own noise).</summary>
    public const double ForeheadNoiseCelsius = 0.05;
}
