using EdgeVitals.Device;

namespace MySensor.Sht31;

/// <summary>An SHT31 that is not there, at the level of its commands: what the driver can see of the chip, with the
/// faults that it must meet.</summary>
public sealed class Sht31Twin : IRegisterBus
{
    // High repeatability takes 15 ms at most (table 4).
    private const long ConversionMicros = 15000;
    private const long SecondMicros = 1000000;

    private readonly IClock _clock;
    private bool _measures;
    private bool _wasReset = true;
    private long _startedAt;
    private long _taken;

    /// <summary>A chip that was just powered.</summary>
    public Sht31Twin(IClock clock)
    {
        _clock = clock;
    }

    /// <summary>The humidity that it stands in, 0.01 %, 0..10000.</summary>
    public int CentiPercent { get; set; } = 4500;

    /// <summary>The temperature that it stands in, 0.01 °C, -4500..13000.</summary>
    public int CentiCelsius { get; set; } = 3200;

    /// <summary>Nobody answers at the address.</summary>
    public bool IsUnplugged { get; set; }

    /// <summary>Reads of which one bit arrives inverted.</summary>
    public int BadReads { get; set; }

    /// <summary>Takes power away and gives it back.</summary>
    public void PowerCycle()
    {
        _measures = false;
        _wasReset = true;
    }

    /// <inheritdoc/>
    public int Write(byte[] buffer, int count)
    {
        if (IsUnplugged || count != 2) return BusStatus.Nack;
        switch ((buffer[0] << 8) | buffer[1])
        {
            case Sht31Commands.MeasureEachSecond:
                _measures = true;
                _startedAt = _clock.Micros();
                _taken = 0;
                break;
            case Sht31Commands.Break:
                _measures = false;
                break;
            case Sht31Commands.ClearStatus:
                _wasReset = false;
                break;
        }
        return BusStatus.Ok;
    }

    /// <inheritdoc/>
    public int WriteRead(byte[] write, int writeCount, byte[] read, int readCount)
    {
        if (IsUnplugged || writeCount != 2) return BusStatus.Nack;
        switch ((write[0] << 8) | write[1])
        {
            case Sht31Commands.ReadStatus when readCount == 3:
                // Bit 15 is set from power-on until the flags are cleared, as bit 4 is.
                Put(read, 0, _wasReset ? 0x8000 | Sht31Commands.WasReset : 0);
                break;
            case Sht31Commands.Fetch when readCount == 6 && HasData():
                Put(read, 0, Raw(CentiCelsius + 4500, 17500));
                Put(read, 3, Raw(CentiPercent, 10000));
                break;
            default:
                return BusStatus.Nack;
        }
        if (BadReads > 0)
        {
            BadReads--;
            read[0] ^= 0x10;
        }
        return BusStatus.Ok;
    }

    /// <summary>Whether a measurement has ended since the last fetch, which emptied the memory (section 4.6).</summary>
    private bool HasData()
    {
        long since = _clock.Micros() - _startedAt - ConversionMicros;
        long done = _measures && since >= 0 ? since / SecondMicros + 1 : 0;
        if (done <= _taken) return false;
        _taken = done;
        return true;
    }

    private static int Raw(int value, int span)
    {
        return (int)(((long)value * 65535 + span / 2) / span);
    }

    private static void Put(byte[] read, int at, int word)
    {
        read[at] = (byte)(word >> 8);
        read[at + 1] = (byte)word;
        read[at + 2] = Sht31Commands.Check(read[at], read[at + 1]);
    }
}
