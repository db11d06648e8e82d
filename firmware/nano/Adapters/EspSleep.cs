using System;
using nanoFramework.Hardware.Esp32;

namespace EdgeVitals.Nano;

/// <summary>Light sleep of an ESP32 until a time or a pin: memory stays and the program goes on where it was.</summary>
public static class EspSleep
{
    private const long TicksPerMicro = 10;

    /// <summary>Sleeps until the time is over or the pin is low. False where the chip refuses, as it does while its
    /// radio runs: wait otherwise.</summary>
    /// <param name="micros">Longest sleep, µs.</param>
    /// <param name="gpio">An RTC pin: 0, 2, 4, 12 to 15, 25 to 27, 32 to 39 of an ESP32, 0 to 21 of an S3; below zero
    /// for none. Another chip's line does not wake.</param>
    public static bool Light(long micros, int gpio)
    {
        return Arm(micros, gpio) && Sleep.StartLightSleep() == EspNativeError.OK;
    }

    private static bool Arm(long micros, int gpio)
    {
        if (micros <= 0) return false;
        if (Sleep.EnableWakeupByTimer(new TimeSpan(micros * TicksPerMicro)) != EspNativeError.OK) return false;
        return gpio < 0
            || Sleep.EnableWakeupByPin((Sleep.WakeupGpioPin)(1UL << gpio), 0) == EspNativeError.OK;
    }
}
