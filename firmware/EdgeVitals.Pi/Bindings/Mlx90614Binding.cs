using System.Device.I2c;
using EdgeVitals.Device;

namespace EdgeVitals.Pi.Bindings;

/// <summary>The MLX90614 through Iot.Device.Bindings, with the members of our driver: a code instead of an exception,
/// millidegrees instead of UnitsNet. That package does not look at the chip's check byte or at its error bit, so that a
/// disturbed bus gives a wrong temperature; it is a second opinion, no source of samples.</summary>
public sealed class Mlx90614Binding : IDisposable
{
    private readonly Iot.Device.Mlx90614.Mlx90614 _chip;

    /// <summary>A chip; the device is owned from here on.</summary>
    public Mlx90614Binding(I2cDevice device) => _chip = new Iot.Device.Mlx90614.Mlx90614(device);

    /// <summary>Temperature of what it looks at, m°C; valid after <see cref="Read"/> gave Ok.</summary>
    public int ObjectMilliCelsius { get; private set; }

    /// <summary>Temperature of the chip itself, m°C; valid after <see cref="Read"/> gave Ok.</summary>
    public int AmbientMilliCelsius { get; private set; }

    /// <summary>Reads both; a <see cref="DriverStatus"/>.</summary>
    public int Read()
    {
        try
        {
            ObjectMilliCelsius = Milli(_chip.ReadObjectTemperature().DegreesCelsius);
            AmbientMilliCelsius = Milli(_chip.ReadAmbientTemperature().DegreesCelsius);
            return DriverStatus.Ok;
        }
        catch (IOException)
        {
            return BusStatus.Fault;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _chip.Dispose();

    private static int Milli(double value) => (int)Math.Round(value * 1000);
}
