namespace EdgeVitals.Emulation.Chips;

/// <summary>What a contact thermometer would touch.</summary>
public interface ITemperatureSource
{
    /// <summary>Temperature in thousandths of a degree Celsius at a moment of device time.</summary>
    int MilliCelsius(long micros);
}
