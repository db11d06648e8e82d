namespace EdgeVitals.Device;

/// <summary>MAX30102 pulse oximeter: red and infrared at 100 Hz through its FIFO. The FIFO is drained when the
/// almost-full interrupt asks, or when the clock says that it must be filling (a lost interrupt, a pin not wired).
/// Samples that the full FIFO refused are counted and stand after the samples of the same drain.</summary>
public sealed class Max30102
{
    /// <summary>The chip's only I2C address.</summary>
    public const int Address = 0x57;

    /// <summary>Content of the part id register.</summary>
    public const int PartId = 0x15;

    /// <summary>Samples that the FIFO holds.</summary>
    public const int FifoDepth = 32;

    /// <summary>Nominal time between samples, µs.</summary>
    public const long PeriodMicros = 10000;

    /// <summary>LED current of both colours, steps of 0.2 mA: 7.2 mA, common for a finger.</summary>
    public const int DefaultAmplitude = 0x24;

    // The interrupt comes with 17 samples; a healthy line is never so late that 22 are waiting.
    private const long PollMicros = 22 * PeriodMicros;

    // Service is called at least every 200 ms. A call that leaves samples in the chip must be sure that the next one
    // still finds them all: 30 periods, which a fast oscillator fills 32 samples into, less those 200 ms. A board that
    // sleeps until the interrupt is woken by it before anybody else calls.
    private const long TakeMicros = 10 * PeriodMicros;

    // The data sheet gives no time for the reset; 64 reads at 400 kHz are about 7 ms.
    private const int ResetReads = 64;
    private const int BytesPerSample = 6;

    // Status 1 to read pointer in one transfer: 0 status, 2 enables, 4 write pointer, 5 overflow, 6 read pointer.
    private const int StateBytes = 7;

    // Samples that may come in while 32 are read: a transfer of 192 bytes takes 17 ms at 100 kHz.
    private const int MostAfterDrain = 4;

    private readonly IRegisterBus _bus;
    private readonly IInterruptLine? _line;
    private readonly IClock _clock;
    private readonly byte[] _command = new byte[4];
    private readonly byte[] _answer = new byte[FifoDepth * BytesPerSample];
    private long _lastDrain;
    private int _mustStart = DriverStatus.NotReady;

    /// <summary>Red counts of the last drain, 18 bit; the first <see cref="Count"/> are new.</summary>
    public readonly int[] Red = new int[FifoDepth];

    /// <summary>Infrared counts of the last drain, 18 bit; the first <see cref="Count"/> are new.</summary>
    public readonly int[] Infrared = new int[FifoDepth];

    /// <summary>A driver on a bus; without a line it polls.</summary>
    public Max30102(IRegisterBus bus, IInterruptLine? line, IClock clock)
    {
        _bus = bus;
        _line = line;
        _clock = clock;
    }

    /// <summary>Samples of the last drain, 0..32.</summary>
    public int Count { get; private set; }

    /// <summary>Samples lost right after those of the last drain.</summary>
    public int Lost { get; private set; }

    /// <summary>Samples lost since this driver was made.</summary>
    public long OverflowSamples { get; private set; }

    /// <summary>Samples of the last drain with a colour at full scale: too much light for the LED current set. They are
    /// delivered; their values mean "at least".</summary>
    public int Saturated { get; private set; }

    /// <summary>Samples with a colour at full scale since this driver was made.</summary>
    public long SaturatedSamples { get; private set; }

    /// <summary>Whether ambient light was beyond what the chip can cancel since the drain before.</summary>
    public bool AmbientOverflow { get; private set; }

    /// <summary>Register 0xFE, from the last start.</summary>
    public int Revision { get; private set; }

    /// <summary>Checks the part, resets it, sets it up and starts sampling; a <see cref="DriverStatus"/>. Reset when
    /// the settings do not stay.</summary>
    public int Start(int amplitude)
    {
        ClearResults();
        _mustStart = DriverStatus.NotReady;
        int status = Read(Max30102Registers.RevisionId, 2);
        if (status != DriverStatus.Ok) return status;
        Revision = _answer[0];
        if (_answer[1] != PartId) return DriverStatus.WrongPart;
        status = ResetChip();
        if (status == DriverStatus.Ok) status = Configure();
        if (status == DriverStatus.Ok) status = Write(Max30102Registers.Led1Amplitude, amplitude);
        if (status == DriverStatus.Ok) status = Write(Max30102Registers.Led1Amplitude + 1, amplitude);
        if (status == DriverStatus.Ok) status = Write(Max30102Registers.InterruptEnable1, Max30102Registers.AlmostFull);
        // A just powered chip holds its line until the status is read.
        if (status == DriverStatus.Ok) status = Read(Max30102Registers.InterruptStatus1, 1);
        if (status == DriverStatus.Ok) status = Write(Max30102Registers.ModeConfiguration, Max30102Registers.ModeSpo2);
        if (status == DriverStatus.Ok) status = CheckSettings(amplitude);
        _lastDrain = _clock.Micros();
        if (status == DriverStatus.Ok) _mustStart = DriverStatus.Ok;
        return status;
    }

    /// <summary>LEDs off, sampling stopped.</summary>
    public int Stop()
    {
        return Write(Max30102Registers.ModeConfiguration, Max30102Registers.Shutdown);
    }

    /// <summary>Device time at which a loop that waits for the interrupt looks at the latest, µs: the line should have
    /// asked long before. <see cref="long.MaxValue"/> while not started.</summary>
    public long NextDue()
    {
        return _mustStart == DriverStatus.Ok ? _lastDrain + PollMicros : long.MaxValue;
    }

    /// <summary>Drains when the line asks or the FIFO might overflow before the next call; cheap otherwise. Call it at
    /// least every 200 ms: then nothing is lost, with a line that is late, stuck, or not there.</summary>
    public int Service()
    {
        ClearResults();
        if (_mustStart != DriverStatus.Ok) return _mustStart;
        bool asked = _line != null && _line.IsAsserted();
        if (!asked && _clock.Micros() - _lastDrain < TakeMicros) return DriverStatus.Ok;
        return Drain();
    }

    /// <summary>Takes every waiting sample, or none and a status. A fault before the samples leaves them in the chip.
    /// After Reset, or a transfer that broke off among samples, the status stays until <see cref="Start"/>: what is
    /// left in the chip has no known place in time. NotReady while not started.</summary>
    public int Drain()
    {
        ClearResults();
        if (_mustStart != DriverStatus.Ok) return _mustStart;
        long now = _clock.Micros();
        int status = ReadState();
        if (status != DriverStatus.Ok) return status;
        bool almostFull = (_answer[0] & Max30102Registers.AlmostFull) != 0;
        int overflow = _answer[5] & Max30102Registers.OverflowCeiling;
        int write = _answer[4];
        int read = _answer[6];
        status = ConfirmPointers(write, overflow, read);
        if (status != DriverStatus.Ok) return status;
        int waiting = (write - read) & Max30102Registers.PointerMask;
        // Equal pointers are an empty or a full FIFO. It is full when samples were refused, or when the interrupt
        // stands and the time for 32 samples has gone by (less a sixteenth, for a fast oscillator).
        bool longEnough = now - _lastDrain >= FifoDepth * PeriodMicros * 15 / 16;
        if (waiting == 0 && (overflow > 0 || (almostFull && longEnough))) waiting = FifoDepth;
        if (waiting > 0)
        {
            status = TakeSamples(waiting, read);
            if (status != DriverStatus.Ok)
            {
                // Samples have left the chip that were not taken: restart, and let time count the loss.
                _mustStart = status;
                return status;
            }
        }
        Lost = overflow < Max30102Registers.OverflowCeiling ? overflow : LostByClock(now, waiting);
        OverflowSamples += Lost;
        SaturatedSamples += Saturated;
        Count = waiting;
        _lastDrain = now;
        return DriverStatus.Ok;
    }

    // The counter stays at 31: beyond that only the clock knows how many periods went by.
    private int LostByClock(long now, int waiting)
    {
        long byClock = (now - _lastDrain) / PeriodMicros - waiting;
        if (byClock < Max30102Registers.OverflowCeiling) return Max30102Registers.OverflowCeiling;
        return byClock > int.MaxValue ? int.MaxValue : (int)byClock;
    }

    // Nothing on this bus has a check byte, and a wrong pointer would make samples that never were: the pointers are
    // believed when a second read agrees. One sample may come in between.
    private int ConfirmPointers(int write, int overflow, int read)
    {
        int status = Read(Max30102Registers.FifoWritePointer, 3);
        if (status != DriverStatus.Ok) return status;
        int came = (_answer[0] - write) & Max30102Registers.PointerMask;
        int refused = (_answer[1] & Max30102Registers.OverflowCeiling) - overflow;
        bool agree = _answer[2] == read && came <= 1 && (refused == 0 || refused == 1);
        return agree ? DriverStatus.Ok : BusStatus.BadCheck;
    }

    // Looks at the state again afterwards: the read pointer must have moved by what was read, and little may be left. A
    // chip whose power went in between does not pass its zeros for samples.
    private int TakeSamples(int waiting, int readPointer)
    {
        int status = Read(Max30102Registers.FifoData, waiting * BytesPerSample);
        if (status == DriverStatus.Ok) status = Unpack(waiting);
        if (status == DriverStatus.Ok) status = ReadState();
        if (status != DriverStatus.Ok) return status;
        bool moved = ((readPointer + waiting - _answer[6]) & Max30102Registers.PointerMask) == 0;
        int left = (_answer[4] - _answer[6]) & Max30102Registers.PointerMask;
        return moved && left <= MostAfterDrain ? DriverStatus.Ok : BusStatus.BadCheck;
    }

    private int Unpack(int samples)
    {
        int unused = 0;
        for (int i = 0; i < samples; i++)
        {
            int at = i * BytesPerSample;
            unused |= _answer[at] | _answer[at + 3];
            Red[i] = ((_answer[at] & 3) << 16) | (_answer[at + 1] << 8) | _answer[at + 2];
            Infrared[i] = ((_answer[at + 3] & 3) << 16) | (_answer[at + 4] << 8) | _answer[at + 5];
            bool full = Red[i] == Max30102Registers.FullScale || Infrared[i] == Max30102Registers.FullScale;
            if (full) Saturated++;
        }
        bool clean = (unused & Max30102Registers.UnusedSampleBits) == 0;
        return clean ? DriverStatus.Ok : BusStatus.BadCheck;
    }

    // One transfer from the status to the read pointer. A chip that lost its power says so, and has forgotten which
    // interrupt it should give.
    private int ReadState()
    {
        int status = Read(Max30102Registers.InterruptStatus1, StateBytes);
        if (status != DriverStatus.Ok) return status;
        if ((_answer[0] & Max30102Registers.AmbientOverflow) != 0) AmbientOverflow = true;
        bool kept = (_answer[0] & Max30102Registers.PowerReady) == 0
            && _answer[2] == Max30102Registers.AlmostFull;
        if (kept) return DriverStatus.Ok;
        _mustStart = DriverStatus.Reset;
        return DriverStatus.Reset;
    }

    private int CheckSettings(int amplitude)
    {
        int status = Read(Max30102Registers.FifoConfiguration, 6);
        if (status != DriverStatus.Ok) return status;
        bool stay = _answer[0] == Max30102Registers.FifoSettings && _answer[1] == Max30102Registers.ModeSpo2
            && _answer[2] == Max30102Registers.Spo2Settings && _answer[4] == (byte)amplitude
            && _answer[5] == (byte)amplitude;
        return stay ? DriverStatus.Ok : DriverStatus.Reset;
    }

    private void ClearResults()
    {
        Count = 0;
        Lost = 0;
        Saturated = 0;
        AmbientOverflow = false;
    }

    private int Configure()
    {
        int status = Write(Max30102Registers.FifoConfiguration, Max30102Registers.FifoSettings);
        if (status != DriverStatus.Ok) return status;
        return Write(Max30102Registers.Spo2Configuration, Max30102Registers.Spo2Settings);
    }

    private int ResetChip()
    {
        int status = Write(Max30102Registers.ModeConfiguration, Max30102Registers.Reset);
        for (int i = 0; i < ResetReads && status == DriverStatus.Ok; i++)
        {
            status = Read(Max30102Registers.ModeConfiguration, 1);
            if (status == DriverStatus.Ok && (_answer[0] & Max30102Registers.Reset) == 0) return status;
        }
        return status == DriverStatus.Ok ? DriverStatus.Busy : status;
    }

    private int Read(int register, int count)
    {
        _command[0] = (byte)register;
        return _bus.WriteRead(_command, 1, _answer, count);
    }

    private int Write(int register, int value)
    {
        _command[0] = (byte)register;
        _command[1] = (byte)value;
        return _bus.Write(_command, 2);
    }
}
