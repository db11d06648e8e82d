using System.Device.Gpio;
using System.Threading;
using EdgeVitals.Device;

namespace EdgeVitals.Nano;

/// <summary>A chip's interrupt output on a GPIO: read by its level, so that an edge that nobody heard is not lost, and
/// setting an event when it begins to ask, so that the loop can rest until then.</summary>
public sealed class WakeLine : IInterruptLine
{
    private readonly GpioInterruptLine _line;
    private readonly GpioPin _pin;
    private readonly AutoResetEvent _wake;

    /// <summary>Opens an active-low pin.</summary>
    /// <param name="controller">The board's controller.</param>
    /// <param name="gpio">Number of the GPIO, not of the header pin.</param>
    /// <param name="pullUp">For an open drain; not on the inputs 34 to 39 of an ESP32, which have none.</param>
    /// <param name="wake">Set at a falling edge.</param>
    public WakeLine(GpioController controller, int gpio, bool pullUp, AutoResetEvent wake)
    {
        _wake = wake;
        _pin = controller.OpenPin(gpio, pullUp ? PinMode.InputPullUp : PinMode.Input);
        _line = new GpioInterruptLine(_pin, false);
        _pin.ValueChanged += OnChange;
    }

    /// <summary>Whether the chip asks for attention now.</summary>
    public bool IsAsserted()
    {
        return _line.IsAsserted();
    }

    private void OnChange(object sender, PinValueChangedEventArgs e)
    {
        if (e.ChangeType == PinEventTypes.Falling) _wake.Set();
    }
}
