namespace EdgeVitals.Device;

/// <summary>CRC-32 of ISO-HDLC (polynomial 0x04C11DB7 reflected, as in zip); check value of "123456789" is CBF43926.
/// A table of 16 entries: 64 bytes of RAM against 1 KB, at half the speed.</summary>
public static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    /// <summary>Continues from the value of the bytes before; 0 to begin.</summary>
    public static uint Of(uint before, byte[] buffer, int offset, int count)
    {
        uint crc = ~before;
        for (int i = offset; i < offset + count; i++)
        {
            crc ^= buffer[i];
            crc = Table[crc & 15] ^ (crc >> 4);
            crc = Table[crc & 15] ^ (crc >> 4);
        }
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[16];
        for (uint i = 0; i < 16; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 4; bit++) value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320u : value >> 1;
            table[i] = value;
        }
        return table;
    }
}
