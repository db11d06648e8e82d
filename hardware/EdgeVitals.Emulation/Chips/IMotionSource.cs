namespace EdgeVitals.Emulation.Chips;

/// <summary>What an accelerometer would feel, gravity included.</summary>
public interface IMotionSource
{
    /// <summary>Acceleration along the chip's axes at a moment of device time, thousandths of 9.80665 m/s².</summary>
    /// <param name="micros">Device time in microseconds, never falling from call to call of one twin.</param>
    /// <param name="x">Along x, milli-g.</param>
    /// <param name="y">Along y, milli-g.</param>
    /// <param name="z">Along z, milli-g.</param>
    void Read(long micros, out int x, out int y, out int z);
}
