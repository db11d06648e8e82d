namespace EdgeVitals.Device;

/// <summary>Registers and bits of the TMP117 (data sheet SNOSD82D, "Register Maps").</summary>
internal static class Tmp117Registers
{
    public const byte Result = 0x00;
    public const byte Configuration = 0x01;
    public const byte DeviceId = 0x0F;

    public const int DataReady = 0x2000;
    public const int IdMask = 0x0FFF;

    /// <summary>Bits of the configuration that keep what is written: mode, cycle, averages, pin.</summary>
    public const int SettingsMask = 0x0FFC;

    /// <summary>Result before the first conversion, -256 °C.</summary>
    public const int NoResult = 0x8000;

    /// <summary>Continuous conversion, two results a second, eight averages. Twice the 1 Hz of the readers: with one
    /// result a second, a reader that is late at one call and in time at the next would find nothing new.</summary>
    public const int Settings = 0x01A0;
}
