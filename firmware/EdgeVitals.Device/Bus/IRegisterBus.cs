namespace EdgeVitals.Device;

/// <summary>Registers of one chip at one address. Codes are returned, nothing is thrown and nothing is allocated: the
/// I2cDevice of .NET throws, that of nanoFramework returns a status, and drivers must not care.</summary>
public interface IRegisterBus
{
    /// <summary>Writes the first count bytes; the first byte is the register address. 0, or a <see cref="BusStatus"/>.
    /// </summary>
    int Write(byte[] buffer, int count);

    /// <summary>Writes, then reads with a repeated start: exactly readCount bytes into read, or a
    /// <see cref="BusStatus"/>, and then the content of read means nothing.</summary>
    int WriteRead(byte[] write, int writeCount, byte[] read, int readCount);
}
