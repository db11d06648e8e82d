using System.Device.I2c;
using EdgeVitals.Device;

namespace EdgeVitals.Pi;

/// <summary>The chips of the reference board, by whatever bus leads to them.</summary>
public sealed class SensorBoard : IDisposable
{
    private readonly GpioRegisterBus? _opticsDevice;
    private readonly GpioRegisterBus? _thermometerDevice;

    /// <summary>Chips on given buses.</summary>
    public SensorBoard(string name, IRegisterBus optics, IInterruptLine? line, IRegisterBus thermometer, IClock clock)
    {
        Name = name;
        Clock = clock;
        Optics = new Max30102(optics, line, clock);
        Thermometer = new Tmp117(thermometer);
        _opticsDevice = optics as GpioRegisterBus;
        _thermometerDevice = thermometer as GpioRegisterBus;
    }

    /// <summary>Which bus, in words.</summary>
    public string Name { get; }

    /// <summary>Clock of the drivers.</summary>
    public IClock Clock { get; }

    /// <summary>Pulse oximeter at 0x57.</summary>
    public Max30102 Optics { get; }

    /// <summary>Thermometer at 0x48.</summary>
    public Tmp117 Thermometer { get; }

    /// <summary>The chips on an I2C bus of this machine.</summary>
    /// <exception cref="IOException">There is no such bus.</exception>
    public static SensorBoard OnI2cBus(int bus, TimeProvider time)
    {
        string path = $"/dev/i2c-{bus}";
        if (!OperatingSystem.IsLinux()) throw new IOException("I2C buses are found on Linux alone");
        if (!File.Exists(path)) throw new IOException($"there is no {path} (switched on with raspi-config?)");
        return new SensorBoard(path,
            new GpioRegisterBus(I2cDevice.Create(new I2cConnectionSettings(bus, Max30102.Address))), null,
            new GpioRegisterBus(I2cDevice.Create(new I2cConnectionSettings(bus, Tmp117.Address))),
            new ProviderClock(time, 0));
    }

    /// <summary>Starts every chip and says what it found.</summary>
    public IReadOnlyList<ChipReport> Examine()
    {
        int optics = Optics.Start(Max30102.DefaultAmplitude);
        if (optics == DriverStatus.Ok) Optics.Stop();
        int thermometer = Thermometer.Start();
        return
        [
            new ChipReport("MAX30102", Max30102.Address, optics == DriverStatus.Ok, optics == DriverStatus.Ok
                ? $"revision {Optics.Revision}" : DriverStatus.Text(optics), _opticsDevice?.LastFault ?? ""),
            new ChipReport("TMP117", Tmp117.Address, thermometer == DriverStatus.Ok, thermometer == DriverStatus.Ok
                ? $"revision {Thermometer.Revision}" : DriverStatus.Text(thermometer),
                _thermometerDevice?.LastFault ?? ""),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _opticsDevice?.Dispose();
        _thermometerDevice?.Dispose();
    }
}

/// <summary>What was found at one address.</summary>
/// <param name="Chip">The chip that belongs there.</param>
/// <param name="Address">I2C address.</param>
/// <param name="Good">Whether it answered as itself.</param>
/// <param name="Finding">Revision, or what went wrong.</param>
/// <param name="Detail">The operating system's own words, or nothing.</param>
public sealed record ChipReport(string Chip, int Address, bool Good, string Finding, string Detail);
