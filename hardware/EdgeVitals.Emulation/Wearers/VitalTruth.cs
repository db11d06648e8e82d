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
}
