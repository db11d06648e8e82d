using System;

namespace nanoFramework.Hardware.Esp32
{
    public enum DeviceFunction
    {
        I2C1_DATA,
        I2C1_CLOCK,
    }

    public enum EspNativeError
    {
        OK = 0,
        INVALID_STATE = 0x103,
    }

    public static class Configuration
    {
        public static void SetPinFunction(int pin, DeviceFunction function) => throw System.Device.Shape.Error;
    }

    public static class HighResTimer
    {
        public static ulong GetCurrent() => throw System.Device.Shape.Error;
    }

    public static class Sleep
    {
        [Flags]
        public enum WakeupGpioPin : ulong
        {
            None = 0,
        }

        public static EspNativeError EnableWakeupByTimer(TimeSpan time) => throw System.Device.Shape.Error;

        public static EspNativeError EnableWakeupByPin(WakeupGpioPin pin, int level) => throw System.Device.Shape.Error;

        public static EspNativeError StartLightSleep() => throw System.Device.Shape.Error;
    }
}

namespace nanoFramework.Runtime.Native
{
    public static class Power
    {
        public static void RebootDevice() => throw System.Device.Shape.Error;
    }
}

namespace nanoFramework.Networking
{
    public static class WifiNetworkHelper
    {
        public static System.Threading.ManualResetEvent NetworkReady => throw System.Device.Shape.Error;

        public static void SetupNetworkHelper(bool requiresDateTime = false) => throw System.Device.Shape.Error;
    }
}
