namespace EdgeVitals.Device;

/// <summary>MLX90614 non-contact infrared thermometer over SMBus. Every read carries a check byte (PEC) over addresses,
/// command and data, and a value is taken only when it matches.</summary>
public sealed class Mlx90614
{
    /// <summary>Factory address.</summary>
    public const int Address = 0x5A;

    /// <summary>How long the bus must hold SDA low, SCL high, to wake the chip, µs (data sheet, "Sleep Mode": 33 ms at
    /// least). A register bus cannot do that; see the README.</summary>
    public const int WakeMicros = 33000;

    // 0.02 K a step; 273.15 K is 0 °C (data sheet 8.3.2).
    private const int MilliKelvinPerStep = 20;
    private const int ZeroCelsiusMilliKelvin = 273150;
    private const byte WriteAddress = Address << 1;
    private const byte ReadAddress = WriteAddress | 1;
    private const int Attempts = 2;

    private readonly IRegisterBus _bus;
    private readonly byte[] _command = new byte[2];
    private readonly byte[] _answer = new byte[3];
    private readonly byte[] _wire = new byte[5];

    /// <summary>A driver on a bus of at most 100 kHz.</summary>
    public Mlx90614(IRegisterBus bus)
    {
        _bus = bus;
    }

    /// <summary>Temperature of what is in the field of view, 0.001 °C; meaningful after a <see cref="Read"/> that
    /// answered Ok.</summary>
    public int ObjectMilliCelsius { get; private set; }

    /// <summary>Temperature of the chip itself, 0.001 °C.</summary>
    public int AmbientMilliCelsius { get; private set; }

    /// <summary>Configuration word of the EEPROM, from the last start.</summary>
    public int Configuration { get; private set; }

    /// <summary>Checks that an MLX90614 answers. It has no id register: a chip whose check byte is wrong twice gives
    /// BadCheck, and one whose number is all zeros or all ones is another part.</summary>
    public int Start()
    {
        int status = ReadWithRetry(Mlx90614Registers.Flags);
        if (status != DriverStatus.Ok) return status;
        if ((Word() & Mlx90614Registers.EepromBusy) != 0) return DriverStatus.Busy;
        if ((Word() & Mlx90614Registers.EepromDead) != 0) return DriverStatus.SensorError;
        status = ReadWithRetry(Mlx90614Registers.Configuration);
        if (status != DriverStatus.Ok) return status;
        Configuration = Word();
        bool zeros = true;
        bool ones = true;
        for (int i = 0; i < Mlx90614Registers.IdentityWords; i++)
        {
            status = ReadWithRetry(Mlx90614Registers.FirstIdentity + i);
            if (status != DriverStatus.Ok) return status;
            zeros = zeros && Word() == 0;
            ones = ones && Word() == 0xFFFF;
        }
        return zeros || ones ? DriverStatus.WrongPart : DriverStatus.Ok;
    }

    /// <summary>Takes both temperatures, or neither: BadCheck for a wrong check byte, SensorError when the chip flags
    /// its value or gives one outside of its range, NotReady before the first measurement after power-on.</summary>
    public int Read()
    {
        int status = ReadTemperature(Mlx90614Registers.Object1);
        if (status != DriverStatus.Ok) return status;
        int seen = Word();
        status = ReadTemperature(Mlx90614Registers.Ambient);
        if (status != DriverStatus.Ok) return status;
        ObjectMilliCelsius = seen * MilliKelvinPerStep - ZeroCelsiusMilliKelvin;
        AmbientMilliCelsius = Word() * MilliKelvinPerStep - ZeroCelsiusMilliKelvin;
        return DriverStatus.Ok;
    }

    /// <summary>Sends the chip to sleep (2.5 µA). From then on it answers nothing: a read gives Nack until SDA was held
    /// low for <see cref="WakeMicros"/> or the power was cycled.</summary>
    public int Sleep()
    {
        _wire[0] = WriteAddress;
        _wire[1] = Mlx90614Registers.Sleep;
        _command[0] = Mlx90614Registers.Sleep;
        _command[1] = PacketErrorCode.Of(_wire, 2);
        return _bus.Write(_command, 2);
    }

    private int ReadTemperature(int command)
    {
        int status = ReadWord(command);
        if (status != DriverStatus.Ok) return status;
        int word = Word();
        if ((word & Mlx90614Registers.ErrorBit) != 0) return DriverStatus.SensorError;
        // Memory is cleared by power-on and filled by the first measurement.
        if (word == 0) return DriverStatus.NotReady;
        return word < Mlx90614Registers.LeastTemperature ? DriverStatus.SensorError : DriverStatus.Ok;
    }

    private int ReadWithRetry(int command)
    {
        int status = BusStatus.BadCheck;
        for (int i = 0; i < Attempts && status == BusStatus.BadCheck; i++) status = ReadWord(command);
        return status;
    }

    private int ReadWord(int command)
    {
        _command[0] = (byte)command;
        int status = _bus.WriteRead(_command, 1, _answer, 3);
        if (status != DriverStatus.Ok) return status;
        _wire[0] = WriteAddress;
        _wire[1] = (byte)command;
        _wire[2] = ReadAddress;
        _wire[3] = _answer[0];
        _wire[4] = _answer[1];
        return PacketErrorCode.Of(_wire, 5) == _answer[2] ? DriverStatus.Ok : BusStatus.BadCheck;
    }

    // SMBus words come least significant byte first.
    private int Word()
    {
        return _answer[0] | (_answer[1] << 8);
    }
}
