// Stand-ins for the members of Iot.Device.Bindings and UnitsNet that the adapters use, written from dotnet/iot's public
// sources, with just enough behind them to run on the twins. The package is absent where this is built.
using System.Device.I2c;

namespace UnitsNet
{
    internal readonly record struct Temperature(double DegreesCelsius);

    internal readonly record struct ElectricPotential(double Volts);
}

namespace Iot.Device.Mlx90614
{
    internal sealed class Mlx90614(I2cDevice device) : IDisposable
    {
        public UnitsNet.Temperature ReadAmbientTemperature() => Read(0x06);

        public UnitsNet.Temperature ReadObjectTemperature() => Read(0x07);

        public void Dispose() => device.Dispose();

        private UnitsNet.Temperature Read(byte register)
        {
            byte[] word = new byte[2];
            device.WriteRead([register], word);
            return new UnitsNet.Temperature(Math.Round((short)(word[0] | (word[1] << 8)) * 0.02 - 273.15, 2));
        }
    }
}

namespace Iot.Device.Ads1115
{
    internal enum InputMultiplexer
    {
        AIN0_AIN3 = 1,
        AIN1 = 5,
    }

    internal enum MeasuringRange
    {
        FS2048 = 2,
    }

    internal enum DataRate
    {
        SPS860 = 7,
    }

    internal enum DeviceMode
    {
        PowerDown = 1,
    }

    internal sealed class Ads1115(I2cDevice device, InputMultiplexer inputMultiplexer, MeasuringRange measuringRange,
        DataRate dataRate, DeviceMode deviceMode) : IDisposable
    {
        private const double FullScaleVolts = 2.048;

        private readonly InputMultiplexer _first = inputMultiplexer;

        public UnitsNet.ElectricPotential ReadVoltage(InputMultiplexer input)
        {
            int settings = 0x8003 | ((int)input << 12) | ((int)measuringRange << 9) | ((int)deviceMode << 8)
                | ((int)dataRate << 5);
            device.Write([1, (byte)(settings >> 8), (byte)settings]);
            byte[] word = new byte[2];
            for (int tries = 0; ; tries++)
            {
                device.WriteRead([1], word);
                if ((word[0] & 0x80) != 0) break;
                if (tries == 1000) throw new TimeoutException($"conversion of {input}, at first {_first}");
            }
            device.WriteRead([0], word);
            return new UnitsNet.ElectricPotential((short)((word[0] << 8) | word[1]) * FullScaleVolts / 32768);
        }

        public void Dispose() => device.Dispose();
    }
}
