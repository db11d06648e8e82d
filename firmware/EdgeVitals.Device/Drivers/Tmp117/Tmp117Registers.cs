namespace EdgeVitals.Device;

/// <summary>Registers and bits of the TMP117 (data sheet SNOSD82D, "Register Maps").</summary>
internal static class Tmp117Registers
{
    public const byte Result = 0x00;
    public const byte Configuration = 0x01;
    public const byte DeviceId = 0x0F;

    public const int DataReady = 0x2000;
    public const int IdMask = 0x0FFF;

    /// <summary>Continuous conversion, one result a second, eight averages: the power-on default, written so that a
    /// chip whose EEPROM was changed behaves the same.</summary>
    public const int Settings = 0x0220;
}
