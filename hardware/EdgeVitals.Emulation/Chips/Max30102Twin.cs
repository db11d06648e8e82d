using System;
using EdgeVitals.Device;

namespace EdgeVitals.Emulation.Chips;

/// <summary>
/// The MAX30102 oximeter at register level on a virtual clock: what a driver can see and do at address 0x57. It
/// samples lazily: whenever the bus or the pin is looked at, the samples due by then are taken from the source.
/// </summary>
/// <remarks>
/// Where the data sheet leaves room, the twin does this: status bits are set whether or not they are enabled, the
/// enable bits gate the pin; a FIFO that rolls over takes its read pointer along (as the maker's later MAX8614x state)
/// and counts each overwritten sample; reading an empty FIFO gives zeros, moves nothing and is counted in
/// <see cref="EmptyReads"/>; sample rates above the table for a pulse width fall to the highest one allowed.
/// </remarks>
public sealed class Max30102Twin : IRegisterBus, IInterruptLine
{
    /// <summary>The chip's only address.</summary>
    public const int Address = 0x57;

    /// <summary>Time of a die temperature conversion (data sheet: 29 ms).</summary>
    public const int DieConversionMicros = 29000;

    private static readonly int[] Rates = new int[] { 50, 100, 200, 400, 800, 1000, 1600, 3200 };

    // Tables 11 and 12 of the data sheet: highest rate by pulse width 69, 118, 215, 411 µs.
    private static readonly int[] HighestSpo2Rate = new int[] { 1600, 1000, 800, 400 };
    private static readonly int[] HighestHeartRate = new int[] { 3200, 1600, 1600, 1000 };

    private readonly VirtualClock clock;
    private readonly IOpticalSource source;
    private readonly byte[] registers = new byte[256];
    private readonly Max30102Fifo fifo = new Max30102Fifo();
    private readonly int[] slots = new int[Max30102Fifo.MaximumChannels];
    private readonly int[] sample = new int[Max30102Fifo.MaximumChannels];
    private readonly long[] averageSums = new long[Max30102Fifo.MaximumChannels];
    private int slotCount;
    private int averageCount;
    private int status1;
    private int status2;
    private long startMicros;
    private long samplesTaken;
    private bool sampling;
    private long dieReadyMicros = -1;
    private int driftPpm;

    /// <summary>A chip that was just powered: PWR_RDY is set and the pin is low until status 1 is read.</summary>
    public Max30102Twin(VirtualClock clock, IOpticalSource source)
    {
        this.clock = clock ?? throw new ArgumentNullException(nameof(clock));
        this.source = source ?? throw new ArgumentNullException(nameof(source));
        PartId = 0x15;
        RevisionId = 0x03;
        DieMilliCelsius = 31500;
        PowerOn();
    }

    /// <summary>Faults of the bus at this chip.</summary>
    public BusFaults Faults { get; } = new BusFaults();

    /// <summary>What register 0xFF answers; 0x15, unless a test puts a stranger at the address.</summary>
    public int PartId { get; set; }

    /// <summary>What register 0xFE answers.</summary>
    public int RevisionId { get; set; }

    /// <summary>Die temperature, m°C.</summary>
    public int DieMilliCelsius { get; set; }

    /// <summary>Ambient light that the chip's cancellation leaves in every reading, 18-bit counts.</summary>
    public int AmbientCounts { get; set; }

    /// <summary>True while ambient light exceeds what can be cancelled: sets ALC_OVF with every sample.</summary>
    public bool AmbientOverflow { get; set; }

    /// <summary>FIFO bytes that were asked for while nothing was there; a good driver keeps this at zero.</summary>
    public long EmptyReads { get; private set; }

    /// <summary>Conversions taken from the source or skipped as lost, since the sampling began.</summary>
    public long SamplesTaken
    {
        get { return samplesTaken; }
    }

    /// <summary>
    /// Error of the chip's own oscillator in parts per million, within ±50,000; positive runs fast. Restarts the
    /// sample clock at the present moment.
    /// </summary>
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

    /// <summary>The INT pin: open drain, low while an enabled status bit or PWR_RDY is set.</summary>
    public bool IsAsserted()
    {
        CatchUp();
        return (status1 & (registers[Max30102Registers.InterruptEnable1] | Max30102Registers.PowerReady)) != 0
            || (status2 & registers[Max30102Registers.InterruptEnable2]) != 0;
    }

    /// <summary>Takes power away and gives it back.</summary>
    public void PowerCycle()
    {
        PowerOn();
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
        int register = buffer[0];
        for (int i = 1; i < count; i++)
        {
            WriteRegister(register, buffer[i]);
            register = register == Max30102Registers.FifoData ? register : (register + 1) & 0xFF;
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
        fifo.BeginTransfer();
        int register = write[0];
        int transferred = BusFaults.Transferred(fault, readCount);
        for (int i = 0; i < transferred; i++)
        {
            read[i] = (byte)ReadRegister(register);
            register = register == Max30102Registers.FifoData ? register : (register + 1) & 0xFF;
        }
        Faults.Corrupt(fault, read, readCount);
        return BusFaults.StatusOf(fault);
    }

    private void PowerOn()
    {
        Array.Clear(registers, 0, registers.Length);
        fifo.Clear();
        status1 = Max30102Registers.PowerReady;
        status2 = 0;
        dieReadyMicros = -1;
        RestartSampling();
    }

    private int ReadRegister(int register)
    {
        switch (register)
        {
            case Max30102Registers.InterruptStatus1:
                int first = status1;
                status1 = 0;
                return first;
            case Max30102Registers.InterruptStatus2:
                int second = status2;
                status2 = 0;
                return second;
            case Max30102Registers.FifoWritePointer:
                return fifo.WritePointer;
            case Max30102Registers.OverflowCounter:
                return fifo.Overflow;
            case Max30102Registers.FifoReadPointer:
                return fifo.ReadPointer;
            case Max30102Registers.FifoData:
                status1 &= ~Max30102Registers.PpgReady;
                int next = fifo.NextByte(slotCount, out bool wasEmpty);
                EmptyReads += wasEmpty ? 1 : 0;
                return next;
            case Max30102Registers.DieTemperatureFraction:
                status2 &= ~Max30102Registers.DieTemperatureReady;
                return registers[register];
            case Max30102Registers.RevisionId:
                return RevisionId;
            case Max30102Registers.PartId:
                return PartId;
            default:
                return registers[register];
        }
    }

    private void WriteRegister(int register, byte value)
    {
        switch (register)
        {
            case Max30102Registers.FifoWritePointer:
                fifo.SetWritePointer(value);
                break;
            case Max30102Registers.OverflowCounter:
                fifo.SetOverflow(value);
                break;
            case Max30102Registers.FifoReadPointer:
                fifo.SetReadPointer(value);
                break;
            case Max30102Registers.InterruptEnable1:
                registers[register] = (byte)(value & 0xE0);
                break;
            case Max30102Registers.InterruptEnable2:
                registers[register] = (byte)(value & Max30102Registers.DieTemperatureReady);
                break;
            case Max30102Registers.ModeConfiguration:
                WriteMode(value);
                break;
            case Max30102Registers.FifoConfiguration:
            case Max30102Registers.Spo2Configuration:
            case Max30102Registers.MultiLed1:
            case Max30102Registers.MultiLed2:
                registers[register] = value;
                RestartSampling();
                break;
            case Max30102Registers.Led1Amplitude:
            case Max30102Registers.Led2Amplitude:
                registers[register] = value;
                break;
            case Max30102Registers.DieTemperatureConfiguration:
                StartDieConversion(value);
                break;
            default:
                // Reserved and read-only registers ignore a write.
                break;
        }
    }

    private void WriteMode(byte value)
    {
        if ((value & Max30102Registers.Reset) != 0)
        {
            // A software reset is a power-on reset that does not raise PWR_RDY (data sheet, "Reset Control").
            PowerOn();
            status1 = 0;
            return;
        }
        registers[Max30102Registers.ModeConfiguration] = (byte)(value & 0x87);
        if ((value & Max30102Registers.Shutdown) != 0)
        {
            status1 = 0;
            status2 = 0;
        }
        RestartSampling();
    }

    private void StartDieConversion(byte value)
    {
        if ((value & Max30102Registers.TemperatureEnable) != 0 && dieReadyMicros < 0)
        {
            registers[Max30102Registers.DieTemperatureConfiguration] = Max30102Registers.TemperatureEnable;
            dieReadyMicros = clock.Micros() + DieConversionMicros;
        }
    }

    private void FinishDieConversion()
    {
        // Sixteenths of a degree, rounded down, so that the fraction is never negative (data sheet, "Temperature").
        int sixteenths = DieMilliCelsius * 16 / 1000;
        if (DieMilliCelsius < 0 && sixteenths * 1000 != DieMilliCelsius * 16)
        {
            sixteenths--;
        }
        registers[Max30102Registers.DieTemperatureInteger] = (byte)(sixteenths >> 4);
        registers[Max30102Registers.DieTemperatureFraction] = (byte)(sixteenths & 0x0F);
        registers[Max30102Registers.DieTemperatureConfiguration] = 0;
        status2 |= Max30102Registers.DieTemperatureReady;
        dieReadyMicros = -1;
    }

    private void RestartSampling()
    {
        startMicros = clock.Micros();
        samplesTaken = 0;
        averageCount = 0;
        Array.Clear(averageSums, 0, averageSums.Length);
        ChooseSlots();
        sampling = slotCount > 0
            && (registers[Max30102Registers.ModeConfiguration] & Max30102Registers.Shutdown) == 0;
    }

    /// <summary>Which LED each time slot lights: 1 red, 2 infrared.</summary>
    private void ChooseSlots()
    {
        slotCount = 0;
        switch (registers[Max30102Registers.ModeConfiguration] & 0x07)
        {
            case Max30102Registers.ModeHeartRate:
                slots[slotCount++] = 1;
                break;
            case Max30102Registers.ModeSpo2:
                slots[slotCount++] = 1;
                slots[slotCount++] = 2;
                break;
            case Max30102Registers.ModeMultiLed:
                int word = registers[Max30102Registers.MultiLed1] | (registers[Max30102Registers.MultiLed2] << 8);
                for (int slot = 0; slot < 4 && ((word >> (4 * slot)) & 0x07) != 0; slot++)
                {
                    slots[slotCount++] = (word >> (4 * slot)) & 0x07;
                }
                break;
            default:
                break;
        }
    }

    private int SamplesASecond()
    {
        int configuration = registers[Max30102Registers.Spo2Configuration];
        int rate = Rates[(configuration >> 2) & 0x07];
        bool oneLed = slotCount == 1;
        int highest = oneLed ? HighestHeartRate[configuration & 0x03] : HighestSpo2Rate[configuration & 0x03];
        return rate < highest ? rate : highest;
    }

    private int Averaging()
    {
        int code = registers[Max30102Registers.FifoConfiguration] >> 5;
        return code > 5 ? 32 : 1 << code;
    }

    /// <summary>Device time of conversion number <paramref name="index"/> by the chip's own oscillator.</summary>
    private long TimeOf(long index, int rate)
    {
        long nominal = index / rate * 1000000 + index % rate * 1000000 / rate;
        return startMicros + nominal - nominal * driftPpm / (1000000 + driftPpm);
    }

    private void CatchUp()
    {
        long now = clock.Micros();
        if (dieReadyMicros >= 0 && now >= dieReadyMicros)
        {
            FinishDieConversion();
        }
        if (!sampling)
        {
            return;
        }
        int rate = SamplesASecond();
        int averaging = Averaging();
        SkipUnseen(now, rate, averaging);
        while (TimeOf(samplesTaken + 1, rate) <= now)
        {
            samplesTaken++;
            TakeSample(TimeOf(samplesTaken, rate), averaging);
        }
    }

    /// <summary>
    /// Nobody looked for a long while: the samples between, which the FIFO has lost anyway, are counted without being
    /// read from the source. Whole averages only, so that what remains is what would have been.
    /// </summary>
    private void SkipUnseen(long now, int rate, int averaging)
    {
        long keep = 2L * Max30102Fifo.Depth * averaging + rate;
        if (DueBy(now, rate) <= keep || !FillUp(now, rate, averaging) || DueBy(now, rate) <= keep)
        {
            return;
        }
        long skipped = (DueBy(now, rate) - keep) / averaging;
        samplesTaken += skipped * averaging;
        if (Rollover())
        {
            fifo.Skip(skipped);
        }
        else
        {
            fifo.CountLost(skipped);
        }
    }

    /// <summary>Conversions due in whole seconds of the chip's own time.</summary>
    private long DueBy(long now, int rate)
    {
        long elapsed = now - startMicros;
        return (elapsed + elapsed * driftPpm / 1000000) / 1000000 * rate - samplesTaken;
    }

    private bool FillUp(long now, int rate, int averaging)
    {
        while (fifo.Count < Max30102Fifo.Depth || averageCount != 0)
        {
            long time = TimeOf(samplesTaken + 1, rate);
            if (time > now)
            {
                return false;
            }
            samplesTaken++;
            TakeSample(time, averaging);
        }
        return true;
    }

    private bool Rollover()
    {
        return (registers[Max30102Registers.FifoConfiguration] & Max30102Registers.RolloverEnable) != 0;
    }

    private void TakeSample(long micros, int averaging)
    {
        source.Read(micros, out int red, out int infrared);
        for (int slot = 0; slot < slotCount; slot++)
        {
            averageSums[slot] += Convert(slots[slot], red, infrared);
        }
        averageCount++;
        if (AmbientOverflow)
        {
            status1 |= Max30102Registers.AmbientOverflow;
        }
        if (averageCount < averaging)
        {
            return;
        }
        for (int slot = 0; slot < slotCount; slot++)
        {
            sample[slot] = (int)(averageSums[slot] / averageCount);
            averageSums[slot] = 0;
        }
        averageCount = 0;
        fifo.Push(sample, Rollover());
        status1 |= Max30102Registers.PpgReady;
        int free = registers[Max30102Registers.FifoConfiguration] & 0x0F;
        if (fifo.Count >= Max30102Fifo.Depth - free)
        {
            status1 |= Max30102Registers.AlmostFull;
        }
    }

    /// <summary>Light to converter counts: LED current, range, ambient remainder, full scale, resolution.</summary>
    private int Convert(int led, int red, int infrared)
    {
        int counts = led == 1 ? red : led == 2 ? infrared : LedCounts.Dark;
        int amplitude = registers[
            led == 1 ? Max30102Registers.Led1Amplitude : Max30102Registers.Led2Amplitude];
        int configuration = registers[Max30102Registers.Spo2Configuration];
        int rangeNanoamperes = 2048 << ((configuration >> 5) & 0x03);
        long light = counts < 0 ? 0
            : (long)counts * amplitude * LedCounts.ReferenceRangeNanoamperes
                / ((long)LedCounts.ReferenceAmplitude * rangeNanoamperes);
        long total = light + (long)AmbientCounts * LedCounts.ReferenceRangeNanoamperes / rangeNanoamperes;
        if (total < 0)
        {
            total = 0;
        }
        if (total > LedCounts.FullScale)
        {
            total = LedCounts.FullScale;
        }
        // 15, 16, 17 or 18 bits by pulse width, the highest bit always at bit 17 (data sheet, "FIFO Data Structure").
        int unusedBits = 3 - (configuration & 0x03);
        return (int)total >> unusedBits << unusedBits;
    }
}
