namespace EdgeVitals.Device;

/// <summary>Registers and bits of the ADS1115 (data sheet SBAS444, "Register Map").</summary>
internal static class Ads1115Registers
{
    public const byte Conversion = 0x00;
    public const byte Configuration = 0x01;

    /// <summary>Written: start a conversion. Read: no conversion is going on.</summary>
    public const int Ready = 0x8000;

    /// <summary>All bits that keep what is written.</summary>
    public const int SettingsMask = 0x7FFF;

    /// <summary>AIN0 against AIN3, ±2.048 V, single-shot, 860 a second, comparator off.</summary>
    public const int EcgSettings = 0x15E3;

    /// <summary>AIN1 against ground, ±0.256 V, single-shot, 860 a second, comparator off.</summary>
    public const int SkinSettings = 0x5BE3;

    /// <summary>Code of full scale: the input is at or beyond the range.</summary>
    public const int Highest = 0x7FFF;
}
