using EdgeVitals.Device;
using EdgeVitals.Wire;

namespace EdgeVitals.Pi;

/// <summary>The way to each chip that a board has; null for one that it does not have.</summary>
public sealed record SensorBuses
{
    /// <summary>To the MAX30102.</summary>
    public required IRegisterBus Optics { get; init; }

    /// <summary>Its INT pin; null: polled.</summary>
    public IInterruptLine? OpticsLine { get; init; }

    /// <summary>To the TMP117.</summary>
    public required IRegisterBus Thermometer { get; init; }

    /// <summary>To the MLX90614.</summary>
    public IRegisterBus? Infrared { get; init; }

    /// <summary>To the ADXL345.</summary>
    public IRegisterBus? Motion { get; init; }

    /// <summary>Its INT1 pin; null: polled.</summary>
    public IInterruptLine? MotionLine { get; init; }

    /// <summary>To the ADS1115.</summary>
    public IRegisterBus? Converter { get; init; }

    /// <summary>Leads-off output of the AD8232; null: not wired.</summary>
    public IInterruptLine? LeadsOff { get; init; }

    /// <summary>To the MAX17048.</summary>
    public IRegisterBus? Gauge { get; init; }

    /// <summary>Every bus with the chip that it leads to.</summary>
    internal IEnumerable<(int Kind, IRegisterBus Bus)> All()
    {
        yield return (ChipKind.Max30102, Optics);
        yield return (ChipKind.Tmp117, Thermometer);
        if (Infrared is not null) yield return (ChipKind.Mlx90614, Infrared);
        if (Motion is not null) yield return (ChipKind.Adxl345, Motion);
        if (Converter is not null) yield return (ChipKind.Ads1115, Converter);
        if (Gauge is not null) yield return (ChipKind.Max17048, Gauge);
    }
}
