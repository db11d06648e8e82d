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
    public const double RatioIntercept = WearerParameters.RatioIntercept;

    /// <summary>See <see cref="RatioIntercept"/>.</summary>
    public const double RatioSlope = WearerParameters.RatioSlope;

    private readonly VitalScenario scenario;
    private readonly SeededNoise noise;
    private readonly LevelTimeline levels;
    private readonly Rhythm rhythm;
    private readonly PulseWave pulseWave;
    private readonly BodyMotion motion;
    private readonly ElectrodeSignal electrodes;
    private readonly SkinConductance skin;
    private readonly StepTruth steps;

    // One for each signal: chips read their FIFOs one after the other, each from an earlier moment on.
    private readonly HeartPhase heart;
    private readonly HeartPhase electricHeart;
    private readonly HeartPhase movingHeart;
    private readonly BeatClock beats;

    /// <param name="scenario">Levels and events.</param>
    /// <param name="seed">Seed of variability and noise.</param>
    public WaveformWearer(VitalScenario scenario, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        this.scenario = scenario;
        Seed = seed;
        noise = new SeededNoise(seed);
        levels = new LevelTimeline(scenario);
        var integral = new HeartIntegral(levels);
        heart = new HeartPhase(scenario, integral, noise);
        electricHeart = new HeartPhase(scenario, integral, noise);
        movingHeart = new HeartPhase(scenario, integral, noise);
        pulseWave = new PulseWave(scenario.DicroticShare);
        rhythm = new Rhythm(scenario, integral, noise, pulseWave.FootPhase);
        beats = new BeatClock(new HeartPhase(scenario, integral, noise), rhythm, pulseWave);
        motion = new BodyMotion(noise);
        electrodes = new ElectrodeSignal(scenario, noise, motion.Gait);
        skin = new SkinConductance(noise);
        steps = new StepTruth(levels, motion.Gait);
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
        heart.MoveTo(seconds);
        double breath = Math.Sin(2 * Math.PI * heart.Breaths);
        double sinus = heart.Beats - pulseWave.FootPhase;
        double phase = rhythm.At(seconds, sinus, out _, out double strength) + pulseWave.FootPhase;
        // Behind the heart, which may have looked at many other seconds: the reference is to a kept one.
        ref readonly VitalTruth level = ref levels.At(micros / 1_000_000);
        double redNoise = scenario.NoiseCounts * noise.Normal(Streams.Waveform + 1, micros) + level.AmbientCounts;
        double infraredNoise = scenario.NoiseCounts * noise.Normal(Streams.Waveform + 2, micros)
            + level.AmbientCounts;
        if (!level.Contact)
        {
            red = Counts(WearerParameters.OpenWindowCounts + redNoise);
            infrared = Counts(WearerParameters.OpenWindowCounts + infraredNoise);
            return;
        }
        double pulse = strength * pulseWave.At(phase - Math.Floor(phase))
            * (1 + WearerParameters.BreathAmplitudeShare * breath);
        double share = level.PerfusionPercent / 100;
        double absorbed = share * (pulse + WearerParameters.BreathBaselineShare * breath);
        double ratio = RatioOf(FingerSpO2At(seconds));
        double artefact = level.Moves ? motion.InLight(seconds, level) : 0;
        double infraredLight = scenario.InfraredCounts * (1 - absorbed - artefact);
        double redLight = scenario.RedCounts * (1 - ratio * absorbed - artefact);
        if (level.Saturation > 0)
        {
            infrared = Math.Min(LedCounts.FullScale, Counts(level.Saturation * infraredLight + infraredNoise));
            red = Math.Min(LedCounts.FullScale, Counts(level.Saturation * redLight + redNoise));
            return;
        }
        infrared = Counts(infraredLight + infraredNoise);
        red = Counts(redLight + redNoise);
    }

    /// <inheritdoc/>
    public void Read(long micros, out int x, out int y, out int z)
    {
        motion.At(micros, movingHeart.BreathsUpTo(micros / 1e6), levels.At(micros / 1_000_000), out x, out y, out z);
    }

    /// <summary>Voltage at a converter input, µV: 0 the ECG front end's output, at the supply while a lead is off; 1
    /// the skin conductance divider; 2 not connected, at ground; 3 the front end's reference, half of the supply.
    /// </summary>
    public int Microvolts(long micros, int input) => input switch
    {
        0 => HasLeads(micros) ? EcgAt(micros) : WearerParameters.SupplyMicrovolts,
        1 => HasContact(micros) ? SkinAt(micros / 1e6) : 0,
        3 => WearerParameters.SupplyMicrovolts / 2,
        _ => 0,
    };

    /// <summary>Whether the sensors are on the skin.</summary>
    public bool HasContact(long micros) => levels.At(micros / 1_000_000).Contact;

    /// <summary>Whether both leads of the ECG are on the skin.</summary>
    public bool HasLeads(long micros)
    {
        ref readonly VitalTruth level = ref levels.At(micros / 1_000_000);
        return level.Contact && !level.LeadOff;
    }

    private int EcgAt(long micros)
    {
        // The pulse that begins at the finger one transit time from now left the heart now.
        double seconds = micros / 1e6 + WearerParameters.PulseTransitSeconds;
        electricHeart.MoveTo(seconds);
        double phase = rhythm.At(seconds, electricHeart.Beats - pulseWave.FootPhase, out BeatKind kind, out _);
        double size = 1 + scenario.EcgBreathShare * Math.Sin(2 * Math.PI * electricHeart.Breaths);
        double sum = size * WearerParameters.RPeakMicrovolts
            * CardiacWave.At(phase, kind, electricHeart.Hertz, electricHeart.MeanHertz)
            + electrodes.At(micros, electricHeart.Breaths, levels.At(micros / 1_000_000));
        const int supply = WearerParameters.SupplyMicrovolts;
        return (int)Math.Clamp(supply / 2 + WearerParameters.FrontEndGain * sum, 0, supply);
    }

    private int SkinAt(double seconds)
    {
        double ratio = skin.At(seconds) * 1e-6 * WearerParameters.SkinResistorOhms;
        return (int)Math.Round(WearerParameters.SkinSourceMicrovolts * ratio / (1 + ratio));
    }

    /// <inheritdoc/>
    public int MilliCelsius(long micros)
    {
        VitalTruth level = levels.Exactly(micros / 1e6);
        double celsius = level.Contact ? level.Temperature : WearerParameters.RoomCelsius;
        celsius += WearerParameters.TemperatureNoiseCelsius * noise.Normal(Streams.Waveform + 3, micros);
        return (int)Math.Round(celsius * 1000);
    }

    /// <summary>The state that makes the signal at a moment of device time.</summary>
    public VitalTruth TruthAt(long micros)
    {
        double seconds = micros / 1e6;
        return levels.Exactly(seconds) with { FingerSpO2 = FingerSpO2At(seconds) };
    }

    /// <summary>Steps that the sensor felt from device tick zero to a moment: foot strikes while it was worn.</summary>
    public long StepsUpTo(long micros)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(micros);
        return steps.UpTo(micros / 1e6);
    }

    /// <summary>Breaths from device tick zero to a moment; its fraction is the place within a breath, a quarter where
    /// the light is darkest.</summary>
    public double BreathsUpTo(long micros)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(micros);
        return movingHeart.BreathsUpTo(micros / 1e6);
    }

    /// <summary>Phase of the heart at the electrodes, beats: whole at R peaks, as the model has it.</summary>
    public double BeatPhaseAt(long micros)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(micros);
        return beats.PhaseAt(micros);
    }

    /// <summary>Beats whose R peak falls within a stretch of device time, in order; lost contact hides none of them.
    /// </summary>
    /// <param name="fromMicros">First microsecond of the stretch.</param>
    /// <param name="toMicros">First microsecond after it.</param>
    public List<BeatTruth> Beats(long fromMicros, long toMicros)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromMicros);
        ArgumentOutOfRangeException.ThrowIfLessThan(toMicros, fromMicros);
        return beats.Between(fromMicros, toMicros);
    }

    private double FingerSpO2At(double seconds) =>
        levels.SpO2At(Math.Max(0, seconds - scenario.FingerDelaySeconds));

    private static int Counts(double value) => (int)Math.Max(0, Math.Round(value));
}
