using System.Device.Gpio;
using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Gpio;
using EdgeVitals.Pi;

namespace EdgeVitals.Tests.Pi;

/// <summary>The rest of the real loop: an edge, a time or the end of the program ends it. No test says how fast.</summary>
public sealed class EdgeRestTests : IDisposable
{
    // Far enough that a rest which missed its edge would hang the test instead of passing it.
    private const long Never = 3_600_000_000;

    private readonly VirtualClock _clock = new();
    private readonly TwinGpioDriver _driver = new();
    private readonly Chip _chip = new();
    private readonly InterruptPins _pins;
    private readonly EdgeRest _rest;

    public EdgeRestTests()
    {
        InterruptWiring wiring = new();
        _driver.Wire(wiring.Optics!.Value, _chip, openDrain: true, activeHigh: false);
        _pins = new InterruptPins(new GpioController(_driver), wiring);
        _rest = new EdgeRest(_clock, _pins);
    }

    [Fact]
    public void Edge_that_came_before_ends_the_next_rest_and_that_one_alone()
    {
        Edge();
        Edge();
        Assert.True(_rest.Until(Never, CancellationToken.None));
        Assert.False(_rest.Until(0, CancellationToken.None));
    }

    [Fact]
    public async Task Edge_that_comes_meanwhile_ends_the_rest()
    {
        Task<bool> rest = Task.Run(() => _rest.Until(Never, CancellationToken.None));
        Edge();
        Assert.True(await rest);
    }

    [Fact]
    public async Task End_of_the_program_ends_the_rest_and_is_no_edge()
    {
        using CancellationTokenSource stop = new();
        Task<bool> rest = Task.Run(() => _rest.Until(Never, stop.Token));
        await stop.CancelAsync();
        Assert.False(await rest);
        Assert.False(_rest.Until(Never, stop.Token));
    }

    [Fact]
    public void Time_that_has_passed_ends_the_rest_with_or_without_pins()
    {
        _clock.Advance(1_000_000);
        using EdgeRest blind = new(_clock, null);
        Assert.False(_rest.Until(500_000, CancellationToken.None));
        Assert.False(blind.Until(500_000, CancellationToken.None));
    }

    [Fact]
    public void Edge_after_the_rest_is_gone_is_nobodys()
    {
        _rest.Dispose();
        Edge();
    }

    public void Dispose()
    {
        _rest.Dispose();
        _pins.Dispose();
    }

    private void Edge()
    {
        foreach (bool asserted in (bool[])[false, true])
        {
            _chip.Asserted = asserted;
            _driver.Step();
        }
    }

    private sealed class Chip : IInterruptLine
    {
        public bool Asserted { get; set; }

        public bool IsAsserted() => Asserted;
    }
}
