namespace EdgeVitals.Emulation.Wearers;

/// <summary>The state behind the waveform at one moment.</summary>
/// <param name="HeartRate">Mean heart rate without the beat-to-beat variability, /min.</param>
/// <param name="SpO2">Arterial oxygen saturation, %.</param>
/// <param name="FingerSpO2">Saturation of the blood that has reached the finger, %.</param>
/// <param name="Temperature">Body temperature, °C.</param>
/// <param name="RespiratoryRate">/min.</param>
/// <param name="PerfusionPercent">Pulsatile share of the infrared light, %.</param>
/// <param name="Contact">False while the sensor is off the skin.</param>
public readonly record struct VitalTruth(
    double HeartRate, double SpO2, double FingerSpO2, double Temperature, double RespiratoryRate,
    double PerfusionPercent, bool Contact)
{
    /// <summary>Up and down of the steps, milli-g; 0 at rest.</summary>
    public double StepMilliG { get; init; }

    /// <summary>Steps a second; means nothing at rest.</summary>
    public double CadenceHertz { get; init; }

    /// <summary>Relative spread of the cadence; see <see cref="VitalEpisode.CadenceSpread"/>.</summary>
    public double CadenceSpread { get; init; }

    /// <summary>Swing of the arm as a multiple of <see cref="StepMilliG"/>.</summary>
    public double ArmSwing { get; init; }

    /// <summary>Taps of typing, milli-g; 0 while the hand does not type.</summary>
    public double TypingMilliG { get; init; }

    /// <summary>Gestures of the arm, milli-g; 0 while there are none.</summary>
    public double GestureMilliG { get; init; }

    /// <summary>Motion in the light as a multiple of the pulse; 0: in proportion to the acceleration.</summary>
    public double MotionMultiple { get; init; }

    /// <summary>Drift of the motion's gain and phase in the light, 0..1.</summary>
    public double MotionDrift { get; init; }

    /// <summary>Whether any motion disturbs the light.</summary>
    public bool Moves => StepMilliG > 0 || TypingMilliG > 0 || GestureMilliG > 0;

    /// <summary>A lead of the ECG is off while the sensor is on the skin.</summary>
    public bool LeadOff { get; init; }

    /// <summary>Artefact of moving electrodes, µV; 0 where they hold.</summary>
    public double ElectrodeMicrovolts { get; init; }

    /// <summary>Light of the room in both colours, counts.</summary>
    public double AmbientCounts { get; init; }

    /// <summary>How many times stronger than usual the light is where it saturates the converter; 0
    /// otherwise.</summary>
    public double Saturation { get; init; }

    /// <summary>Waves of fibrillating atria, µV; 0 in sinus rhythm.</summary>
    public double FibrillationMicrovolts { get; init; }

    /// <summary>Motion in the light, peak to peak, as a multiple of the pulse.</summary>
    public double MotionOverPulse
    {
        get
        {
            if (!Moves) return 0;
            double size = StepMilliG > 0
                ? StepMilliG * WearerParameters.StrikePeakToPeak : Math.Max(TypingMilliG, GestureMilliG);
            return MotionMultiple > 0 ? MotionMultiple
                : 100 * WearerParameters.ArtefactPerMilliG * size / PerfusionPercent;
        }
    }

    /// <summary>Whether a person could read a pulse in the light: contact, no saturation, a perfusion index of 0.3 % or
    /// more and motion below half of the pulse.</summary>
    public bool PulseUsable => Contact && Saturation == 0
        && PerfusionPercent >= WearerParameters.PerfusionLow && MotionOverPulse < WearerParameters.UsableMotion;

    /// <summary>Whether a person could read beats in the ECG: both leads on, and electrodes that move by less than half
    /// of an R peak.</summary>
    public bool EcgUsable => Contact && !LeadOff
        && ElectrodeMicrovolts < WearerParameters.UsableElectrodeShare * WearerParameters.RPeakMicrovolts;
}
