using System.Device.Gpio;
using System.Device.Gpio.Drivers;
using EdgeVitals.Boards;
using EdgeVitals.Device;

namespace EdgeVitals.Pi;

/// <summary>Numbers of the GPIOs that the chips' outputs are wired to; null for an output that is not wired. By default
/// those of hardware/boards/raspberry-pi-4.json.</summary>
public sealed record InterruptWiring
{
    /// <summary>INT of the MAX30102, open drain, active low.</summary>
    public int? Optics { get; init; } = RaspberryPi4.OximeterIntGpio;

    /// <summary>INT1 of the ADXL345, active low as the driver sets it.</summary>
    public int? Motion { get; init; } = RaspberryPi4.MotionInt1Gpio;

    /// <summary>LO+ of the AD8232, active high.</summary>
    public int? LeadsOff { get; init; } = RaspberryPi4.EcgLoPlusGpio;
}

/// <summary>The opened pins of a board's interrupt outputs, and the word when one of them falls.</summary>
public sealed class InterruptPins : IDisposable
{
    private readonly GpioController _controller;
    private readonly List<int> _listening = [];

    /// <summary>Opens the wired pins.</summary>
    /// <param name="controller">Owned from here on.</param>
    /// <param name="wiring">Which pins.</param>
    /// <exception cref="IOException">A pin or the GPIO as a whole cannot be used.</exception>
    public InterruptPins(GpioController controller, InterruptWiring wiring)
    {
        ArgumentNullException.ThrowIfNull(controller);
        ArgumentNullException.ThrowIfNull(wiring);
        _controller = controller;
        try
        {
            // The leads-off output is looked at with each sample of the ECG and wakes nobody: a loose lead flutters.
            Optics = Open(wiring.Optics, activeHigh: false, listen: true);
            Motion = Open(wiring.Motion, activeHigh: false, listen: true);
            LeadsOff = Open(wiring.LeadsOff, activeHigh: true, listen: false);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Output of the oximeter, or null where it is not wired.</summary>
    public IInterruptLine? Optics { get; }

    /// <summary>Output of the accelerometer, or null.</summary>
    public IInterruptLine? Motion { get; }

    /// <summary>Output of the ECG front end, or null.</summary>
    public IInterruptLine? LeadsOff { get; }

    /// <summary>A chip has begun to ask. Raised on a thread of the GPIO driver: set a signal, do no work.</summary>
    public event Action? Asked;

    /// <summary>The pins of this machine.</summary>
    /// <exception cref="IOException">No GPIO, no libgpiod, no rights, or a pin that somebody else holds.</exception>
    public static InterruptPins OnThisMachine(InterruptWiring wiring)
    {
        GpioController controller;
        try
        {
            controller = new GpioController();
        }
        catch (Exception exception) when (IsGpioFault(exception))
        {
            throw new IOException(Words(exception), exception);
        }
        return new InterruptPins(controller, wiring);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (int pin in _listening) _controller.UnregisterCallbackForPinValueChangedEvent(pin, OnFalling);
        _listening.Clear();
        _controller.Dispose();
    }

    private GpioInterruptLine? Open(int? wired, bool activeHigh, bool listen)
    {
        if (wired is not int number) return null;
        try
        {
            GpioPin pin = _controller.OpenPin(number, activeHigh ? PinMode.Input : PinMode.InputPullUp);
            if (listen)
            {
                _controller.RegisterCallbackForPinValueChangedEvent(number, PinEventTypes.Falling, OnFalling);
                _listening.Add(number);
            }
            return new GpioInterruptLine(pin, activeHigh);
        }
        catch (Exception exception) when (IsGpioFault(exception))
        {
            throw new IOException($"GPIO {number}: {Words(exception)}", exception);
        }
    }

    private void OnFalling(object sender, PinValueChangedEventArgs args) => Asked?.Invoke();

    // What System.Device.Gpio throws where there is no GPIO, no library, no right, or no such pin.
    private static bool IsGpioFault(Exception exception) => exception is GpiodException or IOException
        or PlatformNotSupportedException or NotSupportedException or InvalidOperationException
        or UnauthorizedAccessException or DllNotFoundException or ArgumentException;

    private static string Words(Exception exception) => exception.InnerException is Exception inner
        ? $"{exception.Message} ({inner.Message.ReplaceLineEndings(" ")})" : exception.Message;
}
