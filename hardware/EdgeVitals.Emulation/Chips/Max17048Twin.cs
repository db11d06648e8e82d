using System;
using EdgeVitals.Device;

namespace EdgeVitals.Emulation.Chips;

/// <summary>
/// The MAX17048 fuel gauge at register level on a virtual clock (Maxim data sheet 19-6171): 16-bit registers, most
/// significant byte first, counting on within a transfer.
/// </summary>
/// <remarks>The estimator itself is not modelled: state of charge is the source's. Where the data sheet leaves room,
/// the voltage reads zero until the first measurement and the charge until <see cref="FirstValueMicros"/>. Alerts,
/// hibernation and the model table keep what is written and do nothing.</remarks>
public sealed class Max17048Twin : IRegisterBus
{
    /// <summary>The chip's only address.</summary>
    public const int Address = 0x36;

    /// <summary>From power-on to the first state of charge (data sheet, "SOC Register": about 1 s).</summary>
    public const int FirstValueMicros = 1000000;

    private const int CellVoltage = 0x02;
    private const int Charge = 0x04;
    private const int Version = 0x08;
    private const int Hibernation = 0x0A;
    private const int Configuration = 0x0C;
    private const int VoltageAlert = 0x14;
    private const int Rate = 0x16;
    private const int ResetVoltage = 0x18;
    private const int Status = 0x1A;
    private const int Command = 0xFE;
    private const int CommandReset = 0x5400;
    private const int ResetIndicator = 0x0100;

    // Voltage is measured every 250 ms in active mode (data sheet, "ModelGauge Theory of Operation").
    private const long MeasurementMicros = 250000;
    private const long HourMicros = 3600000000;

    private readonly VirtualClock clock;
    private readonly IBatterySource source;
    private readonly int[] registers = new int[256];
    private long poweredMicros;

    /// <summary>A chip whose cell was just connected.</summary>
    public Max17048Twin(VirtualClock clock, IBatterySource source)
    {
        this.clock = clock ?? throw new ArgumentNullException(nameof(clock));
        this.source = source ?? throw new ArgumentNullException(nameof(source));
        Id = 0x0012;
        PowerCycle();
    }

    /// <summary>Faults of the bus at this chip.</summary>
    public BusFaults Faults { get; } = new BusFaults();

    /// <summary>What VERSION answers; 0x0012, unless a test puts a stranger at the address.</summary>
    public int Id { get; set; }

    /// <summary>Takes the cell away and gives it back: the reset indicator is set.</summary>
    public void PowerCycle()
    {
        Array.Clear(registers, 0, registers.Length);
        // Power-on values of the data sheet's register summary.
        registers[Hibernation] = 0x8030;
        registers[Configuration] = 0x971C;
        registers[VoltageAlert] = 0x00FF;
        registers[ResetVoltage] = 0x9600;
        registers[Status] = ResetIndicator;
        poweredMicros = clock.Micros();
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
        // Half a word changes nothing.
        for (int i = 1; i + 1 < count; i += 2)
        {
            WriteRegister((buffer[0] + i - 1) & 0xFF, (buffer[i] << 8) | buffer[i + 1]);
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
        int transferred = BusFaults.Transferred(fault, readCount);
        for (int i = 0; i < transferred; i++)
        {
            int at = (write[0] + i) & 0xFF;
            int word = WordOf(at & 0xFE);
            read[i] = (byte)((at & 1) == 0 ? word >> 8 : word);
        }
        Faults.Corrupt(fault, read, readCount);
        return BusFaults.StatusOf(fault);
    }

    private void WriteRegister(int register, int word)
    {
        switch (register)
        {
            case Hibernation:
            case Configuration:
            case VoltageAlert:
            case ResetVoltage:
            case Status:
                registers[register] = word;
                break;
            case Command:
                if (word == CommandReset)
                {
                    PowerCycle();
                }
                break;
            default:
                // Measured registers and the version ignore a write.
                break;
        }
    }

    private int WordOf(int register)
    {
        long elapsed = clock.Micros() - poweredMicros;
        long time = poweredMicros + elapsed / MeasurementMicros * MeasurementMicros;
        bool measured = elapsed >= FirstValueMicros;
        switch (register)
        {
            case CellVoltage when elapsed < MeasurementMicros:
                return 0;
            case CellVoltage:
                // 78.125 µV a step, rounded up so that it reads back as the millivolts it came from.
                return (source.Millivolts(time) * 64 + 4) / 5 & 0xFFFF;
            case Charge:
                // 1/256 % a step, rounded up so that it reads back as the per mille it came from.
                return measured ? (source.Permille(time) * 256 + 9) / 10 & 0xFFFF : 0;
            case Rate:
                return measured ? HourlyRate(time) & 0xFFFF : 0;
            case Version:
                return Id;
            default:
                return registers[register];
        }
    }

    /// <summary>Change over the last hour, in steps of 0.208 %/h; over less in the first hour.</summary>
    private int HourlyRate(long time)
    {
        long window = time < HourMicros ? time : HourMicros;
        long change = source.Permille(time) - source.Permille(time - window);
        long permilleAnHour = window == 0 ? 0 : change * HourMicros / window;
        return (int)(permilleAnHour * 100 / 208);
    }
}
