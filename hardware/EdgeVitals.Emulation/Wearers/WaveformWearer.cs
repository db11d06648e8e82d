using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// A virtual finger and its temperature at the level of light: what the emulated chips look at. The truth stands
/// beside the signal in <see cref="TruthAt"/>. Same scenario and seed, same counts, however the chip samples.
/// </summary>
/// <remarks>Not for several threads at once; one wearer feeds one board. Motion and its accelerometer are not
/// modelled yet.</remarks>
public sealed class WaveformWearer : IOpticalSource, ITemperatureSource
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

    // Respiration in the light (chosen): a third of the pulse in the baseline, a tenth of it in amplitude.
    private const double BaselineShare = 0.33;
    private const double AmplitudeShare = 0.10;
    private const double TemperatureNoiseCelsius = 0.01;

    private readonly VitalScenario scenario;
    private readonly SeededNoise noise;
    private readonly HeartPhase heart;

    /// <param name="scenario">Levels and events.</param>
    /// <param name="seed">Seed of variability and noise.</param>
    public WaveformWearer(VitalScenario scenario, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        this.scenario = scenario;
        noise = new SeededNoise(seed);
        heart = new HeartPhase(scenario, noise);
    }

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
        double pulse = PulseWave.At(phase - Math.Floor(phase)) * (1 + AmplitudeShare * breath);
        double share = level.PerfusionPercent / 100;
        double absorbed = share * (pulse + BaselineShare * breath);
        double ratio = RatioOf(FingerSpO2At(seconds));
        infrared = Counts(scenario.InfraredCounts * (1 - absorbed) + infraredNoise);
        red = Counts(scenario.RedCounts * (1 - ratio * absorbed) + redNoise);
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

    private double FingerSpO2At(double seconds) => scenario.LevelAt(Math.Max(0, seconds - FingerDelaySeconds)).SpO2;

    private static int Counts(double value) => (int)Math.Max(0, Math.Round(value));
}
