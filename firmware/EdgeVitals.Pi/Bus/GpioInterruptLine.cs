using System.Device.Gpio;
using EdgeVitals.Device;

namespace EdgeVitals.Pi;

/// <summary>A chip's output on an open pin, read by its level: an edge that nobody heard is not lost.</summary>
public sealed class GpioInterruptLine(GpioPin pin, bool activeHigh) : IInterruptLine
{
    /// <summary>Reads that the operating system refused.</summary>
    public long Faults { get; private set; }

    /// <summary>Whether the chip asks for attention now. A pin that cannot be read counts as asserted: a FIFO is then
    /// drained more often than it must, and an ECG without known leads is a gap.</summary>
    public bool IsAsserted()
    {
        try
        {
            return (pin.Read() == PinValue.High) == activeHigh;
        }
        catch (IOException)
        {
            Faults++;
            return true;
        }
    }
}
