using System.Device.Gpio;
using EdgeVitals.Device;

namespace EdgeVitals.Nano;

/// <summary>A chip's output on an open pin, read by its level.</summary>
public sealed class GpioInterruptLine : IInterruptLine
{
    private readonly GpioPin _pin;
    private readonly bool _activeHigh;

    /// <summary>A line on a pin.</summary>
    /// <param name="pin">Open, as an input.</param>
    /// <param name="activeHigh">For the leads-off comparator of the AD8232.</param>
    public GpioInterruptLine(GpioPin pin, bool activeHigh)
    {
        _pin = pin;
        _activeHigh = activeHigh;
    }

    /// <summary>Whether the chip asks for attention now.</summary>
    public bool IsAsserted()
    {
        bool high = _pin.Read() == PinValue.High;
        return high == _activeHigh;
    }
}
