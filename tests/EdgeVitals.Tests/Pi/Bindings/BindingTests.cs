using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Gpio;
using EdgeVitals.Pi.Bindings;
using EdgeVitals.Tests.Emulation;

namespace EdgeVitals.Tests.Pi.Bindings;

/// <summary>The adapters over Iot.Device.Bindings, on shapes of that package's members: units, codes and the twins. It
/// shows that names and types fit what was read of the package, not that the package itself does.</summary>
public sealed class BindingTests
{
    private readonly VirtualClock _clock = new();

    [Fact]
    public void Infrared_temperature_is_that_of_our_driver()
    {
        Mlx90614Twin twin = new(_clock, new FixedTemperature(36_540), new FixedTemperature(25_120));
        Mlx90614 ours = new(twin);
        Assert.Equal(DriverStatus.Ok, ours.Start());
        _clock.Advance(1_000_000);
        Assert.Equal(DriverStatus.Ok, ours.Read());
        using Mlx90614Binding theirs = new(new TwinI2cDevice(twin, 1, Mlx90614.Address));
        Assert.Equal(DriverStatus.Ok, theirs.Read());
        Assert.Equal(ours.ObjectMilliCelsius, theirs.ObjectMilliCelsius);
        Assert.InRange(theirs.AmbientMilliCelsius, 25_110, 25_130);
    }

    [Fact]
    public void Voltages_come_in_microvolts()
    {
        Ads1115Twin twin = new(_clock, new Voltages());
        using Ads1115Binding theirs = new(new TwinI2cDevice(new Hurried(twin, _clock), 1, Ads1115.Address));
        Assert.Equal(DriverStatus.Ok, theirs.Read());
        // A count is 62.5 µV.
        Assert.InRange(theirs.EcgMicrovolts, 249_960, 250_040);
        Assert.InRange(theirs.SkinMicrovolts, 119_960, 120_040);
    }

    [Fact]
    public void Silent_chips_are_codes_and_no_exceptions()
    {
        Mlx90614Twin infrared = new(_clock, new FixedTemperature(36_540), new FixedTemperature(25_120));
        Ads1115Twin converter = new(_clock, new Voltages());
        infrared.Faults.Set(BusFaults.Absent, -1);
        using Mlx90614Binding first = new(new TwinI2cDevice(infrared, 1, Mlx90614.Address));
        Assert.Equal(BusStatus.Fault, first.Read());
        using Ads1115Binding stalled = new(new TwinI2cDevice(converter, 1, Ads1115.Address));
        Assert.Equal(BusStatus.Timeout, stalled.Read());
        converter.Faults.Set(BusFaults.Absent, -1);
        Assert.Equal(BusStatus.Fault, stalled.Read());
    }

    private sealed class Voltages : IAnalogSource
    {
        public int Microvolts(long micros, int input) => input switch
        {
            0 => 1_900_000,
            3 => 1_650_000,
            1 => 120_000,
            _ => 0,
        };
    }

    /// <summary>Each transfer takes half a millisecond: the package waits by reading again and again.</summary>
    private sealed class Hurried(IRegisterBus chip, VirtualClock clock) : IRegisterBus
    {
        public int Write(byte[] buffer, int count) => chip.Write(buffer, count);

        public int WriteRead(byte[] write, int writeCount, byte[] read, int readCount)
        {
            clock.Advance(500);
            return chip.WriteRead(write, writeCount, read, readCount);
        }
    }
}
