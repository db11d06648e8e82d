using System;
using System.Device.Gpio;
using System.IO;
using System.Threading;
using EdgeVitals.Device;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Networking;
using nanoFramework.Runtime.Native;
#if ESP32_S3
using Pins = EdgeVitals.Boards.Esp32S3Devkitc;
#else
using Pins = EdgeVitals.Boards.Esp32Devkitc;
#endif

namespace EdgeVitals.Nano;

/// <summary>The board's program: the self test, then the wearable; or, on a board that was not told its gateway, what
/// each chip answers.</summary>
public static class Program
{
    // Long enough to read the line on the console, and not to wear the flash with boot numbers; short beside the
    // quarter of an hour after which the gateway calls a wearer silent.
    private const int RestartMillis = 60000;

    /// <summary>Prints a line for the self test, then measures. On a board without settings it rests; one whose stores
    /// cannot be used starts anew.</summary>
    public static void Main()
    {
        Console.WriteLine("selftest " + SelfTest.Run());
        Configuration.SetPinFunction(Pins.SdaGpio, DeviceFunction.I2C1_DATA);
        Configuration.SetPinFunction(Pins.SclGpio, DeviceFunction.I2C1_CLOCK);
        DeviceSettings? settings = DeviceSettings.Load();
        if (settings != null)
        {
            // Name and password of the network are in the runtime's own store, where the flasher puts them.
            WifiNetworkHelper.SetupNetworkHelper();
            Measure(settings);
        }
        Console.WriteLine("no " + DeviceSettings.Path + ", or not complete: chips only");
        BringUp();
        // A runtime whose Main ends may start over; this board waits for its reset button.
        new ManualResetEvent(false).WaitOne();
    }

    // Not with a number drawn instead of the stored one: after a reset the timer, the only chance a board has here,
    // says much the same each time. Silence raises the gateway's alarm, frames dropped as duplicates raise none.
    private static void Measure(DeviceSettings settings)
    {
        DeviceStores? stores = null;
        string fault;
        try
        {
            stores = new DeviceStores(new FlashFile("I:\\boot.bin", BootLog.StoreBytes),
                new FlashFile("I:\\ring.bin", Pins.RingBytes), Pins.RingRecords, Pins.FrameBytes);
            fault = stores.Open();
        }
        catch (IOException)
        {
            fault = "the drive I: cannot be opened, or is full";
        }
        if (stores != null && fault.Length == 0)
        {
            Console.WriteLine("measuring as " + settings.Link.Site + "/" + settings.Link.Device);
            new Wearable(settings, stores).Run();
        }
        Console.WriteLine("not measuring: " + fault + "; restart in a minute");
        new ManualResetEvent(false).WaitOne(RestartMillis, false);
        Power.RebootDevice();
        // What follows would say that the board has no settings.
        new ManualResetEvent(false).WaitOne();
    }

    private static void BringUp()
    {
        IClock clock = new HighResolutionClock();
        GpioController gpio = new GpioController();
        IInterruptLine leadsOff = new GpioInterruptLine(gpio.OpenPin(Pins.EcgLoPlusGpio, PinMode.Input), true);
        Report("MAX30102",
            new Max30102(Wearable.Bus(Pins.OximeterAddress), null, clock).Start(Max30102.DefaultAmplitude));
        Report("TMP117", new Tmp117(Wearable.Bus(Pins.ThermometerAddress)).Start());
        Report("MLX90614", new Mlx90614(Wearable.Bus(Pins.ForeheadAddress)).Start());
        Report("ADXL345", new Adxl345(Wearable.Bus(Pins.MotionAddress), null, clock).Start());
        Report("ADS1115", new Ads1115(Wearable.Bus(Pins.ConverterAddress), leadsOff, clock).Start(true, true));
        Report("MAX17048", new Max17048(Wearable.Bus(Pins.GaugeAddress)).Start());
    }

    private static void Report(string chip, int status)
    {
        Console.WriteLine(chip + ": " + DriverStatus.Text(status));
    }
}
