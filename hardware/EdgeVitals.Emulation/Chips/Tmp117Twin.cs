using System;
using EdgeVitals.Device;

namespace EdgeVitals.Emulation.Chips;

/// <summary>
/// The TMP117 thermometer at register level on a virtual clock (Texas Instruments data sheet SNOSD82D): 16-bit
/// registers, most significant byte first, 7.8125 m°C per step.
/// </summary>
/// <remarks>Conversions that nobody looked at are not simulated one by one beyond the last 64; an alert that came and
/// went among older ones is not seen. NIST ids in EEPROM 1 to 3 are zero.</remarks>
public sealed class Tmp117Twin : IRegisterBus, IInterruptLine
{
    /// <summary>Address with ADD0 at ground.</summary>
    public const int Address = 0x48;

    /// <summary>Steps of the result per degree.</summary>
    public const int StepsPerCelsius = 128;

    private const int Result = 0x00;
    private const int Configuration = 0x01;
    private const int HighLimit = 0x02;
    private const int LowLimit = 0x03;
    private const int Unlock = 0x04;
    private const int Eeprom1 = 0x05;
    private const int Eeprom2 = 0x06;
    private const int Offset = 0x07;
    private const int Eeprom3 = 0x08;
    private const int Identity = 0x0F;

    private const int HighAlert = 0x8000;
    private const int LowAlert = 0x4000;
    private const int DataReady = 0x2000;
    private const int EepromBusy = 0x1000;
    private const int WritableConfiguration = 0x0FFC;
    private const int ModeMask = 0x0C00;
    private const int ModeShutdown = 0x0400;
    private const int ModeOneShot = 0x0C00;
    private const int ThermMode = 0x0010;
    private const int PolarityHigh = 0x0008;
    private const int PinIsDataReady = 0x0004;
    private const int SoftReset = 0x0002;
    private const int UnlockBit = 0x8000;
    private const int UnlockBusy = 0x4000;

    // One conversion, the reset and the EEPROM write (data sheet, "Electrical Characteristics" and 7.3).
    private const int ConversionMicros = 15500;
    private const int ResetMicros = 2000;
    private const int EepromMicros = 7000;
    private const int MostReplayed = 64;

    private static readonly int[] Averages = new int[] { 1, 8, 32, 64 };

    // Table 7-1 of the data sheet: cycle by CONV, where the averages do not need longer.
    private static readonly int[] CycleMicros = new int[]
    {
        15500, 125000, 250000, 500000, 1000000, 4000000, 8000000, 16000000,
    };

    // The same table: least cycle by AVG. 64 averages take 0.992 s and are given 1 s.
    private static readonly int[] LeastCycleMicros = new int[] { 15500, 125000, 500000, 1000000 };

    private readonly VirtualClock clock;
    private readonly ITemperatureSource source;
    private readonly ushort[] registers = new ushort[16];
    private readonly ushort[] eeprom = new ushort[16];
    private long startMicros;
    private long conversions;
    private long readyFromMicros;
    private long eepromBusyUntil;

    /// <summary>A chip that was just powered: the result reads −256 °C until the first conversion is done.</summary>
    public Tmp117Twin(VirtualClock clock, ITemperatureSource source)
    {
        this.clock = clock ?? throw new ArgumentNullException(nameof(clock));
        this.source = source ?? throw new ArgumentNullException(nameof(source));
        DeviceId = 0x0117;
        eeprom[Configuration] = 0x0220;
        eeprom[HighLimit] = 0x6000;
        eeprom[LowLimit] = 0x8000;
        Restart(0);
    }

    /// <summary>Faults of the bus at this chip.</summary>
    public BusFaults Faults { get; } = new BusFaults();

    /// <summary>What register 0x0F answers; 0x0117, unless a test puts a stranger at the address.</summary>
    public int DeviceId { get; set; }

    /// <summary>The ALERT pin at the level that means attention for the polarity set.</summary>
    public bool IsAsserted()
    {
        CatchUp();
        int configuration = registers[Configuration];
        return (configuration & PinIsDataReady) != 0
            ? (configuration & DataReady) != 0
            : (configuration & (HighAlert | LowAlert)) != 0;
    }

    /// <summary>Electrical level of the ALERT pin: low when asserted, unless POL turns it round.</summary>
    public bool IsPinHigh()
    {
        return IsAsserted() == ((registers[Configuration] & PolarityHigh) != 0);
    }

    /// <summary>Takes power away and gives it back.</summary>
    public void PowerCycle()
    {
        Restart(0);
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
        if (clock.Micros() < readyFromMicros)
        {
            return BusStatus.Nack;
        }
        // Only a whole word is latched; a pointer alone, or half a word, changes no register.
        if (count >= 3)
        {
            WriteRegister(buffer[0] & 0x0F, (buffer[1] << 8) | buffer[2]);
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
        if (clock.Micros() < readyFromMicros)
        {
            return BusStatus.Nack;
        }
        int word = ReadRegister(write[0] & 0x0F);
        int transferred = BusFaults.Transferred(fault, readCount);
        for (int i = 0; i < transferred; i++)
        {
            read[i] = (byte)(i % 2 == 0 ? word >> 8 : word);
        }
        Faults.Corrupt(fault, read, readCount);
        return BusFaults.StatusOf(fault);
    }

    private int ReadRegister(int register)
    {
        int word = registers[register];
        switch (register)
        {
            case Result:
                registers[Configuration] = (ushort)(registers[Configuration] & ~DataReady);
                return word;
            case Configuration:
                int cleared = DataReady | ((word & ThermMode) != 0 ? 0 : HighAlert | LowAlert);
                registers[Configuration] = (ushort)(word & ~cleared);
                return word | (IsEepromBusy() ? EepromBusy : 0);
            case Unlock:
                return word | (IsEepromBusy() ? UnlockBusy : 0);
            case Identity:
                return DeviceId;
            default:
                return word;
        }
    }

    private void WriteRegister(int register, int word)
    {
        switch (register)
        {
            case Configuration:
                if ((word & SoftReset) != 0)
                {
                    Restart(ResetMicros);
                    return;
                }
                int flags = registers[Configuration] & ~WritableConfiguration;
                registers[Configuration] = (ushort)(flags | (word & WritableConfiguration));
                startMicros = clock.Micros();
                conversions = 0;
                break;
            case Unlock:
                registers[Unlock] = (ushort)(word & UnlockBit);
                return;
            case HighLimit:
            case LowLimit:
            case Offset:
                registers[register] = (ushort)word;
                break;
            case Eeprom1:
            case Eeprom2:
            case Eeprom3:
                if ((registers[Unlock] & UnlockBit) == 0)
                {
                    return;
                }
                registers[register] = (ushort)word;
                break;
            default:
                return;
        }
        // Unlocked, a write also becomes the value after the next power-on (data sheet 7.5.3.1).
        if ((registers[Unlock] & UnlockBit) != 0 && !IsEepromBusy())
        {
            eeprom[register] = (ushort)(register == Configuration ? word & WritableConfiguration : word);
            eepromBusyUntil = clock.Micros() + EepromMicros;
        }
    }

    private bool IsEepromBusy()
    {
        return clock.Micros() < eepromBusyUntil;
    }

    private void Restart(int resetMicros)
    {
        for (int i = 0; i < registers.Length; i++)
        {
            registers[i] = eeprom[i];
        }
        registers[Result] = 0x8000;
        registers[Unlock] = 0;
        eepromBusyUntil = 0;
        readyFromMicros = clock.Micros() + resetMicros;
        startMicros = readyFromMicros;
        conversions = 0;
    }

    private void CatchUp()
    {
        int configuration = registers[Configuration];
        int mode = configuration & ModeMask;
        if (mode == ModeShutdown)
        {
            return;
        }
        int averaging = (configuration >> 5) & 0x03;
        long active = (long)Averages[averaging] * ConversionMicros;
        long elapsed = clock.Micros() - startMicros;
        if (elapsed < active)
        {
            return;
        }
        if (mode == ModeOneShot)
        {
            Convert(startMicros + active / 2);
            registers[Configuration] = (ushort)((registers[Configuration] & ~ModeMask) | ModeShutdown);
            return;
        }
        long cycle = CycleMicros[(configuration >> 7) & 0x07];
        if (cycle < LeastCycleMicros[averaging])
        {
            cycle = LeastCycleMicros[averaging];
        }
        long finished = (elapsed - active) / cycle + 1;
        if (finished - conversions > MostReplayed)
        {
            conversions = finished - MostReplayed;
        }
        while (conversions < finished)
        {
            Convert(startMicros + conversions * cycle + active / 2);
            conversions++;
        }
    }

    /// <summary>One result: nearest step, the offset register added, the limits judged.</summary>
    private void Convert(long micros)
    {
        long scaled = (long)source.MilliCelsius(micros) * StepsPerCelsius;
        long steps = scaled >= 0 ? (scaled + 500) / 1000 : -((500 - scaled) / 1000);
        steps += (short)registers[Offset];
        if (steps > short.MaxValue)
        {
            steps = short.MaxValue;
        }
        if (steps < short.MinValue)
        {
            steps = short.MinValue;
        }
        registers[Result] = (ushort)(short)steps;
        int flags = registers[Configuration] | DataReady;
        bool above = steps > (short)registers[HighLimit];
        bool below = steps < (short)registers[LowLimit];
        if ((flags & ThermMode) != 0)
        {
            // Therm mode: one flag with the low limit as hysteresis.
            flags = above ? flags | HighAlert : below ? flags & ~HighAlert : flags;
            flags &= ~LowAlert;
        }
        else
        {
            flags |= above ? HighAlert : 0;
            flags |= below ? LowAlert : 0;
        }
        registers[Configuration] = (ushort)flags;
    }
}
