using System.Device.Gpio;
using EdgeVitals.Device;

namespace EdgeVitals.Nano
{
    /// <summary>A chip's interrupt output on a GPIO, read by its level: an edge that nobody heard is not lost.
    /// </summary>
    public sealed class GpioInterruptLine : IInterruptLine
    {
        private readonly GpioPin _pin;
        private readonly bool _activeHigh;

        /// <summary>Opens the pin.</summary>
        /// <param name="controller">The board's controller.</param>
        /// <param name="gpio">Number of the GPIO, not of the header pin.</param>
        /// <param name="pullUp">For an open drain; not on the inputs 34 to 39 of an ESP32, which have none.</param>
        /// <param name="activeHigh">For the leads-off comparator of the AD8232.</param>
        public GpioInterruptLine(GpioController controller, int gpio, bool pullUp, bool activeHigh)
        {
            _pin = controller.OpenPin(gpio, pullUp ? PinMode.InputPullUp : PinMode.Input);
            _activeHigh = activeHigh;
        }

        /// <summary>Whether the chip asks for attention now.</summary>
        public bool IsAsserted()
        {
            bool high = _pin.Read() == PinValue.High;
            return high == _activeHigh;
        }
    }
}
