namespace EdgeVitals.Emulation.Chips;

/// <summary>The lithium cell that a fuel gauge watches and is fed by.</summary>
public interface IBatterySource
{
    /// <summary>State of charge at a moment of device time, 0..1000 per mille.</summary>
    int Permille(long micros);

    /// <summary>Voltage at the same moment, mV.</summary>
    int Millivolts(long micros);
}
