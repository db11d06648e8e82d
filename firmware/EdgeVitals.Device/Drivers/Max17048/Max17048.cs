namespace EdgeVitals.Device;

/// <summary>MAX17048 fuel gauge of one lithium cell. The chip is fed by the cell that it measures: without a cell
/// nobody answers.</summary>
public sealed class Max17048
{
    /// <summary>The chip's only address.</summary>
    public const int Address = 0x36;

    /// <summary>Charge at which <see cref="IsLow"/> is set, per mille: a tenth (chosen), left for a last transmission.
    /// </summary>
    public const int LowPermille = 100;

    private const int FullPermille = 1000;

    // A cell of this voltage at rest is not empty: no charge beside it is an estimate that has not been made yet
    // (observed for some seconds after power-on; chosen above the 3.0 V at which a cell is empty).
    private const int EmptyMillivolts = 3300;
    private const int WordsBytes = 4;
    private const int RateBytes = 2;

    private readonly IRegisterBus _bus;
    private readonly byte[] _command = new byte[3];
    private readonly byte[] _answer = new byte[WordsBytes];
    private readonly byte[] _before = new byte[WordsBytes];
    private bool _lostPower;

    /// <summary>A driver on a bus.</summary>
    public Max17048(IRegisterBus bus)
    {
        _bus = bus;
    }

    /// <summary>State of charge, 0..1000 per mille; this and the others are meaningful after a <see cref="Read"/> that
    /// answered Ok.</summary>
    public int Permille { get; private set; }

    /// <summary>Voltage of the cell, mV.</summary>
    public int Millivolts { get; private set; }

    /// <summary>Change of the charge, per mille an hour; below zero while discharging.</summary>
    public int RatePermillePerHour { get; private set; }

    /// <summary>Whether the chip had lost its power before the last start: its estimate began anew from the voltage
    /// alone and is rough for some hours.</summary>
    public bool WasReset { get; private set; }

    /// <summary>Whether the charge of the last read is at or below <see cref="LowPermille"/>.</summary>
    public bool IsLow { get; private set; }

    /// <summary>Checks the part and clears its reset indicator; a <see cref="DriverStatus"/>.</summary>
    public int Start()
    {
        _lostPower = false;
        int status = ReadBytes(Max17048Registers.Version, RateBytes);
        if (status != DriverStatus.Ok) return status;
        if ((Word(0) & Max17048Registers.VersionMask) != Max17048Registers.VersionValue) return DriverStatus.WrongPart;
        status = ReadBytes(Max17048Registers.Status, RateBytes);
        if (status != DriverStatus.Ok) return status;
        int word = Word(0);
        WasReset = (word & Max17048Registers.ResetIndicator) != 0;
        word &= ~Max17048Registers.ResetIndicator;
        _command[0] = Max17048Registers.Status;
        _command[1] = (byte)(word >> 8);
        _command[2] = (byte)word;
        status = _bus.Write(_command, 3);
        return status == DriverStatus.Ok ? CheckPower() : status;
    }

    /// <summary>Takes charge, voltage and rate. NotReady in the first second after power-on; Reset when the chip has
    /// lost its power since <see cref="Start"/>, and from then on until the next start.</summary>
    public int Read()
    {
        if (_lostPower) return DriverStatus.Reset;
        int status = ReadAgreeing(Max17048Registers.Rate, RateBytes);
        if (status != DriverStatus.Ok) return status;
        int rate = (short)Word(0);
        status = ReadAgreeing(Max17048Registers.CellVoltage, WordsBytes);
        if (status != DriverStatus.Ok) return status;
        int voltage = Word(0);
        int charge = Word(2);
        // Asked last: it covers whatever was read before.
        status = CheckPower();
        if (status != DriverStatus.Ok) return status;
        // Steps of 78.125 µV, 1/256 % and 0.208 %/h (data sheet, "Registers").
        int millivolts = voltage * 5 / 64;
        // The chip works from 2.5 V: no voltage is no measurement yet.
        if (voltage == 0 || (charge == 0 && millivolts >= EmptyMillivolts)) return DriverStatus.NotReady;
        Millivolts = millivolts;
        int permille = charge * 10 / 256;
        Permille = permille > FullPermille ? FullPermille : permille;
        RatePermillePerHour = rate * 208 / 100;
        IsLow = Permille <= LowPermille;
        return DriverStatus.Ok;
    }

    private int CheckPower()
    {
        int status = ReadBytes(Max17048Registers.Status, RateBytes);
        if (status != DriverStatus.Ok) return status;
        _lostPower = (Word(0) & Max17048Registers.ResetIndicator) != 0;
        return _lostPower ? DriverStatus.Reset : DriverStatus.Ok;
    }

    // There is no check byte on this bus. The registers change every 250 ms at most, so two reads that agree are the
    // registers; a third one decides when the first two stood on either side of a change.
    private int ReadAgreeing(int register, int count)
    {
        int status = ReadBytes(register, count);
        for (int i = 0; i < 2 && status == DriverStatus.Ok; i++)
        {
            for (int k = 0; k < count; k++) _before[k] = _answer[k];
            status = ReadBytes(register, count);
            if (status == DriverStatus.Ok && AgreesWithBefore(count)) return DriverStatus.Ok;
        }
        return status == DriverStatus.Ok ? BusStatus.BadCheck : status;
    }

    private bool AgreesWithBefore(int count)
    {
        for (int k = 0; k < count; k++)
        {
            if (_before[k] != _answer[k]) return false;
        }
        return true;
    }

    private int ReadBytes(int register, int count)
    {
        _command[0] = (byte)register;
        return _bus.WriteRead(_command, 1, _answer, count);
    }

    private int Word(int at)
    {
        return (_answer[at] << 8) | _answer[at + 1];
    }
}
