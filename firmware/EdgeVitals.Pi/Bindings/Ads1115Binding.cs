using System.Device.I2c;
using EdgeVitals.Device;
using Iot.Device.Ads1115;

namespace EdgeVitals.Pi.Bindings;

/// <summary>The ADS1115 through Iot.Device.Bindings: one voltage at a time, waited for on the bus. It cannot keep the
/// 8 ms slots of an ECG; it is a second opinion on the wiring.</summary>
public sealed class Ads1115Binding : IDisposable
{
    private readonly I2cDevice _device;
    private Iot.Device.Ads1115.Ads1115? _chip;

    /// <summary>A chip; the device is owned from here on.</summary>
    public Ads1115Binding(I2cDevice device) => _device = device;

    /// <summary>Output of the ECG front end over its reference, µV; valid after <see cref="Read"/> gave Ok.</summary>
    public int EcgMicrovolts { get; private set; }

    /// <summary>Voltage at the skin electrode's resistor, µV; valid after <see cref="Read"/> gave Ok.</summary>
    public int SkinMicrovolts { get; private set; }

    /// <summary>Measures both; a <see cref="DriverStatus"/>. The package talks to the chip in its constructor already.
    /// </summary>
    public int Read()
    {
        try
        {
            _chip ??= new Iot.Device.Ads1115.Ads1115(_device, InputMultiplexer.AIN0_AIN3, MeasuringRange.FS2048,
                DataRate.SPS860, DeviceMode.PowerDown);
            EcgMicrovolts = Micro(_chip.ReadVoltage(InputMultiplexer.AIN0_AIN3).Volts);
            SkinMicrovolts = Micro(_chip.ReadVoltage(InputMultiplexer.AIN1).Volts);
            return DriverStatus.Ok;
        }
        catch (IOException)
        {
            return BusStatus.Fault;
        }
        catch (TimeoutException)
        {
            return BusStatus.Timeout;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _chip?.Dispose();
        _device.Dispose();
    }

    private static int Micro(double volts) => (int)Math.Round(volts * 1e6);
}
