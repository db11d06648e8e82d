using EdgeVitals.Device;
using nanoFramework.Hardware.Esp32;

namespace EdgeVitals.Nano;

/// <summary>Microseconds since boot by the ESP32's timer of 64 bits, which never falls.</summary>
public sealed class HighResolutionClock : IClock
{
    /// <summary>Microseconds since boot.</summary>
    public long Micros()
    {
        return (long)HighResTimer.GetCurrent();
    }
}
