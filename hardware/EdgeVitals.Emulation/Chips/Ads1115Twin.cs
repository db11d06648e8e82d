using System;
using EdgeVitals.Device;

namespace EdgeVitals.Emulation.Chips;

/// <summary>
/// The ADS1115 converter at register level on a virtual clock (Texas Instruments data sheet SBAS444): one multiplexer,
/// one amplifier, single-shot or continuous conversions, no FIFO.
/// </summary>
/// <remarks>The filter is not modelled: a conversion is the voltage in the middle of its time. The comparator keeps
/// what is written and does nothing. Input impedance and noise belong to the source.</remarks>
public sealed class Ads1115Twin : IRegisterBus
{
    /// <summary>Address with ADDR at the supply.</summary>
    public const int Address = 0x49;

    private const int Conversion = 0x00;
    private const int Configuration = 0x01;
    private const int LowThreshold = 0x02;
    private const int HighThreshold = 0x03;
    private const int OperationalStatus = 0x8000;
    private const int SingleShot = 0x0100;
    private const int PowerOnConfiguration = 0x0583;

    // From power-down to the start of a conversion (data sheet, "Single-Shot Mode": about 25 µs).
    private const int WakeMicros = 25;

    // Data sheet, "Configuration Register", DR.
    private static readonly int[] Rates = new int[] { 8, 16, 32, 64, 128, 250, 475, 860 };

    // The same, PGA: nanovolts of one count. 6.144, 4.096, 2.048, 1.024, 0.512 and three times 0.256 V full scale.
    private static readonly long[] NanovoltsPerHundredCounts = new long[]
    {
        18750000, 12500000, 6250000, 3125000, 1562500, 781250, 781250, 781250,
    };

    // The same, MUX: positive and negative input, 4 is ground.
    private static readonly int[] PositiveInput = new int[] { 0, 0, 1, 2, 0, 1, 2, 3 };
    private static readonly int[] NegativeInput = new int[] { 1, 3, 3, 3, 4, 4, 4, 4 };

    private readonly VirtualClock clock;
    private readonly IAnalogSource source;
    private readonly int[] registers = new int[4];
    private long startMicros;
    private bool converting;
    private int driftPpm;

    /// <summary>A chip that was just powered: in power-down, result zero.</summary>
    public Ads1115Twin(VirtualClock clock, IAnalogSource source)
    {
        this.clock = clock ?? throw new ArgumentNullException(nameof(clock));
        this.source = source ?? throw new ArgumentNullException(nameof(source));
        Id = 0x7FFF;
        PowerCycle();
    }

    /// <summary>Faults of the bus at this chip.</summary>
    public BusFaults Faults { get; } = new BusFaults();

    /// <summary>The chip has no id register: which bits of the configuration keep what is written is what tells it from
    /// a stranger. 0x7FFF here.</summary>
    public int Id { get; set; }

    /// <summary>Conversions finished since power-on.</summary>
    public long Conversions { get; private set; }

    /// <summary>Error of the chip's own oscillator in parts per million, within ±100,000 (data sheet: 10 %); positive
    /// converts faster.</summary>
    public int DriftPpm
    {
        get
        {
            return driftPpm;
        }
        set
        {
            if (value < -100000 || value > 100000)
            {
                throw new ArgumentOutOfRangeException(nameof(value));
            }
            driftPpm = value;
        }
    }

    /// <summary>Takes power away and gives it back.</summary>
    public void PowerCycle()
    {
        registers[Conversion] = 0;
        registers[Configuration] = PowerOnConfiguration;
        registers[LowThreshold] = 0x8000;
        registers[HighThreshold] = 0x7FFF;
        converting = false;
        Conversions = 0;
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
        if (count >= 3)
        {
            WriteRegister(buffer[0] & 0x03, (buffer[1] << 8) | buffer[2]);
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
        int register = write[0] & 0x03;
        int word = registers[register];
        if (register == Configuration && !converting)
        {
            word |= OperationalStatus;
        }
        int transferred = BusFaults.Transferred(fault, readCount);
        for (int i = 0; i < transferred; i++)
        {
            read[i] = (byte)(i % 2 == 0 ? word >> 8 : word);
        }
        Faults.Corrupt(fault, read, readCount);
        return BusFaults.StatusOf(fault);
    }

    private void WriteRegister(int register, int word)
    {
        if (register == Conversion)
        {
            return;
        }
        if (register != Configuration)
        {
            registers[register] = word;
            return;
        }
        registers[Configuration] = word & Id & ~OperationalStatus;
        bool single = (word & SingleShot) != 0;
        // A write of OS = 1 starts in power-down alone; in continuous mode it means nothing.
        if (!single || (!converting && (word & OperationalStatus) != 0))
        {
            startMicros = clock.Micros();
            converting = true;
        }
    }

    private void CatchUp()
    {
        if (!converting)
        {
            return;
        }
        int configuration = registers[Configuration];
        long nominal = 1000000 / Rates[(configuration >> 5) & 0x07] + 1;
        long period = nominal - nominal * driftPpm / 1000000;
        long elapsed = clock.Micros() - startMicros - WakeMicros;
        if (elapsed < period)
        {
            return;
        }
        long finished = elapsed / period;
        bool single = (configuration & SingleShot) != 0;
        long last = single ? 0 : finished - 1;
        registers[Conversion] = Convert(startMicros + WakeMicros + last * period + period / 2, configuration) & 0xFFFF;
        if (single)
        {
            Conversions++;
            converting = false;
            return;
        }
        Conversions += finished;
        startMicros += finished * period;
    }

    private int Convert(long micros, int configuration)
    {
        int mux = (configuration >> 12) & 0x07;
        long nanovolts = 1000L * source.Microvolts(micros, PositiveInput[mux]);
        if (NegativeInput[mux] < 4)
        {
            nanovolts -= 1000L * source.Microvolts(micros, NegativeInput[mux]);
        }
        long step = NanovoltsPerHundredCounts[(configuration >> 9) & 0x07];
        long hundredfold = nanovolts * 100;
        long code = (hundredfold + (hundredfold < 0 ? -step / 2 : step / 2)) / step;
        return code > 32767 ? 32767 : code < -32768 ? -32768 : (int)code;
    }
}
