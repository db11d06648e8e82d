using System;
using System.Device.Gpio;
using System.Threading;
using EdgeVitals.Device;
using nanoFramework.Hardware.Esp32;
#if ESP32_S3
using Pins = EdgeVitals.Boards.Esp32S3Devkitc;
#else
using Pins = EdgeVitals.Boards.Esp32Devkitc;
#endif

namespace EdgeVitals.Nano
{
    /// <summary>Brings a board up: the self test, then what each chip answers, over the serial console.</summary>
    public static class Program
    {
        /// <summary>Prints one line for the self test and one for each chip; the board then rests.</summary>
        public static void Main()
        {
            Console.WriteLine("selftest " + SelfTest.Run());
            Configuration.SetPinFunction(Pins.SdaGpio, DeviceFunction.I2C1_DATA);
            Configuration.SetPinFunction(Pins.SclGpio, DeviceFunction.I2C1_CLOCK);
            IClock clock = new HighResolutionClock();
            GpioController gpio = new GpioController();
            IInterruptLine optics = new GpioInterruptLine(gpio, Pins.OximeterIntGpio, true, false);
            IInterruptLine motion = new GpioInterruptLine(gpio, Pins.MotionInt1Gpio, false, false);
            IInterruptLine leadsOff = new GpioInterruptLine(gpio, Pins.EcgLoPlusGpio, false, true);
            Report("MAX30102", new Max30102(Bus(Pins.OximeterAddress), optics, clock).Start(Max30102.DefaultAmplitude));
            Report("TMP117", new Tmp117(Bus(Pins.ThermometerAddress)).Start());
            Report("MLX90614", new Mlx90614(Bus(Pins.ForeheadAddress)).Start());
            Report("ADXL345", new Adxl345(Bus(Pins.MotionAddress), motion, clock).Start());
            Report("ADS1115", new Ads1115(Bus(Pins.ConverterAddress), leadsOff, clock).Start(true, true));
            Report("MAX17048", new Max17048(Bus(Pins.GaugeAddress)).Start());
            // A runtime whose Main ends may start over; this board waits for its reset button.
            new ManualResetEvent(false).WaitOne();
        }

        private static I2cRegisterBus Bus(int address)
        {
            return new I2cRegisterBus(Pins.BusNumber, address);
        }

        private static void Report(string chip, int status)
        {
            Console.WriteLine(chip + ": " + DriverStatus.Text(status));
        }
    }
}
