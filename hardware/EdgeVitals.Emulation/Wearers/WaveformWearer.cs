using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// A virtual person at the level of light, volts and acceleration: what the emulated chips look at. The truth stands
/// beside the signal in <see cref="TruthAt"/>. Same scenario and seed, same signals, however the chips sample.
/// </summary>
/// <remarks>Not for several threads at once; one wearer feeds one board. Steps move the sensor on the skin: they add a
/// wave at their cadence to both colours, of the size of a weak pulse at a walk.</remarks>
public sealed class WaveformWearer : IOpticalSource, ITemperatureSource, IMotionSource, IAnalogSource
{
    /// <summary>
    /// Ratio of ratios at 0 % and its slope: R = (110 − SpO₂) / 25, the textbook line for red and infrared. It is the
    /// calibration of these emulated optics and of no human being; a driver's curve must be the same to be right.
    /// </summary>
    public const double RatioIntercept = 110;

    /// <summary>See <see cref="RatioIntercept"/>.</summary>
    public const double RatioSlope = 25;

    /// <summary>Time that blood takes to the finger, s (10-20 s).</summary>
    public const double FingerDelaySeconds = 15;

    /// <summary>Light that comes back with nothing on the window, counts.</summary>
    public const int OpenWindowCounts = 1500;

    /// <summary>What a thermometer off the skin shows, °C.</summary>
    public const double RoomCelsius = 23;

    /// <summary>From the R peak to the foot of the pulse at the finger, s (about 200 ms in adults at rest).</summary>
    public const double PulseTransitSeconds = 0.2;

    // ECG front end: R peak 1 mV, gain 1100 around half of 3.3 V. Baseline wander with the breath (McSharry et al. have
    // 0.15 mV before any high-pass; the AD8232's leaves about a third) and white noise are chosen.
    private const double RPeakMicrovolts = 1000;
    private const double WanderMicrovolts = 50;
    private const double EcgNoiseMicrovolts = 8;
    private const double FrontEndGain = 1100;
    private const int SupplyMicrovolts = 3_300_000;

    // Skin in series with 47 kΩ at 0.5 V; the input is at the resistor.
    private const double SkinSourceMicrovolts = 500_000;
    private const double SkinResistorOhms = 47_000;

    // Respiration in the light (chosen): a third of the pulse in the baseline, a tenth of it in amplitude.
    private const double BaselineShare = 0.33;
    private const double AmplitudeShare = 0.10;
    private const double TemperatureNoiseCelsius = 0.01;

    private readonly VitalScenario scenario;
    private readonly SeededNoise noise;
    private readonly HeartPhase heart;
    private readonly HeartPhase electricHeart;
    private readonly BodyMotion motion;
    private readonly PulseWave pulseWave;
    private readonly StepTruth steps;
    private readonly SkinConductance skin;
    private long levelSecond = -1;
    private VitalTruth secondLevel;

    /// <param name="scenario">Levels and events.</param>
    /// <param name="seed">Seed of variability and noise.</param>
    public WaveformWearer(VitalScenario scenario, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        this.scenario = scenario;
        Seed = seed;
        noise = new SeededNoise(seed);
        heart = new HeartPhase(scenario, noise);
        electricHeart = new HeartPhase(scenario, noise) { Other = heart };
        heart.Other = electricHeart;
        motion = new BodyMotion(noise, heart.RespirationHertz);
        pulseWave = new PulseWave(scenario.DicroticShare);
        steps = new StepTruth(scenario, motion.Gait);
        skin = new SkinConductance(noise);
    }

    /// <summary>Seed of variability and noise.</summary>
    public ulong Seed { get; }

    /// <summary>The scenario.</summary>
    public VitalScenario Scenario => scenario;

    /// <summary>Ratio of ratios of a saturation, dimensionless; falls as the saturation rises.</summary>
    public static double RatioOf(double spo2) => (RatioIntercept - spo2) / RatioSlope;

    /// <inheritdoc/>
    public void Read(long micros, out int red, out int infrared)
    {
        double seconds = micros / 1e6;
        double phase = heart.At(seconds, out VitalTruth level);
        double redNoise = scenario.NoiseCounts * noise.Normal(Streams.Waveform + 1, micros);
        double infraredNoise = scenario.NoiseCounts * noise.Normal(Streams.Waveform + 2, micros);
        if (!level.Contact)
        {
            red = Counts(OpenWindowCounts + redNoise);
            infrared = Counts(OpenWindowCounts + infraredNoise);
            return;
        }
        double breath = Math.Sin(2 * Math.PI * heart.RespirationHertz * seconds);
        double pulse = pulseWave.At(phase - Math.Floor(phase)) * (1 + AmplitudeShare * breath);
        double share = level.PerfusionPercent / 100;
        double absorbed = share * (pulse + BaselineShare * breath);
        double ratio = RatioOf(FingerSpO2At(seconds));
        double artefact = level.Moves ? motion.InLight(seconds, level) : 0;
        infrared = Counts(scenario.InfraredCounts * (1 - absorbed - artefact) + infraredNoise);
        red = Counts(scenario.RedCounts * (1 - ratio * absorbed - artefact) + redNoise);
    }

    /// <inheritdoc/>
    public void Read(long micros, out int x, out int y, out int z) =>
        motion.At(micros, LevelOf(micros), out x, out y, out z);

    /// <summary>Voltage at a converter input, µV: 0 the ECG front end's output, at the supply while a lead is off; 1
    /// the skin conductance divider; 2 not connected, at ground; 3 the front end's reference, half of the supply.
    /// </summary>
    public int Microvolts(long micros, int input) => input switch
    {
        0 => HasContact(micros) ? EcgAt(micros) : SupplyMicrovolts,
        1 => HasContact(micros) ? SkinAt(micros / 1e6) : 0,
        3 => SupplyMicrovolts / 2,
        _ => 0,
    };

    /// <summary>Whether the sensors are on the skin.</summary>
    public bool HasContact(long micros) => LevelOf(micros).Contact;

    private int EcgAt(long micros)
    {
        double seconds = micros / 1e6;
        // The pulse that begins at the finger one transit time from now left the heart now.
        double phase = electricHeart.At(seconds + PulseTransitSeconds, out _) - pulseWave.FootPhase;
        double electrodes = RPeakMicrovolts * CardiacWave.At(phase)
            + WanderMicrovolts * Math.Sin(2 * Math.PI * heart.RespirationHertz * seconds)
            + EcgNoiseMicrovolts * noise.Normal(Streams.Electrodes, micros);
        return (int)Math.Clamp(SupplyMicrovolts / 2 + FrontEndGain * electrodes, 0, SupplyMicrovolts);
    }

    private int SkinAt(double seconds)
    {
        double ratio = skin.At(seconds) * 1e-6 * SkinResistorOhms;
        return (int)Math.Round(SkinSourceMicrovolts * ratio / (1 + ratio));
    }

    // Steps and contact change with whole seconds, as the heart's levels do.
    private VitalTruth LevelOf(long micros)
    {
        long second = micros / 1_000_000;
        if (second != levelSecond)
        {
            levelSecond = second;
            secondLevel = scenario.LevelAt(second);
        }
        return secondLevel;
    }

    /// <inheritdoc/>
    public int MilliCelsius(long micros)
    {
        VitalTruth level = scenario.LevelAt(micros / 1e6);
        double celsius = level.Contact ? level.Temperature : RoomCelsius;
        celsius += TemperatureNoiseCelsius * noise.Normal(Streams.Waveform + 3, micros);
        return (int)Math.Round(celsius * 1000);
    }

    /// <summary>The state that makes the signal at a moment of device time.</summary>
    public VitalTruth TruthAt(long micros)
    {
        double seconds = micros / 1e6;
        return scenario.LevelAt(seconds) with { FingerSpO2 = FingerSpO2At(seconds) };
    }

    /// <summary>Steps that the sensor felt from device tick zero to a moment: foot strikes while it was worn.</summary>
    public long StepsUpTo(long micros)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(micros);
        return steps.UpTo(micros / 1e6);
    }

    private double FingerSpO2At(double seconds) => scenario.LevelAt(Math.Max(0, seconds - FingerDelaySeconds)).SpO2;

    private static int Counts(double value) => (int)Math.Max(0, Math.Round(value));
}
