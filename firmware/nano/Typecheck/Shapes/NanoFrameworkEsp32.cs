namespace nanoFramework.Hardware.Esp32
{
    public enum DeviceFunction
    {
        I2C1_DATA,
        I2C1_CLOCK,
    }

    public static class Configuration
    {
        public static void SetPinFunction(int pin, DeviceFunction function) => throw System.Device.Shape.Error;
    }

    public static class HighResTimer
    {
        public static ulong GetCurrent() => throw System.Device.Shape.Error;
    }
}
