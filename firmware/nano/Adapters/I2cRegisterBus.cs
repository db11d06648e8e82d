using System;
using System.Device.I2c;
using EdgeVitals.Device;

namespace EdgeVitals.Nano;

/// <summary>One chip on the board's I2C bus. The transfer's status becomes a <see cref="BusStatus"/>.</summary>
public sealed class I2cRegisterBus : IRegisterBus
{
    private readonly I2cDevice _device;

    /// <summary>A chip by its seven-bit address; the bus runs at 100 kHz, which all chips of the board take.
    /// </summary>
    public I2cRegisterBus(int bus, int address)
    {
        _device = new I2cDevice(new I2cConnectionSettings(bus, address, I2cBusSpeed.StandardMode));
    }

    /// <summary>Writes the first count bytes.</summary>
    public int Write(byte[] buffer, int count)
    {
        return StatusOf(_device.Write(new SpanByte(buffer, 0, count)));
    }

    /// <summary>Writes, then reads with a repeated start.</summary>
    public int WriteRead(byte[] write, int writeCount, byte[] read, int readCount)
    {
        return StatusOf(_device.WriteRead(new SpanByte(write, 0, writeCount), new SpanByte(read, 0, readCount)));
    }

    private static int StatusOf(I2cTransferResult result)
    {
        switch (result.Status)
        {
            case I2cTransferStatus.FullTransfer: return BusStatus.Ok;
            case I2cTransferStatus.SlaveAddressNotAcknowledged: return BusStatus.Nack;
            case I2cTransferStatus.PartialTransfer: return BusStatus.ShortRead;
            case I2cTransferStatus.ClockStretchTimeout: return BusStatus.Timeout;
            default: return BusStatus.Fault;
        }
    }
}
