namespace EdgeVitals.Device;

/// <summary>Registers and bits of the MAX17048 (data sheet 19-6171, "Registers"): 16 bits, most significant byte first,
/// at even addresses that count on within a read.</summary>
internal static class Max17048Registers
{
    public const byte CellVoltage = 0x02;
    public const byte Version = 0x08;
    public const byte Rate = 0x16;
    public const byte Status = 0x1A;

    /// <summary>Production versions are 0x001_.</summary>
    public const int VersionMask = 0xFFF0;
    public const int VersionValue = 0x0010;

    /// <summary>RI, "reset indicator", in the word of <see cref="Status"/>: set by power-on, cleared by us.</summary>
    public const int ResetIndicator = 0x0100;
}
