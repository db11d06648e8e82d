namespace EdgeVitals.Emulation.Wearers;

/// <summary>
/// One hour of a wearer, as scaled integers that a frame carries unchanged (the scale of each channel in
/// EdgeVitals.Wire.Channels). All zero in an hour that is not worn.
/// </summary>
/// <param name="Worn">False when the device lay in a drawer.</param>
/// <param name="HeartRate">Mean, 0.1 /min.</param>
/// <param name="SpO2">Mean, 0.1 %.</param>
/// <param name="BodyTemperature">Mean, 0.001 °C.</param>
/// <param name="RespiratoryRate">Mean, 0.1 /min.</param>
/// <param name="Steps">Steps of the hour.</param>
public readonly record struct HourlyTruth(
    bool Worn, int HeartRate, int SpO2, int BodyTemperature, int RespiratoryRate, int Steps);
