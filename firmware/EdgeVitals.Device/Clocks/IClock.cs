namespace EdgeVitals.Device;

/// <summary>The device's monotonic clock.</summary>
public interface IClock
{
    /// <summary>Microseconds since the device started; never falls, is not wall time.</summary>
    long Micros();
}
