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
    bool Worn, int HeartRate, int SpO2, int BodyTemperature, int RespiratoryRate, int Steps)
{
    /// <summary>RMSSD of the hour's rest, 0.1 ms.</summary>
    public int Rmssd { get; init; }
}

/// <summary>One minute of a wearer. All zero in a minute that is not worn.</summary>
/// <param name="Worn">False when the device lay in a drawer.</param>
/// <param name="HeartRate">/min.</param>
/// <param name="Steps">Steps of the minute.</param>
public readonly record struct MinuteTruth(bool Worn, double HeartRate, int Steps);

/// <summary>One night of a wearer, the means of the hours 00-06 UTC. All zero in a night that is not worn.</summary>
/// <param name="Worn">False when the device lay in a drawer.</param>
/// <param name="HeartRate">/min.</param>
/// <param name="Rmssd">ms.</param>
/// <param name="RespiratoryRate">/min.</param>
/// <param name="BodyTemperature">°C.</param>
/// <param name="SpO2">%.</param>
public readonly record struct NightlyTruth(
    bool Worn, double HeartRate, double Rmssd, double RespiratoryRate, double BodyTemperature, double SpO2);

/// <summary>Why a day of a wearer is as it is.</summary>
/// <param name="Worn">False when the device lay in a drawer.</param>
/// <param name="Alcohol">The evening of this day has alcohol, which lasts until the next morning.</param>
/// <param name="Stress">A day of stress.</param>
/// <param name="Travelled">Days since a journey began, 1 on its first day; 0 while the clock is the person's
/// own.</param>
/// <param name="Vaccinated">Vaccinated on this day or the day before.</param>
/// <param name="SinceOnset">Days since the first symptoms, negative before them; none for a healthy person.</param>
/// <param name="Responds">Whether an illness shows in this person.</param>
public readonly record struct DayTruth(
    bool Worn, bool Alcohol, bool Stress, int Travelled, bool Vaccinated, int? SinceOnset, bool Responds);
