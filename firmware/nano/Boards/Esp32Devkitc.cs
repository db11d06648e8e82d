// Written from hardware/boards/esp32-devkitc.json; change that file, not this.
namespace EdgeVitals.Boards;

/// <summary>Pins, bus and addresses of the ESP32-DevKitC V4.</summary>
public static class Esp32Devkitc
{
    /// <summary>Number of the I2C bus.</summary>
    public const int BusNumber = 1;

    /// <summary>Clock of the bus, Hz; the slowest chip sets it.</summary>
    public const int BusHertz = 100000;

    /// <summary>GPIO of the data line.</summary>
    public const int SdaGpio = 21;

    /// <summary>GPIO of the clock line.</summary>
    public const int SclGpio = 22;

    /// <summary>MAX30102EFD+T: PPG, red and infrared.</summary>
    public const int OximeterAddress = 0x57;

    /// <summary>GPIO of INT of MAX30102EFD+T.</summary>
    public const int OximeterIntGpio = 27;

    /// <summary>TMP117AIDRVR: skin temperature.</summary>
    public const int ThermometerAddress = 0x48;

    /// <summary>MLX90614ESF-BAA: forehead temperature without contact.</summary>
    public const int ForeheadAddress = 0x5A;

    /// <summary>ADXL345BCCZ: motion, wake by activity.</summary>
    public const int MotionAddress = 0x53;

    /// <summary>GPIO of INT1 of ADXL345BCCZ.</summary>
    public const int MotionInt1Gpio = 34;

    /// <summary>ADS1115IDGSR: ECG and skin conductance.</summary>
    public const int ConverterAddress = 0x49;

    /// <summary>GPIO of LO+ of AD8232ACPZ-R7.</summary>
    public const int EcgLoPlusGpio = 35;

    /// <summary>MAX17048G+T10: charge of the cell.</summary>
    public const int GaugeAddress = 0x36;

    /// <summary>Size of the ring's file, bytes.</summary>
    public const int RingBytes = 57344;

    /// <summary>Records that the ring's index holds.</summary>
    public const int RingRecords = 64;

    /// <summary>Longest frame, bytes.</summary>
    public const int FrameBytes = 2688;
}
