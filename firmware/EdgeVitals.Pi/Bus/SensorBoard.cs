using System.Device.I2c;
using EdgeVitals.Device;
using EdgeVitals.Wire;

namespace EdgeVitals.Pi;

/// <summary>The chips of a board with their drivers, by whatever bus leads to them.</summary>
public sealed class SensorBoard : IDisposable
{
    private readonly SensorBuses _buses;

    /// <summary>Chips on given buses.</summary>
    public SensorBoard(string name, SensorBuses buses, IClock clock)
    {
        Name = name;
        Clock = clock;
        _buses = buses;
        Optics = new Max30102(buses.Optics, buses.OpticsLine, clock);
        Thermometer = new Tmp117(buses.Thermometer);
        if (buses.Infrared is not null) Infrared = new Mlx90614(buses.Infrared);
        if (buses.Motion is not null) Motion = new Adxl345(buses.Motion, buses.MotionLine, clock);
        if (buses.Converter is not null) Converter = new Ads1115(buses.Converter, buses.LeadsOff, clock);
        if (buses.Gauge is not null) Gauge = new Max17048(buses.Gauge);
    }

    /// <summary>Which bus, in words.</summary>
    public string Name { get; }

    /// <summary>Clock of the drivers.</summary>
    public IClock Clock { get; }

    /// <summary>Pulse oximeter at 0x57.</summary>
    public Max30102 Optics { get; }

    /// <summary>Thermometer at 0x48.</summary>
    public Tmp117 Thermometer { get; }

    /// <summary>Infrared thermometer at 0x5A, or none.</summary>
    public Mlx90614? Infrared { get; }

    /// <summary>Accelerometer at 0x53, or none.</summary>
    public Adxl345? Motion { get; }

    /// <summary>Converter of ECG and skin conductance at 0x49, or none.</summary>
    public Ads1115? Converter { get; }

    /// <summary>Fuel gauge at 0x36, or none.</summary>
    public Max17048? Gauge { get; }

    /// <summary>Samples that any FIFO or schedule lost since the drivers were made.</summary>
    public long OverflowSamples =>
        Optics.OverflowSamples + (Motion?.OverflowSamples ?? 0) + (Converter?.OverflowSamples ?? 0);

    /// <summary>Clock time from which a FIFO is to be taken although its chip has not asked, µs.</summary>
    public long FifoDue() => Math.Min(Optics.NextDue(), Motion?.NextDue() ?? long.MaxValue);

    /// <summary>The chips on an I2C bus of this machine.</summary>
    /// <param name="bus">Number of the bus.</param>
    /// <param name="kinds">Chips of the board, see <see cref="ChipKind"/>; oximeter and thermometer always.</param>
    /// <param name="time">Clock of the drivers.</param>
    /// <param name="pins">Interrupt outputs; null where they are not wired and everything is polled.</param>
    /// <exception cref="IOException">There is no such bus.</exception>
    public static SensorBoard OnI2cBus(int bus, IReadOnlyCollection<int> kinds, TimeProvider time,
        InterruptPins? pins = null)
    {
        string path = RequireI2cBus(bus);
        GpioRegisterBus At(int address) => new(I2cDevice.Create(new I2cConnectionSettings(bus, address)));
        GpioRegisterBus? If(int kind, int address) => kinds.Contains(kind) ? At(address) : null;
        SensorBuses buses = new()
        {
            Optics = At(Max30102.Address),
            OpticsLine = pins?.Optics,
            Thermometer = At(Tmp117.Address),
            Infrared = If(ChipKind.Mlx90614, Mlx90614.Address),
            Motion = If(ChipKind.Adxl345, Adxl345.Address),
            MotionLine = pins?.Motion,
            Converter = If(ChipKind.Ads1115, Ads1115.Address),
            LeadsOff = pins?.LeadsOff,
            Gauge = If(ChipKind.Max17048, Max17048.Address),
        };
        return new SensorBoard(path, buses, new ProviderClock(time, 0));
    }

    /// <summary>Path of an I2C bus of this machine.</summary>
    /// <exception cref="IOException">There is no such bus.</exception>
    public static string RequireI2cBus(int bus)
    {
        string path = $"/dev/i2c-{bus}";
        if (!OperatingSystem.IsLinux()) throw new IOException("I2C buses are found on Linux alone");
        if (!File.Exists(path)) throw new IOException($"there is no {path} (switched on with raspi-config?)");
        return path;
    }

    /// <summary>A sampler over all of the board's chips.</summary>
    public SensorSampler Sampler(IFrameSink sink, int windowSeconds) => new(
        Clock,
        new VitalsSampler(Optics, Thermometer, Clock, sink, windowSeconds),
        Motion is null ? null : new MotionSampler(Motion, Clock, sink, windowSeconds),
        Converter is null ? null : new EcgSampler(Converter, Clock, sink, windowSeconds),
        Infrared is null && Gauge is null ? null : new ScalarSampler(Infrared, Gauge, Clock, sink, windowSeconds));

    /// <summary>Starts every chip and says what it found.</summary>
    public IReadOnlyList<ChipReport> Examine()
    {
        List<ChipReport> reports = [];
        foreach ((int kind, IRegisterBus bus) in _buses.All())
        {
            (int address, int status, string found) = Start(kind);
            string detail = status != DriverStatus.Ok && bus is GpioRegisterBus real ? real.LastFault : "";
            reports.Add(new ChipReport(ChipKind.Text(kind), address, status == DriverStatus.Ok,
                status == DriverStatus.Ok ? found : DriverStatus.Text(status), detail));
        }
        return reports;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, IRegisterBus bus) in _buses.All()) (bus as IDisposable)?.Dispose();
    }

    private (int Address, int Status, string Found) Start(int kind)
    {
        int status;
        switch (kind)
        {
            case ChipKind.Max30102:
                status = Optics.Start(Max30102.DefaultAmplitude);
                if (status == DriverStatus.Ok) status = Optics.Stop();
                return (Max30102.Address, status, $"revision {Optics.Revision}");
            case ChipKind.Tmp117:
                return (Tmp117.Address, Thermometer.Start(), $"revision {Thermometer.Revision}");
            case ChipKind.Mlx90614:
                return (Mlx90614.Address, Infrared!.Start(), $"configuration 0x{Infrared.Configuration:x4}");
            case ChipKind.Adxl345:
                status = Motion!.Start();
                if (status == DriverStatus.Ok) status = Motion.Stop();
                return (Adxl345.Address, status, "device id 0xe5");
            case ChipKind.Ads1115:
                status = Converter!.Start(ecg: true, skin: true);
                if (status == DriverStatus.Ok) status = Converter.Stop();
                return (Ads1115.Address, status, "settings stay");
            default:
                return (Max17048.Address, Gauge!.Start(), Gauge.WasReset ? "was reset" : "ready");
        }
    }
}

/// <summary>What was found at one address.</summary>
/// <param name="Chip">The chip that belongs there.</param>
/// <param name="Address">I2C address.</param>
/// <param name="Good">Whether it answered as itself.</param>
/// <param name="Finding">Revision, or what went wrong.</param>
/// <param name="Detail">The operating system's own words, or nothing.</param>
public sealed record ChipReport(string Chip, int Address, bool Good, string Finding, string Detail);
