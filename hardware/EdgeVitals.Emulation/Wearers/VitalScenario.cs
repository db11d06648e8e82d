namespace EdgeVitals.Emulation.Wearers;

/// <summary>Levels and events of a <see cref="WaveformWearer"/>, by device time.</summary>
public sealed record VitalScenario
{
    /// <summary>Resting level, /min, 30..200.</summary>
    public double HeartRate { get; init; } = 72;

    /// <summary>Resting level, %, 70..100.</summary>
    public double SpO2 { get; init; } = 97;

    /// <summary>Resting level, °C.</summary>
    public double Temperature { get; init; } = 36.7;

    /// <summary>Resting level, /min, 6..40.</summary>
    public double RespiratoryRate { get; init; } = 15;

    /// <summary>Pulsatile share of the infrared light, %: 0.3 cold hands, 5 warm ones.</summary>
    public double PerfusionPercent { get; init; } = 1.5;

    /// <summary>Height of the dicrotic wave as a share of the systolic one, 0..0.6. The peaks that a detector must not
    /// count twice stand out above some 0.3.</summary>
    public double DicroticShare { get; init; } = WearerParameters.DicroticShare;

    /// <summary>Time that blood takes to the finger, s, 10..20.</summary>
    public double FingerDelaySeconds { get; init; } = WearerParameters.FingerDelaySeconds;

    /// <summary>White noise at the electrodes, µV.</summary>
    public double EcgNoiseMicrovolts { get; init; } = WearerParameters.EcgNoiseMicrovolts;

    /// <summary>Baseline wander of the ECG with the breath, µV.</summary>
    public double EcgWanderMicrovolts { get; init; } = WearerParameters.EcgWanderMicrovolts;

    /// <summary>Share by which the breath changes the size of the ECG, 0..0.3.</summary>
    public double EcgBreathShare { get; init; } = WearerParameters.EcgBreathShare;

    /// <summary>Hum of the mains at the electrodes, µV; none unless set, as a battery has no earth.</summary>
    public double MainsMicrovolts { get; init; }

    /// <summary>Frequency of the mains, Hz: 50 or 60.</summary>
    public double MainsHertz { get; init; } = 50;

    /// <summary>What steps do to the ECG, µV per milli-g: none unless set; 1 disturbs as a walk does under dry
    /// electrodes.</summary>
    public double EcgMicrovoltsPerMilliG { get; init; }

    /// <summary>Relative spread of the beat intervals (SDNN over mean), 0..0.1; 0.04 is a healthy adult at rest.
    /// </summary>
    public double Variability { get; init; } = 0.04;

    /// <summary>White noise of one conversion, 18-bit counts. A MAX30102 shows some ten counts in still air.</summary>
    public double NoiseCounts { get; init; } = 12;

    /// <summary>Infrared light that comes back from the skin, counts.</summary>
    public double InfraredCounts { get; init; } = 110_000;

    /// <summary>Red light that comes back from the skin, counts.</summary>
    public double RedCounts { get; init; } = 90_000;

    /// <summary>What happens, in any order.</summary>
    public IReadOnlyList<VitalEpisode> Episodes { get; init; } = [];

    /// <summary>
    /// The same person at the level of hours: gives the levels instead of the fields above, so that a waveform device
    /// continues the history that was sent for it. Contact is lost in hours that are not worn.
    /// </summary>
    public FeatureWearer? Daily { get; init; }

    /// <summary>UTC of device tick zero, microseconds since 1970; needed with <see cref="Daily"/>.</summary>
    public long BootUtcMicros { get; init; }

    /// <summary>State at a moment of device time, episodes included, finger delay not.</summary>
    internal VitalTruth LevelAt(double seconds, HourCache? hours = null)
    {
        VitalTruth level = Daily is null
            ? new VitalTruth(HeartRate, SpO2, SpO2, Temperature, RespiratoryRate, PerfusionPercent, true)
            : DailyLevelAt(hours ?? new HourCache(Daily), seconds);
        // By index: an enumerator would be allocated for every second of every wearer.
        for (int i = 0; i < Episodes.Count; i++)
        {
            VitalEpisode episode = Episodes[i];
            double share = episode.ShareAt(seconds);
            if (share > 0)
            {
                level = Changed(level, episode, share);
            }
        }
        return level with
        {
            HeartRate = Math.Clamp(level.HeartRate, 30, 220),
            SpO2 = Math.Clamp(level.SpO2, 50, 100),
        };
    }

    private static VitalTruth Changed(VitalTruth level, VitalEpisode episode, double share)
    {
        double size = share * episode.Size;
        return episode.Kind switch
        {
            EpisodeKind.Fever => level with
            {
                Temperature = level.Temperature + size,
                HeartRate = level.HeartRate + WearerParameters.HeartRatePerDegree * size,
            },
            EpisodeKind.Tachycardia => level with { HeartRate = level.HeartRate + size },
            EpisodeKind.Desaturation => level with { SpO2 = level.SpO2 - size },
            EpisodeKind.LostContact => level with { Contact = false },
            EpisodeKind.LowPerfusion => level with { PerfusionPercent = episode.Size },
            EpisodeKind.Walking or EpisodeKind.Running => Moved(level, episode) with
            {
                StepMilliG = size, CadenceHertz = episode.CadenceHertz, CadenceSpread = episode.CadenceSpread,
                ArmSwing = episode.ArmSwing,
            },
            EpisodeKind.Typing => Moved(level, episode) with { TypingMilliG = size },
            EpisodeKind.Gestures => Moved(level, episode) with { GestureMilliG = size },
            EpisodeKind.ElectrodeMotion => level with { ElectrodeMicrovolts = size },
            EpisodeKind.LeadOff => level with { LeadOff = true },
            EpisodeKind.AmbientLight => level with { AmbientCounts = level.AmbientCounts + size },
            EpisodeKind.Saturation => level with { Saturation = episode.Size },
            // Their beats are drawn beat by beat (Rhythm); of the level they change the atrial wave alone.
            EpisodeKind.EctopicBeats => level,
            EpisodeKind.AtrialFibrillation => level with { FibrillationMicrovolts = size },
            _ => throw new InvalidOperationException($"Episode kind {episode.Kind} is unknown."),
        };
    }

    private static VitalTruth Moved(VitalTruth level, VitalEpisode episode) =>
        level with { MotionMultiple = episode.PulseMultiple, MotionDrift = episode.MotionDrift };

    /// <summary>Hourly means joined by straight lines between the middles of the hours.</summary>
    private VitalTruth DailyLevelAt(HourCache daily, double seconds)
    {
        double hours = (BootUtcMicros / 1e6 + seconds) / 3600;
        int hour = (int)Math.Floor(hours);
        HourlyTruth here = daily.At(hour);
        if (!here.Worn)
        {
            return new VitalTruth(HeartRate, SpO2, SpO2, Temperature, RespiratoryRate, PerfusionPercent, false);
        }
        double fromMiddle = hours - hour - 0.5;
        HourlyTruth other = daily.At(Math.Max(0, hour + (fromMiddle < 0 ? -1 : 1)));
        double share = other.Worn ? Math.Abs(fromMiddle) : 0;
        double Between(int a, int b, double scale) => (a + (b - a) * share) / scale;
        double spo2 = Between(here.SpO2, other.SpO2, 10);
        return new VitalTruth(
            Between(here.HeartRate, other.HeartRate, 10), spo2, spo2,
            Between(here.BodyTemperature, other.BodyTemperature, 1000),
            Between(here.RespiratoryRate, other.RespiratoryRate, 10), PerfusionPercent, true);
    }
}
