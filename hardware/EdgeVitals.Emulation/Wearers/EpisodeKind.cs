namespace EdgeVitals.Emulation.Wearers;

/// <summary>What an episode changes.</summary>
public enum EpisodeKind
{
    /// <summary>Temperature rises by Size °C, and the heart rate by 8 /min for each of them.</summary>
    Fever = 1,

    /// <summary>Heart rate rises by Size /min.</summary>
    Tachycardia = 2,

    /// <summary>Oxygen saturation falls by Size %.</summary>
    Desaturation = 3,

    /// <summary>The sensor leaves the skin; Size has no meaning.</summary>
    LostContact = 4,

    /// <summary>Perfusion index falls to Size %.</summary>
    LowPerfusion = 5,

    /// <summary>Steps 1.8 times a second (<see cref="VitalEpisode.CadenceHertz"/>) of Size milli-g, 200-400 for a walk.
    /// They disturb the pulse wave as well. The heart rate stays; add a Tachycardia.</summary>
    Walking = 6,

    /// <summary>Steps 2.7 times a second of Size milli-g, 700-1500 for a run; see <see cref="Walking"/>.</summary>
    Running = 7,

    /// <summary>Keys struck in bursts, taps of up to Size milli-g, 20-80 at a wrist, and the hand moving between them:
    /// motion without a step.</summary>
    Typing = 8,

    /// <summary>An arm that gestures, eats or cooks: slow, irregular motion of Size milli-g, 100-400, without a step.
    /// </summary>
    Gestures = 9,

    /// <summary>Electrodes move on the skin: the ECG wanders and jolts by up to Size µV, 300-2000. The light is as it
    /// was.</summary>
    ElectrodeMotion = 10,

    /// <summary>One ECG lead comes off, the other sensors stay on; Size has no meaning.</summary>
    LeadOff = 11,

    /// <summary>Light of the room reaches the photodiode: Size counts more in both colours, at once and until the end.
    /// </summary>
    AmbientLight = 12,

    /// <summary>Light comes back Size times as strong, 2-3, and is cut at the converter's full scale.</summary>
    Saturation = 13,

    /// <summary>Premature beats of the ventricle: this share of the beats, Size 0..0.5.</summary>
    EctopicBeats = 14,

    /// <summary>Fibrillating atria: irregular beats without P waves, on waves of Size µV, 20-100. The mean rate stays;
    /// add a Tachycardia.</summary>
    AtrialFibrillation = 15,
}
