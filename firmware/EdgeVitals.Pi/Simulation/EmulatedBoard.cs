using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Wire;

namespace EdgeVitals.Pi;

/// <summary>The chips of a board that is not there. With a body in front of it it carries all six, without one (a
/// recording knows light alone) the oximeter and the thermometer.</summary>
public sealed class EmulatedBoard
{
    // Charge of the cell and what a wearable of this kind takes from it in a day: a week of wear.
    private const double CellMilliampereHours = 500;
    private const double MilliampereHoursADay = 70;
    private const int ChargedPermille = 950;

    private readonly Mlx90614Twin? _infrared;
    private readonly Ads1115Twin? _converter;
    private readonly Max17048Twin? _gauge;

    /// <summary>Chips in front of sources.</summary>
    public EmulatedBoard(IOpticalSource optics, ITemperatureSource temperature, WaveformWearer? body)
    {
        Optics = new Max30102Twin(Clock, optics);
        Thermometer = new Tmp117Twin(Clock, temperature);
        SensorBuses buses = new() { Optics = Optics, OpticsLine = Optics, Thermometer = Thermometer };
        if (body is not null)
        {
            SkinTemperatureSource forehead = new(body, body.Seed);
            _infrared = new Mlx90614Twin(Clock, forehead, forehead.Ambient);
            Motion = new Adxl345Twin(Clock, body);
            _converter = new Ads1115Twin(Clock, body);
            _gauge = new Max17048Twin(Clock,
                new BatteryCell(CellMilliampereHours, MilliampereHoursADay, ChargedPermille));
            buses = buses with
            {
                Infrared = _infrared, Motion = Motion, MotionLine = Motion, Converter = _converter,
                LeadsOff = new LeadsOffLine(body, Clock), Gauge = _gauge,
            };
        }
        Drivers = new SensorBoard("twins", buses, Clock);
    }

    /// <summary>Time of the chips.</summary>
    public VirtualClock Clock { get; } = new();

    /// <summary>The drivers of its chips.</summary>
    public SensorBoard Drivers { get; }

    /// <summary>Emulated oximeter.</summary>
    public Max30102Twin Optics { get; }

    /// <summary>Emulated thermometer.</summary>
    public Tmp117Twin Thermometer { get; }

    /// <summary>Emulated accelerometer; null where the board has none.</summary>
    public Adxl345Twin? Motion { get; }

    /// <summary>Faults of a chip's place on the bus, or null where the board has no such chip.</summary>
    public BusFaults? FaultsOf(int chipKind) => chipKind switch
    {
        ChipKind.Max30102 => Optics.Faults,
        ChipKind.Tmp117 => Thermometer.Faults,
        ChipKind.Mlx90614 => _infrared?.Faults,
        ChipKind.Adxl345 => Motion?.Faults,
        ChipKind.Ads1115 => _converter?.Faults,
        ChipKind.Max17048 => _gauge?.Faults,
        _ => null,
    };
}
