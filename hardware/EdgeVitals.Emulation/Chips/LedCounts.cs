namespace EdgeVitals.Emulation.Chips;

/// <summary>The scale that optical sources speak.</summary>
public static class LedCounts
{
    /// <summary>The source has nothing at this wavelength: the chip sees ambient light alone.</summary>
    public const int Dark = -1;

    /// <summary>Full scale of the 18-bit converter.</summary>
    public const int FullScale = (1 << 18) - 1;

    /// <summary>LED amplitude register at which counts are given: 0x24, 7.2 mA, common for a finger.</summary>
    public const int ReferenceAmplitude = 0x24;

    /// <summary>Converter range at which counts are given, nA at full scale.</summary>
    public const int ReferenceRangeNanoamperes = 4096;
}
