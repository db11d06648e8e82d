// Shapes of the members that the adapters use, written for typechecking alone; nothing here runs.
namespace System
{
    public readonly ref struct SpanByte
    {
        public SpanByte(byte[] array, int start, int length) => Length = array.Length - start < length ? 0 : length;

        public int Length { get; }
    }
}

namespace System.Device.I2c
{
    public enum I2cBusSpeed
    {
        StandardMode,
        FastMode,
    }

    public enum I2cTransferStatus
    {
        UnknownError,
        FullTransfer,
        ClockStretchTimeout,
        PartialTransfer,
        SlaveAddressNotAcknowledged,
    }

    public struct I2cTransferResult
    {
        public I2cTransferStatus Status => I2cTransferStatus.UnknownError;
    }

    public sealed class I2cConnectionSettings
    {
        public I2cConnectionSettings(int busId, int deviceAddress, I2cBusSpeed busSpeed) => throw Shape.Error;
    }

    public sealed class I2cDevice
    {
        public I2cDevice(I2cConnectionSettings settings) => throw Shape.Error;

        public I2cTransferResult Write(SpanByte buffer) => throw Shape.Error;

        public I2cTransferResult WriteRead(SpanByte writeBuffer, SpanByte readBuffer) => throw Shape.Error;
    }
}

namespace System.Device.Gpio
{
    public enum PinMode
    {
        Input,
        InputPullUp,
    }

    public struct PinValue
    {
        private readonly byte _value;

        private PinValue(byte value) => _value = value;

        public static PinValue High => new(1);

        public static bool operator ==(PinValue a, PinValue b) => a._value == b._value;

        public static bool operator !=(PinValue a, PinValue b) => a._value != b._value;

        public override bool Equals(object? obj) => obj is PinValue other && other._value == _value;

        public override int GetHashCode() => _value;
    }

    [Flags]
    public enum PinEventTypes
    {
        None = 0,
        Rising = 1,
        Falling = 2,
    }

    public delegate void PinValueChangedEventHandler(object sender, PinValueChangedEventArgs e);

    public class PinValueChangedEventArgs : EventArgs
    {
        public PinEventTypes ChangeType => throw Shape.Error;
    }

    public sealed class GpioPin
    {
        public event PinValueChangedEventHandler ValueChanged
        {
            add => throw Shape.Error;
            remove => throw Shape.Error;
        }

        public PinValue Read() => throw Shape.Error;
    }

    public sealed class GpioController
    {
        public GpioPin OpenPin(int pinNumber, PinMode mode) => throw Shape.Error;
    }
}

namespace System.Device
{
    /// <summary>What calling a shape comes to.</summary>
    public static class Shape
    {
        public static InvalidOperationException Error => new("a shape for typechecking was called");
    }
}
