namespace EdgeVitals.Device;

/// <summary>ADXL345 accelerometer over I2C: ±4 g at full resolution, 25 Hz through its FIFO, or a low-power wait for
/// motion. The FIFO keeps the oldest samples and stops when it is full; what was lost after that the clock
/// counts.</summary>
public sealed class Adxl345
{
    /// <summary>I2C address with SDO at ground.</summary>
    public const int Address = 0x53;

    /// <summary>Content of the device id register.</summary>
    public const int DeviceId = 0xE5;

    /// <summary>Samples that the FIFO holds; one more waits in the output filter.</summary>
    public const int FifoDepth = 32;

    /// <summary>Nominal time between samples, µs.</summary>
    public const long PeriodMicros = 40000;

    // The interrupt comes with 16 samples; a healthy line is never so late that 22 are waiting.
    private const long PollMicros = 22 * PeriodMicros;
    private const int BytesPerSample = 6;
    private const int SettingsBytes = 6;
    private const int SourceAt = Adxl345Registers.InterruptSource - Adxl345Registers.Rate;

    private readonly IRegisterBus _bus;
    private readonly IInterruptLine? _line;
    private readonly IClock _clock;
    private readonly byte[] _command = new byte[2];
    private readonly byte[] _answer = new byte[BytesPerSample];
    private long _lastDrain;
    private bool _samples;
    private bool _armed;
    private int _mustStart;

    /// <summary>Acceleration of the last drain, milli-g; the first <see cref="Count"/> are new.</summary>
    public readonly int[] X = new int[FifoDepth + 1];

    /// <summary>See <see cref="X"/>.</summary>
    public readonly int[] Y = new int[FifoDepth + 1];

    /// <summary>See <see cref="X"/>.</summary>
    public readonly int[] Z = new int[FifoDepth + 1];

    /// <summary>A driver on a bus; without a line (INT1) it polls.</summary>
    public Adxl345(IRegisterBus bus, IInterruptLine? line, IClock clock)
    {
        _bus = bus;
        _line = line;
        _clock = clock;
    }

    /// <summary>Samples of the last drain, 0..33.</summary>
    public int Count { get; private set; }

    /// <summary>Samples lost right after those of the last drain, to within one.</summary>
    public int Lost { get; private set; }

    /// <summary>Samples lost since this driver was made.</summary>
    public long OverflowSamples { get; private set; }

    /// <summary>Checks the part and starts sampling; a <see cref="DriverStatus"/>. Reset when the settings do not stay.
    /// </summary>
    public int Start()
    {
        int status = Prepare();
        if (status == DriverStatus.Ok) status = Write(Adxl345Registers.Rate, Adxl345Registers.Rate25Hertz);
        if (status == DriverStatus.Ok) status = Write(Adxl345Registers.FifoControl, Adxl345Registers.FifoSettings);
        if (status == DriverStatus.Ok) status = Begin(Adxl345Registers.Watermark);
        if (status == DriverStatus.Ok) status = CheckSettings(Adxl345Registers.Watermark);
        if (status == DriverStatus.Ok) status = Read(Adxl345Registers.FifoControl, 1);
        if (status == DriverStatus.Ok && _answer[0] != Adxl345Registers.FifoSettings) status = DriverStatus.Reset;
        _samples = status == DriverStatus.Ok;
        _lastDrain = _clock.Micros();
        return status;
    }

    /// <summary>Standby: nothing is measured, registers stay.</summary>
    public int Stop()
    {
        _samples = false;
        _armed = false;
        return Write(Adxl345Registers.Power, 0);
    }

    /// <summary>Device time from which <see cref="Service"/> takes the FIFO unasked, µs: a loop that waits for the
    /// interrupt looks then at the latest, or a line that is off costs samples. <see cref="long.MaxValue"/> while not
    /// started.</summary>
    public long NextDue()
    {
        return _samples && _mustStart == DriverStatus.Ok ? _lastDrain + PollMicros : long.MaxValue;
    }

    /// <summary>Drains when there is a reason to; cheap otherwise.</summary>
    public int Service()
    {
        Count = 0;
        Lost = 0;
        if (_mustStart != DriverStatus.Ok) return _mustStart;
        bool asked = _line != null && _line.IsAsserted();
        if (!asked && _clock.Micros() - _lastDrain < PollMicros) return DriverStatus.Ok;
        return Drain();
    }

    /// <summary>Takes every waiting sample, or none and a status. NotReady while not started; after Reset or a transfer
    /// that broke off among samples, the same status until <see cref="Start"/>, since what is left in the chip has no
    /// known place in time.</summary>
    public int Drain()
    {
        Count = 0;
        Lost = 0;
        if (_mustStart != DriverStatus.Ok) return _mustStart;
        if (!_samples) return DriverStatus.NotReady;
        long now = _clock.Micros();
        int status = CheckSettings(Adxl345Registers.Watermark);
        if (status != DriverStatus.Ok) return status;
        bool filled = (_answer[SourceAt] & Adxl345Registers.Overrun) != 0;
        status = ReadEntries();
        if (status != DriverStatus.Ok) return status;
        int waiting = _answer[1] & Adxl345Registers.EntriesMask;
        status = ReadSamples(waiting);
        // Once more: a chip whose power went in between has given zeros.
        if (status == DriverStatus.Ok && waiting > 0) status = CheckSettings(Adxl345Registers.Watermark);
        if (status != DriverStatus.Ok)
        {
            _mustStart = status;
            return status;
        }
        // The chip flags a full FIFO and does not count what came after.
        if (filled && waiting >= FifoDepth) Lost = LostByClock(now, waiting);
        OverflowSamples += Lost;
        Count = waiting;
        _lastDrain = now;
        return DriverStatus.Ok;
    }

    /// <summary>Stops sampling and waits for motion at low power.</summary>
    /// <param name="thresholdMilliG">Change of acceleration on any axis that counts as motion, milli-g; rounded down to
    /// steps of 62.5, at least one and at most 255 of them.</param>
    public int Arm(int thresholdMilliG)
    {
        int status = Prepare();
        long steps = thresholdMilliG * 1000L / Adxl345Registers.ThresholdStepMicroG;
        int threshold = steps < 1 ? 1 : steps > 255 ? 255 : (int)steps;
        if (status == DriverStatus.Ok) status = Write(Adxl345Registers.Rate, Adxl345Registers.Rate25HertzLowPower);
        if (status == DriverStatus.Ok) status = Write(Adxl345Registers.FifoControl, Adxl345Registers.FifoBypass);
        if (status == DriverStatus.Ok) status = Write(Adxl345Registers.ActivityThreshold, threshold);
        const byte control = Adxl345Registers.ActivityControl;
        if (status == DriverStatus.Ok) status = Write(control, Adxl345Registers.ActivityAnyAxis);
        if (status == DriverStatus.Ok) status = Begin(Adxl345Registers.Activity);
        if (status == DriverStatus.Ok) status = CheckSettings(Adxl345Registers.Activity);
        if (status == DriverStatus.Ok) status = Read(Adxl345Registers.ActivityThreshold, 4);
        bool stays = _answer[0] == threshold && _answer[3] == Adxl345Registers.ActivityAnyAxis;
        if (status == DriverStatus.Ok && !stays) status = DriverStatus.Reset;
        _armed = status == DriverStatus.Ok;
        return status;
    }

    /// <summary>Ok when there was motion since <see cref="Arm"/> or the last call, NotReady when there was none or
    /// nothing is armed, Reset when the chip has forgotten to look, or a fault.</summary>
    public int TakeMotion()
    {
        if (_mustStart != DriverStatus.Ok) return _mustStart;
        if (!_armed) return DriverStatus.NotReady;
        int status = CheckSettings(Adxl345Registers.Activity);
        if (status != DriverStatus.Ok) return status;
        bool moved = (_answer[SourceAt] & Adxl345Registers.Activity) != 0;
        return moved ? DriverStatus.Ok : DriverStatus.NotReady;
    }

    // Standby first: the data sheet wants settings and interrupts written before measuring begins.
    private int Prepare()
    {
        Count = 0;
        Lost = 0;
        _samples = false;
        _armed = false;
        _mustStart = DriverStatus.Ok;
        int status = Read(Adxl345Registers.DeviceId, 1);
        if (status != DriverStatus.Ok) return status;
        if (_answer[0] != DeviceId) return DriverStatus.WrongPart;
        status = Write(Adxl345Registers.Power, 0);
        if (status == DriverStatus.Ok) status = Write(Adxl345Registers.InterruptEnable, 0);
        // Through bypass the FIFO is emptied of what an earlier run left.
        if (status == DriverStatus.Ok) status = Write(Adxl345Registers.FifoControl, Adxl345Registers.FifoBypass);
        if (status == DriverStatus.Ok) status = Write(Adxl345Registers.InterruptMap, 0);
        if (status == DriverStatus.Ok) status = Write(Adxl345Registers.Format, Adxl345Registers.FormatSettings);
        // An event of before is cleared by reading it.
        return status == DriverStatus.Ok ? Read(Adxl345Registers.InterruptSource, 1) : status;
    }

    private int Begin(int interrupts)
    {
        int status = Write(Adxl345Registers.InterruptEnable, interrupts);
        return status == DriverStatus.Ok ? Write(Adxl345Registers.Power, Adxl345Registers.Measure) : status;
    }

    // Reads rate to format in one transfer, the interrupt source among them, and compares: after a power loss they are
    // as after power-on, where the chip is in standby and its data registers are zero.
    private int CheckSettings(int interrupts)
    {
        int status = Read(Adxl345Registers.Rate, SettingsBytes);
        if (status != DriverStatus.Ok) return status;
        int rate = interrupts == Adxl345Registers.Activity
            ? Adxl345Registers.Rate25HertzLowPower : Adxl345Registers.Rate25Hertz;
        bool stays = _answer[0] == rate && _answer[1] == Adxl345Registers.Measure && _answer[2] == interrupts
            && _answer[3] == 0 && _answer[5] == Adxl345Registers.FormatSettings;
        if (stays) return DriverStatus.Ok;
        _mustStart = DriverStatus.Reset;
        return DriverStatus.Reset;
    }

    // Read twice, since nothing checks it on the wire and one entry too many would be a sample that never was. A
    // sample may come in between.
    private int ReadEntries()
    {
        int status = Read(Adxl345Registers.FifoControl, 2);
        if (status != DriverStatus.Ok) return status;
        if (_answer[0] != Adxl345Registers.FifoSettings) return BusStatus.BadCheck;
        int first = _answer[1] & Adxl345Registers.EntriesMask;
        status = Read(Adxl345Registers.FifoControl, 2);
        if (status != DriverStatus.Ok) return status;
        int second = _answer[1] & Adxl345Registers.EntriesMask;
        bool agree = second == first || second == first + 1;
        _answer[1] = (byte)first;
        return agree && first <= FifoDepth + 1 ? DriverStatus.Ok : BusStatus.BadCheck;
    }

    private int ReadSamples(int samples)
    {
        for (int i = 0; i < samples; i++)
        {
            // One sample a transfer: the end of each moves the FIFO on.
            int status = Read(Adxl345Registers.Data, BytesPerSample);
            if (status != DriverStatus.Ok) return status;
            int x = (short)(_answer[0] | (_answer[1] << 8));
            int y = (short)(_answer[2] | (_answer[3] << 8));
            int z = (short)(_answer[4] | (_answer[5] << 8));
            // The upper bits repeat the sign; where they do not, the wire was at fault.
            if (!InRange(x) || !InRange(y) || !InRange(z)) return BusStatus.BadCheck;
            X[i] = MilliG(x);
            Y[i] = MilliG(y);
            Z[i] = MilliG(z);
        }
        return DriverStatus.Ok;
    }

    private int LostByClock(long now, int waiting)
    {
        long lost = (now - _lastDrain) / PeriodMicros - waiting;
        if (lost < 0) return 0;
        return lost > int.MaxValue ? int.MaxValue : (int)lost;
    }

    private static bool InRange(int counts)
    {
        return counts >= -Adxl345Registers.FullScale && counts < Adxl345Registers.FullScale;
    }

    // 256 counts a g: 1000/256 = 125/32. Rounded to the nearest, alike on both sides of zero.
    private static int MilliG(int counts)
    {
        return (counts * 125 + (counts < 0 ? -16 : 16)) / 32;
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
