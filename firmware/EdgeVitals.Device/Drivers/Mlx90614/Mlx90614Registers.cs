namespace EdgeVitals.Device;

/// <summary>Commands and bits of the MLX90614 (data sheet 3901090614 rev 008, sections 8.3 "EEPROM", 8.3.2 "RAM" and
/// 8.4.6 "Commands").</summary>
internal static class Mlx90614Registers
{
    public const byte Ambient = 0x06;
    public const byte Object1 = 0x07;

    /// <summary>EEPROM cell 0x05, "Config Register1": what the optics and filters are set to in the factory.</summary>
    public const byte Configuration = 0x25;

    /// <summary>EEPROM cells 0x1C..0x1F: the chip's own number, four words.</summary>
    public const byte FirstIdentity = 0x3C;

    public const int IdentityWords = 4;
    public const byte Flags = 0xF0;
    public const byte Sleep = 0xFF;

    /// <summary>An EEPROM write is still going on.</summary>
    public const int EepromBusy = 0x80;

    /// <summary>EEPROM double error: the calibration is not to be believed (signalled by automotive grades alone).
    /// </summary>
    public const int EepromDead = 0x20;

    /// <summary>Set in a temperature that the chip calls wrong.</summary>
    public const int ErrorBit = 0x8000;

    /// <summary>Smallest temperature that the chip can give, -70.01 °C; less is no temperature.</summary>
    public const int LeastTemperature = 0x27AD;
}
