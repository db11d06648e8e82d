using System.Device.I2c;
using EdgeVitals.Device;

namespace EdgeVitals.Emulation.Gpio;

/// <summary>A chip twin as an I2cDevice, which throws what the Linux driver of System.Device.Gpio throws.</summary>
public sealed class TwinI2cDevice : I2cDevice
{
    private readonly IRegisterBus _chip;

    /// <summary>A twin at an address of a bus.</summary>
    public TwinI2cDevice(IRegisterBus chip, int bus, int address)
    {
        _chip = chip;
        ConnectionSettings = new I2cConnectionSettings(bus, address);
    }

    /// <inheritdoc/>
    public override I2cConnectionSettings ConnectionSettings { get; }

    /// <summary>Not offered: no chip of ours is read without naming a register first.</summary>
    public override void Read(Span<byte> buffer) => throw new NotSupportedException("name a register first");

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => Check(_chip.Write(buffer.ToArray(), buffer.Length));

    /// <inheritdoc/>
    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        byte[] read = new byte[readBuffer.Length];
        Check(_chip.WriteRead(writeBuffer.ToArray(), writeBuffer.Length, read, read.Length));
        read.CopyTo(readBuffer);
    }

    // The kernel's numbers: 121 EREMOTEIO for a NACK, 110 ETIMEDOUT for a stretched clock, 5 EIO for the rest.
    private static void Check(int status)
    {
        if (status == BusStatus.Nack) throw new IOException("Error 121 performing I2C data transfer.");
        if (status == BusStatus.Timeout) throw new IOException("Error 110 performing I2C data transfer.");
        if (status != BusStatus.Ok) throw new IOException($"Error 5 performing I2C data transfer ({status}).");
    }
}
