// Written from hardware/boards/raspberry-pi-4.json; change that file, not this.
namespace EdgeVitals.Boards;

/// <summary>Pins, bus and addresses of the Raspberry Pi 4 Model B.</summary>
public static class RaspberryPi4
{
    /// <summary>Number of the I2C bus.</summary>
    public const int BusNumber = 1;

    /// <summary>Clock of the bus, Hz; the slowest chip sets it.</summary>
    public const int BusHertz = 100000;

    /// <summary>GPIO of the data line.</summary>
    public const int SdaGpio = 2;

    /// <summary>GPIO of the clock line.</summary>
    public const int SclGpio = 3;

    /// <summary>MAX30102EFD+T: PPG, red and infrared.</summary>
    public const int OximeterAddress = 0x57;

    /// <summary>GPIO of INT of MAX30102EFD+T.</summary>
    public const int OximeterIntGpio = 17;

    /// <summary>TMP117AIDRVR: skin temperature.</summary>
    public const int ThermometerAddress = 0x48;

    /// <summary>MLX90614ESF-BAA: forehead temperature without contact.</summary>
    public const int ForeheadAddress = 0x5A;

    /// <summary>ADXL345BCCZ: motion, wake by activity.</summary>
    public const int MotionAddress = 0x53;

    /// <summary>GPIO of INT1 of ADXL345BCCZ.</summary>
    public const int MotionInt1Gpio = 22;

    /// <summary>ADS1115IDGSR: ECG and skin conductance.</summary>
    public const int ConverterAddress = 0x49;

    /// <summary>GPIO of LO+ of AD8232ACPZ-R7.</summary>
    public const int EcgLoPlusGpio = 23;

    /// <summary>MAX17048G+T10: charge of the cell.</summary>
    public const int GaugeAddress = 0x36;
}
