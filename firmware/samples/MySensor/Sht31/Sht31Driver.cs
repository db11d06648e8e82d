using EdgeVitals.Device;

namespace MySensor.Sht31;

/// <summary>SHT31 humidity and temperature sensor, one measurement a second. Written in the restricted C# of the
/// packages (no exception, no allocation after the start), so that it runs on a microcontroller as it is.</summary>
public sealed class Sht31Driver
{
    /// <summary>I2C address with ADDR at ground.</summary>
    public const int Address = 0x44;

    private const int FullScale = 65535;

    private readonly IRegisterBus _bus;
    private readonly byte[] _command = new byte[2];
    private readonly byte[] _answer = new byte[6];

    /// <summary>A driver on a bus.</summary>
    public Sht31Driver(IRegisterBus bus)
    {
        _bus = bus;
    }

    /// <summary>Last relative humidity, 0.01 %, 0..10000; meaningful after a <see cref="Read"/> that answered Ok.
    /// </summary>
    public int CentiPercent { get; private set; }

    /// <summary>Last temperature of the chip, 0.01 °C; as <see cref="CentiPercent"/>.</summary>
    public int CentiCelsius { get; private set; }

    /// <summary>Ends what an earlier boot left running, forgets its flags and starts to measure; a
    /// <see cref="DriverStatus"/>.</summary>
    public int Start()
    {
        int status = Send(Sht31Commands.Break);
        if (status == DriverStatus.Ok) status = ReadStatus();
        if (status == DriverStatus.Ok) status = Send(Sht31Commands.ClearStatus);
        if (status == DriverStatus.Ok) status = Send(Sht31Commands.MeasureEachSecond);
        return status;
    }

    /// <summary>Takes the measurement of this second: Ok, NotReady when there is no new one, Reset when the chip lost
    /// its power and must be started again, BadCheck when a bit was lost on the way.</summary>
    public int Read()
    {
        int status = Ask(Sht31Commands.Fetch, 6);
        // No answer to a fetch means no measurement, a chip that forgot to measure, or no chip. Its status tells.
        if (status == BusStatus.Nack) return WhyNoData();
        if (status != DriverStatus.Ok) return status;
        if (!IsGood(0) || !IsGood(3)) return BusStatus.BadCheck;
        // Section 4.13: RH = 100 S / (2^16 - 1), T = -45 + 175 S / (2^16 - 1); half a step is added to round.
        CentiPercent = (10000 * Word(3) + FullScale / 2) / FullScale;
        CentiCelsius = (17500 * Word(0) + FullScale / 2) / FullScale - 4500;
        return DriverStatus.Ok;
    }

    private int WhyNoData()
    {
        int status = ReadStatus();
        if (status != DriverStatus.Ok) return status;
        return (Word(0) & Sht31Commands.WasReset) != 0 ? DriverStatus.Reset : DriverStatus.NotReady;
    }

    private int ReadStatus()
    {
        int status = Ask(Sht31Commands.ReadStatus, 3);
        if (status != DriverStatus.Ok) return status;
        return IsGood(0) ? DriverStatus.Ok : BusStatus.BadCheck;
    }

    private int Send(int command)
    {
        _command[0] = (byte)(command >> 8);
        _command[1] = (byte)command;
        return _bus.Write(_command, 2);
    }

    private int Ask(int command, int count)
    {
        _command[0] = (byte)(command >> 8);
        _command[1] = (byte)command;
        return _bus.WriteRead(_command, 2, _answer, count);
    }

    private bool IsGood(int at)
    {
        return Sht31Commands.Check(_answer[at], _answer[at + 1]) == _answer[at + 2];
    }

    private int Word(int at)
    {
        return (_answer[at] << 8) | _answer[at + 1];
    }
}
