namespace MySensor.Sht31;

/// <summary>Commands and status bits of the SHT3x-DIS (Sensirion data sheet, version 5, May 2018). A command is 16 bit,
/// high byte first; a word that is read is followed by its check byte.</summary>
internal static class Sht31Commands
{
    /// <summary>Start measuring once a second, high repeatability (table 10).</summary>
    public const int MeasureEachSecond = 0x2130;

    /// <summary>Temperature and humidity of the last measurement; no answer when there is none (table 11).</summary>
    public const int Fetch = 0xE000;

    /// <summary>End the periodic measurement (section 4.8).</summary>
    public const int Break = 0x3093;

    /// <summary>Read the status register (table 17).</summary>
    public const int ReadStatus = 0xF32D;

    /// <summary>Clear its flags (table 19).</summary>
    public const int ClearStatus = 0x3041;

    /// <summary>Status: the chip was reset since the flags were cleared (table 18, bit 4).</summary>
    public const int WasReset = 0x0010;

    /// <summary>Check byte of one word: CRC-8, polynomial 0x31, start 0xFF (table 20; 0xBEEF gives 0x92).</summary>
    public static byte Check(byte high, byte low)
    {
        int crc = 0xFF;
        for (int i = 0; i < 2; i++)
        {
            crc ^= i == 0 ? high : low;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 0x80) != 0 ? ((crc << 1) ^ 0x31) & 0xFF : crc << 1;
        }
        return (byte)crc;
    }
}
