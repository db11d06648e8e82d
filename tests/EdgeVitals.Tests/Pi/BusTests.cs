using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Gpio;
using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Pi;

namespace EdgeVitals.Tests.Pi;

/// <summary>The real Pi adapter on an I2cDevice that leads to the emulated chips.</summary>
public sealed class BusTests
{
    private readonly VirtualClock _clock = new();
    private readonly Max30102Twin _optics;
    private readonly Tmp117Twin _thermometer;

    public BusTests()
    {
        WaveformWearer wearer = new(new VitalScenario(), 1);
        _optics = new Max30102Twin(_clock, wearer);
        _thermometer = new Tmp117Twin(_clock, wearer);
    }

    [Fact]
    public void Board_behind_the_gpio_adapter_is_found()
    {
        using SensorBoard board = Board();
        Assert.All(board.Examine(), chip => Assert.True(chip.Good, chip.Finding));
    }

    [Fact]
    public void Absent_and_strange_chips_are_named()
    {
        using SensorBoard board = Board();
        _optics.Faults.Set(BusFaults.Absent, int.MaxValue);
        _thermometer.DeviceId = 0x0999;
        IReadOnlyList<ChipReport> chips = board.Examine();
        Assert.Equal((false, "no answer (NACK)"), (chips[0].Good, chips[0].Finding));
        Assert.Contains("121", chips[0].Detail, StringComparison.Ordinal);
        Assert.Equal((false, "another chip at this address"), (chips[1].Good, chips[1].Finding));
    }

    [Fact]
    public void Samples_come_through_the_gpio_adapter()
    {
        using SensorBoard board = Board();
        Assert.Equal(DriverStatus.Ok, board.Optics.Start(Max30102.DefaultAmplitude));
        _clock.Advance(250_000);
        Assert.Equal(DriverStatus.Ok, board.Optics.Service());
        Assert.Equal(25, board.Optics.Count);
        Assert.All(board.Optics.Infrared.Take(25), v => Assert.InRange(v, 100_000, 120_000));
    }

    private SensorBoard Board() => new("test", new SensorBuses
    {
        Optics = new GpioRegisterBus(new TwinI2cDevice(_optics, 1, Max30102.Address)),
        Thermometer = new GpioRegisterBus(new TwinI2cDevice(_thermometer, 1, Tmp117.Address)),
    }, _clock);
}
