namespace EdgeVitals.Emulation.Wearers;

/// <summary>What a beat of the heart is.</summary>
public enum BeatKind
{
    /// <summary>From the sinus node.</summary>
    Sinus = 0,

    /// <summary>Conducted out of fibrillating atria: no P wave, at an irregular time.</summary>
    Fibrillation = 1,

    /// <summary>Premature and of the ventricle: wide, without a P wave, a weak pulse and a pause behind it.</summary>
    Ectopic = 2,
}

/// <summary>One beat, by the model and not by the signal.</summary>
/// <param name="RMicros">R peak at the electrodes, microseconds of device time.</param>
/// <param name="PulseMicros">Systolic peak at the finger, later by the transit time and the rise of the pulse.</param>
/// <param name="Kind">What it is.</param>
public readonly record struct BeatTruth(long RMicros, long PulseMicros, BeatKind Kind);
