using System;
using EdgeVitals.Device;

namespace EdgeVitals.Emulation.Chips;

/// <summary>
/// The ADXL345 accelerometer at register level on a virtual clock (Analog Devices data sheet rev. E): bypass, FIFO and
/// stream mode, watermark and overrun, ac- or dc-coupled activity, pin polarity. It samples lazily: whenever the bus or
/// the pin is looked at, the samples due by then are taken from the source.
/// </summary>
/// <remarks>Where the data sheet leaves room: the entry of the output filter counts in FIFO_STATUS, so that 33 can be
/// seen; an overrun stands until a sample is read. Both interrupt pins show what is mapped to INT1. Trigger mode, taps,
/// free fall, inactivity, offsets and sleep are not modelled. Of a stretch in bypass mode that nobody looked at, the
/// activity comparator sees every sample of the last ten seconds and one a second of what was before.</remarks>
public sealed class Adxl345Twin : IRegisterBus, IInterruptLine
{
    /// <summary>Address with SDO at ground.</summary>
    public const int Address = 0x53;

    private const int DeviceId = 0x00;
    private const int ActivityThreshold = 0x24;
    private const int ActivityControl = 0x27;
    private const int BandwidthRate = 0x2C;
    private const int PowerControl = 0x2D;
    private const int InterruptEnable = 0x2E;
    private const int InterruptMap = 0x2F;
    private const int InterruptSource = 0x30;
    private const int DataFormat = 0x31;
    private const int FirstData = 0x32;
    private const int LastData = 0x37;
    private const int FifoControl = 0x38;
    private const int FifoStatus = 0x39;
    private const int LastRegister = 0x39;

    private const int SourceDataReady = 0x80;
    private const int SourceActivity = 0x10;
    private const int SourceWatermark = 0x02;
    private const int SourceOverrun = 0x01;
    private const int Measure = 0x08;
    private const int Invert = 0x20;
    private const int FullResolution = 0x08;
    private const int LeftJustified = 0x04;
    private const int ModeBypass = 0;
    private const int ModeStream = 2;

    private readonly VirtualClock clock;
    private readonly IMotionSource source;
    private readonly byte[] registers = new byte[LastRegister + 1];
    private readonly Adxl345Fifo fifo = new Adxl345Fifo();
    private readonly int[] output = new int[3];
    private readonly int[] reference = new int[3];
    private bool hasReference;
    private bool ready;
    private bool activity;
    private bool overrun;
    private long startMicros;
    private long samplesTaken;
    private int driftPpm;

    /// <summary>A chip that was just powered: in standby, every setting zero.</summary>
    public Adxl345Twin(VirtualClock clock, IMotionSource source)
    {
        this.clock = clock ?? throw new ArgumentNullException(nameof(clock));
        this.source = source ?? throw new ArgumentNullException(nameof(source));
        Id = 0xE5;
        PowerCycle();
    }

    /// <summary>Faults of the bus at this chip.</summary>
    public BusFaults Faults { get; } = new BusFaults();

    /// <summary>What register 0x00 answers; 0xE5, unless a test puts a stranger at the address.</summary>
    public int Id { get; set; }

    /// <summary>Samples that a full FIFO refused or wrote over.</summary>
    public long OverrunSamples { get; private set; }

    /// <summary>Error of the chip's own oscillator in parts per million, within ±50,000; positive runs fast. Restarts
    /// the sample clock at the present moment.</summary>
    public int DriftPpm
    {
        get
        {
            return driftPpm;
        }
        set
        {
            if (value < -50000 || value > 50000)
            {
                throw new ArgumentOutOfRangeException(nameof(value));
            }
            CatchUp();
            driftPpm = value;
            RestartSampling();
        }
    }

    /// <summary>Whether INT1 is low. The pin is driven, idles low unless INT_INVERT is set, and so stands "asserted"
    /// for an active-low board after a power loss.</summary>
    public bool IsAsserted()
    {
        CatchUp();
        int mapped = Sources() & registers[InterruptEnable] & ~registers[InterruptMap];
        bool active = mapped != 0;
        return (registers[DataFormat] & Invert) != 0 ? active : !active;
    }

    /// <summary>Takes power away and gives it back.</summary>
    public void PowerCycle()
    {
        Array.Clear(registers, 0, registers.Length);
        registers[BandwidthRate] = 0x0A;
        Array.Clear(output, 0, output.Length);
        fifo.Clear();
        ready = false;
        activity = false;
        overrun = false;
        RestartSampling();
    }

    /// <inheritdoc/>
    public int Write(byte[] buffer, int count)
    {
        if (buffer == null || count < 1 || count > buffer.Length)
        {
            return BusStatus.Fault;
        }
        int fault = Faults.Take(false);
        if (fault == BusFaults.PowerLoss)
        {
            PowerCycle();
        }
        if (BusFaults.Refuses(fault))
        {
            return BusFaults.StatusOf(fault);
        }
        CatchUp();
        for (int i = 1; i < count; i++)
        {
            WriteRegister(buffer[0] + i - 1, buffer[i]);
        }
        return BusFaults.StatusOf(fault);
    }

    /// <inheritdoc/>
    public int WriteRead(byte[] write, int writeCount, byte[] read, int readCount)
    {
        if (write == null || read == null || writeCount != 1 || writeCount > write.Length || readCount < 1
            || readCount > read.Length)
        {
            return BusStatus.Fault;
        }
        int fault = Faults.Take(true);
        if (fault == BusFaults.PowerLoss)
        {
            PowerCycle();
        }
        if (BusFaults.Refuses(fault))
        {
            return BusFaults.StatusOf(fault);
        }
        CatchUp();
        bool touchesData = write[0] <= LastData && write[0] + readCount > FirstData;
        if (touchesData)
        {
            LoadOutput();
        }
        int transferred = BusFaults.Transferred(fault, readCount);
        for (int i = 0; i < transferred; i++)
        {
            read[i] = (byte)ReadRegister(write[0] + i);
        }
        Faults.Corrupt(fault, read, readCount);
        return BusFaults.StatusOf(fault);
    }

    private int Mode()
    {
        return registers[FifoControl] >> 6;
    }

    private int Sources()
    {
        int sources = activity ? SourceActivity : 0;
        if (Mode() == ModeBypass)
        {
            return sources | (ready ? SourceDataReady : 0) | (overrun ? SourceOverrun : 0);
        }
        int watermark = registers[FifoControl] & 0x1F;
        sources |= fifo.Count > 0 ? SourceDataReady : 0;
        sources |= fifo.Count >= watermark ? SourceWatermark : 0;
        return sources | (overrun ? SourceOverrun : 0);
    }

    private int ReadRegister(int register)
    {
        if (register > LastRegister)
        {
            return 0;
        }
        if (register >= FirstData && register <= LastData)
        {
            int value = output[(register - FirstData) / 2];
            return (register - FirstData) % 2 == 0 ? value & 0xFF : (value >> 8) & 0xFF;
        }
        switch (register)
        {
            case DeviceId:
                return Id;
            case InterruptSource:
                int sources = Sources();
                activity = false;
                return sources;
            case FifoStatus:
                return fifo.Count;
            default:
                return registers[register];
        }
    }

    /// <summary>A read of data takes the oldest sample out; from an empty FIFO comes the last one again.</summary>
    private void LoadOutput()
    {
        ready = false;
        overrun = false;
        if (fifo.Count > 0)
        {
            fifo.Pop(output);
        }
    }

    private void WriteRegister(int register, byte value)
    {
        bool writable = register >= 0x1D && register <= FifoControl && register != 0x2B
            && register != InterruptSource && (register < FirstData || register > LastData);
        if (!writable)
        {
            return;
        }
        registers[register] = value;
        switch (register)
        {
            case FifoControl:
                fifo.Clear();
                overrun = false;
                break;
            case BandwidthRate:
            case PowerControl:
                RestartSampling();
                break;
            case ActivityControl:
            case ActivityThreshold:
                hasReference = false;
                break;
            default:
                break;
        }
    }

    private void RestartSampling()
    {
        startMicros = clock.Micros();
        samplesTaken = 0;
        hasReference = false;
    }

    /// <summary>Period at 3200 Hz and code 15, doubled for each code less (data sheet, table 7), µs times 2.</summary>
    private long TimeOf(long index)
    {
        int code = registers[BandwidthRate] & 0x0F;
        // 3200 Hz is 312.5 µs; twice that is whole.
        long nominal = index * (625L << (15 - code)) / 2;
        return startMicros + nominal - nominal * driftPpm / (1000000 + driftPpm);
    }

    private void CatchUp()
    {
        if ((registers[PowerControl] & Measure) == 0)
        {
            return;
        }
        long now = clock.Micros();
        long due = DueBy(now);
        bool bypass = Mode() == ModeBypass;
        bool keepsOldest = !bypass && Mode() != ModeStream;
        bool comparing = (registers[InterruptEnable] & SourceActivity) != 0;
        // Samples a second, at least one.
        long second = 1000000 * 2 / (625L << (15 - (registers[BandwidthRate] & 0x0F)));
        second = second < 1 ? 1 : second;
        while (samplesTaken < due)
        {
            long left = due - samplesTaken;
            if (keepsOldest && !comparing && fifo.Count == Adxl345Fifo.Depth)
            {
                samplesTaken = due;
                OverrunSamples += left;
                overrun = true;
                return;
            }
            if (!keepsOldest && left > 10 * second + Adxl345Fifo.Depth)
            {
                // One a second, and none at all where nobody compares.
                long skipped = comparing ? second - 1 : left - Adxl345Fifo.Depth - 1;
                samplesTaken += skipped;
                OverrunSamples += bypass ? 0 : skipped;
            }
            samplesTaken++;
            Take(TimeOf(samplesTaken), bypass);
        }
    }

    /// <summary>Samples due, exactly: an estimate corrected by the times themselves.</summary>
    private long DueBy(long now)
    {
        int code = registers[BandwidthRate] & 0x0F;
        long elapsed = now - startMicros;
        long due = (elapsed + elapsed * driftPpm / 1000000) * 2 / (625L << (15 - code));
        while (TimeOf(due + 1) <= now)
        {
            due++;
        }
        while (due > 0 && TimeOf(due) > now)
        {
            due--;
        }
        return due;
    }

    private void Take(long micros, bool bypass)
    {
        source.Read(micros, out int x, out int y, out int z);
        x = Counts(x);
        y = Counts(y);
        z = Counts(z);
        Compare(x, y, z);
        if (bypass)
        {
            overrun = overrun || ready;
            ready = true;
            output[0] = x;
            output[1] = y;
            output[2] = z;
            return;
        }
        if (fifo.Count == Adxl345Fifo.Depth)
        {
            OverrunSamples++;
            overrun = true;
            if (Mode() != ModeStream)
            {
                return;
            }
            fifo.Pop(output);
        }
        fifo.Push(x, y, z);
        // "Overrun" means filled in the FIFO modes (data sheet, "Interrupts").
        overrun = overrun || fifo.Count == Adxl345Fifo.Depth;
    }

    private void Compare(int x, int y, int z)
    {
        int control = registers[ActivityControl];
        bool coupled = (control & 0x80) != 0;
        if (!hasReference)
        {
            reference[0] = coupled ? x : 0;
            reference[1] = coupled ? y : 0;
            reference[2] = coupled ? z : 0;
            hasReference = true;
        }
        // 62.5 mg a step, 256 counts a g: 16 counts a step.
        int threshold = registers[ActivityThreshold] * 16 >> Shift();
        bool moved = ((control & 0x40) != 0 && Math.Abs(x - reference[0]) > threshold)
            || ((control & 0x20) != 0 && Math.Abs(y - reference[1]) > threshold)
            || ((control & 0x10) != 0 && Math.Abs(z - reference[2]) > threshold);
        activity = activity || (moved && (registers[InterruptEnable] & SourceActivity) != 0);
    }

    /// <summary>Bits that a range without full resolution gives up.</summary>
    private int Shift()
    {
        bool full = (registers[DataFormat] & FullResolution) != 0;
        return full ? 0 : registers[DataFormat] & 0x03;
    }

    /// <summary>Milli-g to counts: nearest step, clipped at the range, sign-extended or left-justified.</summary>
    private int Counts(int milliG)
    {
        int range = registers[DataFormat] & 0x03;
        long counts = ((long)milliG * 256 + (milliG < 0 ? -500 : 500)) / 1000;
        long limit = 512L << range;
        counts = counts >= limit ? limit - 1 : counts < -limit ? -limit : counts;
        int value = (int)(counts >> Shift());
        if ((registers[DataFormat] & LeftJustified) != 0)
        {
            // 10 bits, or up to 13 at full resolution, moved to the top of the word.
            value <<= (registers[DataFormat] & FullResolution) != 0 ? 6 - range : 6;
        }
        return value;
    }
}
