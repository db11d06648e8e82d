namespace EdgeVitals.Device;

/// <summary>The check byte of SMBus transfers: CRC-8 with polynomial x^8 + x^2 + x + 1 (0x07), start 0, over every byte
/// on the wire, addresses with their read bit included (SMBus specification 2.0, section 5.4).</summary>
public static class PacketErrorCode
{
    private const int Polynomial = 0x07;

    /// <summary>Check byte of the first count bytes.</summary>
    public static byte Of(byte[] bytes, int count)
    {
        int crc = 0;
        for (int i = 0; i < count; i++)
        {
            crc ^= bytes[i];
            for (int bit = 0; bit < 8; bit++) crc = (crc & 0x80) != 0 ? ((crc << 1) ^ Polynomial) & 0xFF : crc << 1;
        }
        return (byte)crc;
    }
}
