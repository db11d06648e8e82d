using EdgeVitals.Emulation.Chips;

namespace EdgeVitals.Emulation.Wearers;

/// <summary>A lithium-ion cell that is discharged evenly: by the charge a day of the board's power estimate.</summary>
public sealed class BatteryCell : IBatterySource
{
    private const double MicrosPerDay = 86_400e6;

    // Open-circuit voltage, mV, at 0, 5, 10, 20 .. 100 %: the table commonly printed for cells of 4.2 V at rest, of no
    // particular cell and not verified on one. Load and temperature are not modelled.
    private static readonly int[] Charge = [0, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000];
    private static readonly int[] Voltage = [3000, 3450, 3680, 3740, 3770, 3790, 3820, 3870, 3920, 3980, 4060, 4200];

    private readonly double startPermille;
    private readonly double permilleAMicro;

    /// <param name="capacityMilliampereHours">Capacity, mAh, above zero.</param>
    /// <param name="milliampereHoursPerDay">What the device takes, mAh a day, zero or above.</param>
    /// <param name="startPermille">Charge at device tick zero, 0..1000 per mille.</param>
    public BatteryCell(double capacityMilliampereHours, double milliampereHoursPerDay, int startPermille)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacityMilliampereHours);
        ArgumentOutOfRangeException.ThrowIfNegative(milliampereHoursPerDay);
        ArgumentOutOfRangeException.ThrowIfNegative(startPermille);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(startPermille, 1000);
        this.startPermille = startPermille;
        permilleAMicro = 1000 * milliampereHoursPerDay / capacityMilliampereHours / MicrosPerDay;
    }

    /// <inheritdoc/>
    public int Permille(long micros) => (int)Math.Round(ChargeAt(micros));

    /// <inheritdoc/>
    public int Millivolts(long micros)
    {
        double charge = ChargeAt(micros);
        int above = 1;
        while (above < Charge.Length - 1 && Charge[above] < charge) above++;
        double share = (charge - Charge[above - 1]) / (Charge[above] - Charge[above - 1]);
        return (int)Math.Round(Voltage[above - 1] + share * (Voltage[above] - Voltage[above - 1]));
    }

    private double ChargeAt(long micros) => Math.Max(0, startPermille - permilleAMicro * micros);
}
