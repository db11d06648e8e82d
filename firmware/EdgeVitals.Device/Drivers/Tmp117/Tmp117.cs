namespace EdgeVitals.Device;

/// <summary>TMP117 contact thermometer, ±0.1 °C from -20 to 50 °C, two results a second.</summary>
public sealed class Tmp117
{
    /// <summary>I2C address with ADD0 at ground.</summary>
    public const int Address = 0x48;

    /// <summary>Device id without its revision bits.</summary>
    public const int DeviceId = 0x117;

    private readonly IRegisterBus _bus;
    private readonly byte[] _command = new byte[3];
    private readonly byte[] _answer = new byte[2];

    /// <summary>A driver on a bus.</summary>
    public Tmp117(IRegisterBus bus)
    {
        _bus = bus;
    }

    /// <summary>Last temperature, 0.001 °C; meaningful after a <see cref="Read"/> that answered Ok.</summary>
    public int MilliCelsius { get; private set; }

    /// <summary>Revision bits of the device id, from the last start.</summary>
    public int Revision { get; private set; }

    /// <summary>Checks the part and sets it up; a <see cref="DriverStatus"/>. Reset when the settings do not stay.
    /// </summary>
    public int Start()
    {
        int status = ReadWord(Tmp117Registers.DeviceId);
        if (status != DriverStatus.Ok) return status;
        int id = Word();
        if ((id & Tmp117Registers.IdMask) != DeviceId) return DriverStatus.WrongPart;
        Revision = id >> 12;
        _command[0] = Tmp117Registers.Configuration;
        _command[1] = Tmp117Registers.Settings >> 8;
        _command[2] = Tmp117Registers.Settings & 0xFF;
        status = _bus.Write(_command, 3);
        if (status == DriverStatus.Ok) status = ReadWord(Tmp117Registers.Configuration);
        return status == DriverStatus.Ok ? CheckSettings() : status;
    }

    /// <summary>Takes a new result; NotReady when there is none since the last read, so that the -256 °C which the
    /// chip shows before its first conversion is never taken for a value. Reset when the chip has lost its power: it
    /// measures on with its power-on settings, and its result may be from before the first conversion.</summary>
    public int Read()
    {
        int status = ReadWord(Tmp117Registers.Configuration);
        if (status == DriverStatus.Ok) status = CheckSettings();
        if (status != DriverStatus.Ok) return status;
        if ((Word() & Tmp117Registers.DataReady) == 0) return DriverStatus.NotReady;
        status = ReadAgreeing(Tmp117Registers.Result);
        if (status != DriverStatus.Ok) return status;
        // Data was ready and is gone: the power went in between.
        if (Word() == Tmp117Registers.NoResult) return DriverStatus.Reset;
        // 7.8125 m°C a step = 125/16; the shift keeps the sign and rounds down by less than the chip's noise.
        MilliCelsius = ((short)Word() * 125) >> 4;
        return DriverStatus.Ok;
    }

    private int CheckSettings()
    {
        bool stays = (Word() & Tmp117Registers.SettingsMask) == Tmp117Registers.Settings;
        return stays ? DriverStatus.Ok : DriverStatus.Reset;
    }

    // There is no check byte on this bus, and a result stands for half a second: two reads that agree are the result. A
    // third one decides when a conversion ended in between.
    private int ReadAgreeing(int register)
    {
        int status = ReadWord(register);
        for (int i = 0; i < 2 && status == DriverStatus.Ok; i++)
        {
            int before = Word();
            status = ReadWord(register);
            if (status == DriverStatus.Ok && Word() == before) return DriverStatus.Ok;
        }
        return status == DriverStatus.Ok ? BusStatus.BadCheck : status;
    }

    private int ReadWord(int register)
    {
        _command[0] = (byte)register;
        return _bus.WriteRead(_command, 1, _answer, 2);
    }

    private int Word()
    {
        return (_answer[0] << 8) | _answer[1];
    }
}
