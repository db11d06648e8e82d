using System.Device.I2c;
using EdgeVitals.Device;

namespace EdgeVitals.Pi;

/// <summary>A chip on an I2C bus of the Raspberry Pi. System.Device.Gpio throws where our drivers want a
/// code.</summary>
public sealed class GpioRegisterBus(I2cDevice device) : IRegisterBus, IDisposable
{
    /// <summary>Message of the last fault, for the self test.</summary>
    public string LastFault { get; private set; } = "";

    /// <inheritdoc/>
    public int Write(byte[] buffer, int count)
    {
        try
        {
            device.Write(buffer.AsSpan(0, count));
            return BusStatus.Ok;
        }
        catch (IOException exception)
        {
            return Failed(exception);
        }
    }

    /// <inheritdoc/>
    public int WriteRead(byte[] write, int writeCount, byte[] read, int readCount)
    {
        try
        {
            device.WriteRead(write.AsSpan(0, writeCount), read.AsSpan(0, readCount));
            return BusStatus.Ok;
        }
        catch (IOException exception)
        {
            return Failed(exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => device.Dispose();

    // The Linux driver gives "Error 121" (EREMOTEIO) or 6 (ENXIO) for a NACK and 110 (ETIMEDOUT) for a stretched clock.
    private int Failed(IOException exception)
    {
        LastFault = exception.Message;
        if (exception.Message.Contains("110", StringComparison.Ordinal)) return BusStatus.Timeout;
        return exception.Message.Contains("121", StringComparison.Ordinal)
            || exception.Message.Contains("Error 6 ", StringComparison.Ordinal) ? BusStatus.Nack : BusStatus.Fault;
    }
}
