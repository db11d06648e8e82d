namespace EdgeVitals.Emulation.Chips;

/// <summary>Voltages at the inputs of a converter.</summary>
public interface IAnalogSource
{
    /// <summary>Voltage against ground at a moment of device time, µV.</summary>
    /// <param name="micros">Device time in microseconds, never falling from call to call of one twin.</param>
    /// <param name="input">Input 0..3.</param>
    int Microvolts(long micros, int input);
}
