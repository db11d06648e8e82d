namespace EdgeVitals.Device;

/// <summary>Registers and bits of the ADXL345 (data sheet rev. E, "Register Map" and "Register Definitions").</summary>
internal static class Adxl345Registers
{
    public const byte DeviceId = 0x00;
    public const byte ActivityThreshold = 0x24;
    public const byte ActivityControl = 0x27;
    public const byte Rate = 0x2C;
    public const byte Power = 0x2D;
    public const byte InterruptEnable = 0x2E;
    public const byte InterruptMap = 0x2F;
    public const byte InterruptSource = 0x30;
    public const byte Format = 0x31;
    public const byte Data = 0x32;
    public const byte FifoControl = 0x38;

    public const int Measure = 0x08;
    public const int Rate25Hertz = 0x08;

    /// <summary>25 Hz with reduced power, more noise: for waiting alone.</summary>
    public const int Rate25HertzLowPower = 0x18;

    public const int Activity = 0x10;
    public const int Watermark = 0x02;
    public const int Overrun = 0x01;

    /// <summary>Activity on any of three axes, against a reference taken when the wait begins (ac-coupled), so that
    /// gravity does not count.</summary>
    public const int ActivityAnyAxis = 0xF0;

    /// <summary>Full resolution, ±4 g, interrupt pins active low as our lines are.</summary>
    public const int FormatSettings = 0x29;

    /// <summary>FIFO mode (keeps the oldest), watermark at 16.</summary>
    public const int FifoSettings = 0x50;

    public const int FifoBypass = 0x00;
    public const int EntriesMask = 0x3F;

    /// <summary>Micro-g of one step of the activity threshold.</summary>
    public const int ThresholdStepMicroG = 62500;

    /// <summary>Largest count of ±4 g at 256 counts a g.</summary>
    public const int FullScale = 1024;
}
