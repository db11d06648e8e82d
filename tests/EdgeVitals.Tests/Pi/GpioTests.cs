using System.Device.Gpio;
using EdgeVitals.Device;
using EdgeVitals.Emulation.Gpio;
using EdgeVitals.Pi;

namespace EdgeVitals.Tests.Pi;

/// <summary>The GPIO twin is as strict as a kernel driver, and the Pi's pins run on it through GpioController.
/// </summary>
public sealed class GpioTests
{
    private const int Number = 17;

    private readonly TwinGpioDriver _driver = new();
    private readonly Output _chip = new();

    [Fact]
    public void Open_drain_with_pull_up_is_low_while_asserted()
    {
        _driver.Wire(Number, _chip, openDrain: true, activeHigh: false);
        using GpioController controller = new(_driver);
        GpioPin pin = controller.OpenPin(Number, PinMode.InputPullUp);
        Assert.Equal(PinValue.High, pin.Read());
        _chip.Asserted = true;
        Assert.Equal(PinValue.Low, pin.Read());
    }

    [Fact]
    public void Open_drain_without_pull_up_looks_asserted_always()
    {
        _driver.Wire(Number, _chip, openDrain: true, activeHigh: false);
        using GpioController controller = new(_driver);
        Assert.Equal(PinValue.Low, controller.OpenPin(Number, PinMode.Input).Read());
    }

    [Fact]
    public void Driven_output_needs_no_pull_up_in_either_sense()
    {
        _driver.Wire(Number, _chip, openDrain: false, activeHigh: false);
        _driver.Wire(23, _chip, openDrain: false, activeHigh: true);
        using GpioController controller = new(_driver);
        GpioInterruptLine low = new(controller.OpenPin(Number, PinMode.Input), activeHigh: false);
        GpioInterruptLine high = new(controller.OpenPin(23, PinMode.Input), activeHigh: true);
        Assert.False(low.IsAsserted() || high.IsAsserted());
        _chip.Asserted = true;
        Assert.True(low.IsAsserted() && high.IsAsserted());
    }

    [Theory]
    [InlineData(PinMode.InputPullUp, 1)]
    [InlineData(PinMode.InputPullDown, 0)]
    [InlineData(PinMode.Input, 0)]
    public void Pin_without_a_wire_follows_its_pull(PinMode mode, int level)
    {
        using GpioController controller = new(_driver);
        Assert.Equal((PinValue)level, controller.OpenPin(Number, mode).Read());
    }

    [Fact]
    public void Pin_that_is_not_open_is_refused_by_the_driver_itself()
    {
        Raw raw = new(_driver);
        Assert.Throws<InvalidOperationException>(() => raw.Read(Number));
        Assert.Throws<InvalidOperationException>(() => raw.Listen(Number));
        using GpioController controller = new(_driver);
        GpioPin pin = controller.OpenPin(Number, PinMode.Input);
        Assert.Throws<InvalidOperationException>(() => new GpioController(_driver).OpenPin(Number));
        controller.ClosePin(Number);
        Assert.Throws<InvalidOperationException>(() => pin.Read());
    }

    [Fact]
    public void Input_cannot_be_driven()
    {
        using GpioController controller = new(_driver);
        Assert.Throws<InvalidOperationException>(() => controller.OpenPin(Number, PinMode.Output));
        controller.OpenPin(18, PinMode.Input);
        Assert.Throws<InvalidOperationException>(() => new Raw(_driver).Drive(18));
    }

    [Fact]
    public void Edge_is_told_once_and_only_to_its_listeners()
    {
        _driver.Wire(Number, _chip, openDrain: true, activeHigh: false);
        using GpioController controller = new(_driver);
        controller.OpenPin(Number, PinMode.InputPullUp);
        List<PinEventTypes> told = [];
        void Listener(object sender, PinValueChangedEventArgs args) => told.Add(args.ChangeType);
        controller.RegisterCallbackForPinValueChangedEvent(Number, PinEventTypes.Falling, Listener);
        foreach (bool asserted in (bool[])[true, true, false, true])
        {
            _chip.Asserted = asserted;
            _driver.Step();
        }
        controller.UnregisterCallbackForPinValueChangedEvent(Number, Listener);
        _chip.Asserted = false;
        _driver.Step();
        Assert.Equal([PinEventTypes.Falling, PinEventTypes.Falling], told);
        Assert.Equal(4, _driver.Edges);
    }

    [Fact]
    public async Task Wait_for_an_edge_ends_with_it_or_with_its_token()
    {
        _driver.Wire(Number, _chip, openDrain: true, activeHigh: false);
        using GpioController controller = new(_driver);
        controller.OpenPin(Number, PinMode.InputPullUp);
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();
        Assert.True(controller.WaitForEvent(Number, PinEventTypes.Falling, stop.Token).TimedOut);
        Task<WaitForEventResult> wait = Task.Run(
            () => controller.WaitForEvent(Number, PinEventTypes.Falling, TestContext.Current.CancellationToken));
        // The waiter may begin to listen after an edge: it gets another one until it has heard.
        while (!wait.IsCompleted)
        {
            _chip.Asserted = !_chip.Asserted;
            _driver.Step();
            await Task.Yield();
        }
        WaitForEventResult result = await wait;
        Assert.Equal((false, PinEventTypes.Falling), (result.TimedOut, result.EventTypes));
    }

    [Fact]
    public void Pins_listen_to_the_wired_outputs_alone_and_let_go()
    {
        Output motion = new(), leads = new();
        InterruptWiring wiring = new();
        _driver.Wire(wiring.Optics!.Value, _chip, openDrain: true, activeHigh: false);
        _driver.Wire(wiring.Motion!.Value, motion, openDrain: false, activeHigh: false);
        _driver.Wire(wiring.LeadsOff!.Value, leads, openDrain: false, activeHigh: true);
        int asked = 0;
        using (InterruptPins pins = new(new GpioController(_driver), wiring))
        {
            pins.Asked += () => asked++;
            leads.Asserted = true;
            _driver.Step();
            Assert.Equal((0, true), (asked, pins.LeadsOff!.IsAsserted()));
            _chip.Asserted = true;
            motion.Asserted = true;
            _driver.Step();
            Assert.Equal((2, true, true), (asked, pins.Optics!.IsAsserted(), pins.Motion!.IsAsserted()));
        }
        Assert.Throws<InvalidOperationException>(() => new Raw(_driver).Read(wiring.Optics!.Value));
    }

    [Fact]
    public void Pin_that_somebody_holds_is_named()
    {
        using GpioController other = new(_driver);
        InterruptWiring wiring = new();
        other.OpenPin(wiring.Motion!.Value);
        IOException exception = Assert.Throws<IOException>(
            () => new InterruptPins(new GpioController(_driver), wiring));
        Assert.StartsWith($"GPIO {wiring.Motion}: ", exception.Message, StringComparison.Ordinal);
        // What it had opened before is free again.
        Assert.Throws<InvalidOperationException>(() => new Raw(_driver).Read(wiring.Optics!.Value));
    }

    [Fact]
    public void Machine_without_gpio_says_what_is_missing()
    {
        Assert.SkipWhen(File.Exists("/dev/gpiochip0"), "this machine has a GPIO");
        IOException exception = Assert.Throws<IOException>(() => InterruptPins.OnThisMachine(new InterruptWiring()));
        Assert.NotEqual("", exception.Message);
    }

    [Fact]
    public void Pin_that_cannot_be_read_counts_as_asserted()
    {
        Unreadable chip = new();
        _driver.Wire(Number, chip, openDrain: true, activeHigh: false);
        using GpioController controller = new(_driver);
        GpioInterruptLine line = new(controller.OpenPin(Number, PinMode.InputPullUp), activeHigh: false);
        Assert.False(line.IsAsserted());
        chip.Broken = true;
        Assert.True(line.IsAsserted());
        Assert.Equal(1, line.Faults);
        chip.Broken = false;
    }

    private sealed class Output : IInterruptLine
    {
        public bool Asserted { get; set; }

        public bool IsAsserted() => Asserted;
    }

    private sealed class Unreadable : IInterruptLine
    {
        public bool Broken { get; set; }

        public bool IsAsserted() => Broken ? throw new IOException("Error 5") : false;
    }

    /// <summary>Calls the driver past the controller's own checks.</summary>
    private sealed class Raw(GpioDriver driver)
    {
        public void Read(int pin) => Call("Read", pin);

        public void Listen(int pin) => Call("AddCallbackForPinValueChangedEvent", pin, PinEventTypes.Falling,
            new PinChangeEventHandler((_, _) => { }));

        public void Drive(int pin) => Call("Write", pin, PinValue.High);

        private void Call(string method, params object[] arguments)
        {
            System.Reflection.MethodInfo info = driver.GetType().GetMethod(method,
                System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance,
                [.. arguments.Select(argument => argument.GetType())])!;
            try
            {
                info.Invoke(driver, arguments);
            }
            catch (System.Reflection.TargetInvocationException exception)
            {
                throw exception.InnerException!;
            }
        }
    }
}
