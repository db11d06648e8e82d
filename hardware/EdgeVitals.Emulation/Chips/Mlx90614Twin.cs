using System;
using EdgeVitals.Device;

namespace EdgeVitals.Emulation.Chips;

/// <summary>
/// The MLX90614 infrared thermometer at SMBus level on a virtual clock (Melexis data sheet 3901090614 rev 008): 16-bit
/// words, least significant byte first, a check byte after every word and expected after every write.
/// </summary>
/// <remarks>Where the data sheet leaves room: the measured temperatures are zero until the first measurement, and a
/// read longer than three bytes gives 0xFF. A write with a wrong check byte is answered with a NACK and does nothing,
/// as the data sheet says. PWM mode and the second zone are not modelled.</remarks>
public sealed class Mlx90614Twin : IRegisterBus
{
    /// <summary>Factory address.</summary>
    public const int Address = 0x5A;

    /// <summary>From power-on to the first valid data (data sheet, "Electrical Specifications": 20 ms reset, 0.25 s).
    /// </summary>
    public const int FirstValueMicros = 270000;

    /// <summary>Time for which SDA must be low to wake the chip (data sheet, "Sleep Mode").</summary>
    public const int WakeMicros = 33000;

    private const int RamAmbient = 0x06;
    private const int RamObject = 0x07;
    private const int EepromSelect = 0x20;
    private const int CellEmissivity = 0x04;
    private const int CellConfiguration = 0x05;
    private const int CellAddress = 0x0E;
    private const int CellIdentity = 0x1C;
    private const int CommandFlags = 0xF0;
    private const int CommandSleep = 0xFF;
    private const int FlagEepromBusy = 0x80;
    private const int FlagInitialised = 0x10;
    private const int ResetMicros = 20000;
    private const int EepromMicros = 5000;

    // Settling with the factory's filters is 0.1 s (data sheet table 6, 100 % IIR, FIR 1024).
    private const long MeasurementMicros = 100000;

    private readonly VirtualClock clock;
    private readonly ITemperatureSource target;
    private readonly ITemperatureSource surroundings;
    private readonly int[] eeprom = new int[32];
    private long poweredMicros;
    private long eepromBusyUntil;
    private bool asleep;

    /// <summary>A chip that was just powered.</summary>
    /// <param name="clock">Device time.</param>
    /// <param name="target">What is in the field of view.</param>
    /// <param name="surroundings">Temperature of the chip itself.</param>
    public Mlx90614Twin(VirtualClock clock, ITemperatureSource target, ITemperatureSource surroundings)
    {
        this.clock = clock ?? throw new ArgumentNullException(nameof(clock));
        this.target = target ?? throw new ArgumentNullException(nameof(target));
        this.surroundings = surroundings ?? throw new ArgumentNullException(nameof(surroundings));
        // Factory contents of the cells that the data sheet prints; the chip's number is any that is not blank.
        eeprom[0x00] = 0x9993;
        eeprom[0x01] = 0x62E3;
        eeprom[0x02] = 0x0201;
        eeprom[0x03] = 0xF71C;
        eeprom[CellEmissivity] = 0xFFFF;
        eeprom[CellConfiguration] = 0x9FB4;
        eeprom[CellAddress] = 0xBE5A;
        Id = 0x4D4C583930363134;
        PowerCycle();
    }

    /// <summary>Faults of the bus at this chip.</summary>
    public BusFaults Faults { get; } = new BusFaults();

    /// <summary>The chip's number, four words from cell 0x1C on, lowest word first.</summary>
    public long Id { get; set; }

    /// <summary>False for a stranger that knows no check byte and leaves the line high instead.</summary>
    public bool HasPec { get; set; } = true;

    /// <summary>Sets the error bit of both temperatures.</summary>
    public bool SensorError { get; set; }

    /// <summary>Whether the chip sleeps and answers nothing.</summary>
    public bool IsAsleep
    {
        get { return asleep; }
    }

    /// <summary>Takes power away and gives it back; the EEPROM stays.</summary>
    public void PowerCycle()
    {
        asleep = false;
        eepromBusyUntil = 0;
        poweredMicros = clock.Micros();
    }

    /// <summary>What a board does to wake the chip: SDA low while SCL is high.</summary>
    public void HoldDataLow(long micros)
    {
        if (asleep && micros >= WakeMicros)
        {
            PowerCycle();
        }
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
        if (asleep || !EndsWithPec(buffer, count))
        {
            return BusStatus.Nack;
        }
        int command = buffer[0];
        if (command == CommandSleep && count == 2)
        {
            asleep = true;
        }
        else if ((command & 0xE0) == EepromSelect && count == 4)
        {
            WriteCell(command & 0x1F, buffer[1] | (buffer[2] << 8));
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
        if (asleep)
        {
            return BusStatus.Nack;
        }
        int word = WordOf(write[0]);
        int crc = Crc(Crc(Crc(0, Address << 1), write[0]), (Address << 1) | 1);
        crc = Crc(Crc(crc, word & 0xFF), word >> 8);
        int transferred = BusFaults.Transferred(fault, readCount);
        for (int i = 0; i < transferred; i++)
        {
            read[i] = i == 0 ? (byte)word : i == 1 ? (byte)(word >> 8) : i == 2 && HasPec ? (byte)crc : (byte)0xFF;
        }
        Faults.Corrupt(fault, read, readCount);
        return BusFaults.StatusOf(fault);
    }

    private int WordOf(int command)
    {
        if (command == CommandFlags)
        {
            int flags = clock.Micros() - poweredMicros < ResetMicros ? 0 : FlagInitialised;
            return clock.Micros() < eepromBusyUntil ? flags | FlagEepromBusy : flags;
        }
        int cell = command & 0x1F;
        if ((command & 0xE0) == EepromSelect)
        {
            bool identity = cell >= CellIdentity;
            return identity ? (int)((Id >> (16 * (cell - CellIdentity))) & 0xFFFF) : eeprom[cell];
        }
        if ((command & 0xE0) != 0)
        {
            return 0xFFFF;
        }
        return cell == RamObject ? Measured(target) : cell == RamAmbient ? Measured(surroundings) : 0;
    }

    /// <summary>The last finished measurement in steps of 0.02 K.</summary>
    private int Measured(ITemperatureSource source)
    {
        long since = clock.Micros() - poweredMicros - FirstValueMicros;
        if (since < 0)
        {
            return 0;
        }
        long time = poweredMicros + FirstValueMicros + since / MeasurementMicros * MeasurementMicros;
        int steps = (source.MilliCelsius(time) + 273150 + 10) / 20;
        // The chip's range is -70.01 to 382.19 °C (data sheet 8.4.6).
        steps = steps < 0x27AD ? 0x27AD : steps > 0x7FFF ? 0x7FFF : steps;
        return SensorError ? steps | 0x8000 : steps;
    }

    /// <summary>Cells take a value only when they were erased, that is written with zero, before.</summary>
    private void WriteCell(int cell, int word)
    {
        bool writable = cell <= CellConfiguration || cell == CellAddress;
        if (!writable || clock.Micros() < eepromBusyUntil || (word != 0 && eeprom[cell] != 0))
        {
            return;
        }
        eeprom[cell] = word;
        eepromBusyUntil = clock.Micros() + EepromMicros;
    }

    private static bool EndsWithPec(byte[] buffer, int count)
    {
        int crc = Crc(0, Address << 1);
        for (int i = 0; i < count - 1; i++)
        {
            crc = Crc(crc, buffer[i]);
        }
        return count > 1 && crc == buffer[count - 1];
    }

    /// <summary>One byte into CRC-8 0x07, by polynomial division: another way than the driver's.</summary>
    private static int Crc(int crc, int value)
    {
        int rest = (crc ^ value) << 8;
        for (int bit = 15; bit >= 8; bit--)
        {
            if ((rest & (1 << bit)) != 0)
            {
                rest ^= 0x107 << (bit - 8);
            }
        }
        return rest;
    }
}
