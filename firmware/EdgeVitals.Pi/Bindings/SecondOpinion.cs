using System.Device.I2c;
using System.Globalization;
using EdgeVitals.Device;
using EdgeVitals.Wire;

namespace EdgeVitals.Pi.Commands;

/// <summary>With <c>-p:WithIotBindings=true</c> the self test also says what Iot.Device.Bindings read.</summary>
internal static partial class SecondOpinion
{
    static partial void Ask(int bus, IReadOnlyCollection<int> chips, List<string> lines)
    {
        I2cDevice At(int address) => I2cDevice.Create(new I2cConnectionSettings(bus, address));
        if (chips.Contains(ChipKind.Mlx90614))
        {
            using Bindings.Mlx90614Binding chip = new(At(Mlx90614.Address));
            lines.Add(Line("MLX90614", chip.Read(), $"{chip.ObjectMilliCelsius} m°C object, "
                + $"{chip.AmbientMilliCelsius} m°C ambient"));
        }
        if (chips.Contains(ChipKind.Ads1115))
        {
            using Bindings.Ads1115Binding chip = new(At(Ads1115.Address));
            lines.Add(Line("ADS1115", chip.Read(), $"{chip.EcgMicrovolts} µV at AIN0-AIN3, "
                + $"{chip.SkinMicrovolts} µV at AIN1"));
        }
    }

    private static string Line(string chip, int status, string values) => string.Create(CultureInfo.InvariantCulture,
        $"Iot.Device.Bindings {chip}: {(status == DriverStatus.Ok ? values : DriverStatus.Text(status))}");
}
