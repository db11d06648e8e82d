namespace EdgeVitals.Device;

/// <summary>Registers and bits of the MAX30102 (data sheet 19-7740 rev 1, "Register Maps and Descriptions").</summary>
internal static class Max30102Registers
{
    public const byte InterruptStatus1 = 0x00;
    public const byte InterruptEnable1 = 0x02;
    public const byte FifoWritePointer = 0x04;
    public const byte OverflowCounter = 0x05;
    public const byte FifoReadPointer = 0x06;
    public const byte FifoData = 0x07;
    public const byte FifoConfiguration = 0x08;
    public const byte ModeConfiguration = 0x09;
    public const byte Spo2Configuration = 0x0A;
    public const byte Led1Amplitude = 0x0C;
    public const byte RevisionId = 0xFE;
    public const byte PartId = 0xFF;

    public const int AlmostFull = 0x80;

    /// <summary>ALC_OVF: ambient light is beyond what the chip can cancel.</summary>
    public const int AmbientOverflow = 0x20;

    /// <summary>PWR_RDY: the chip has come out of a power loss.</summary>
    public const int PowerReady = 0x01;

    /// <summary>Both colours have 18 bits: the six above them are always zero.</summary>
    public const int UnusedSampleBits = 0xFC;
    public const int FullScale = 0x3FFFF;
    public const int Shutdown = 0x80;
    public const int Reset = 0x40;
    public const int ModeSpo2 = 0x03;
    public const int PointerMask = 0x1F;

    /// <summary>The overflow counter stays at this value; the true loss may be larger.</summary>
    public const int OverflowCeiling = 0x1F;

    /// <summary>No averaging, no rollover (the oldest samples stay, so that a loss lies at one known place), interrupt
    /// with 15 places left.</summary>
    public const int FifoSettings = 0x0F;

    /// <summary>4096 nA full scale, 100 samples a second, 411 µs pulses, which give 18 bits.</summary>
    public const int Spo2Settings = 0x27;
}
