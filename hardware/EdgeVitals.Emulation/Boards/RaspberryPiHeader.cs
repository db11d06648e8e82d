namespace EdgeVitals.Emulation.Boards;

/// <summary>The 40-pin header of the Raspberry Pi (Raspberry Pi documentation, "GPIO and the 40-pin header").</summary>
public static class RaspberryPiHeader
{
    /// <summary>Number of pins; odd ones in the inner row, even ones at the board's edge.</summary>
    public const int PinCount = 40;

    private static readonly string[] Names =
    [
        "3V3", "5V", "GPIO2 (SDA1)", "5V", "GPIO3 (SCL1)", "GND", "GPIO4", "GPIO14 (TXD)", "GND", "GPIO15 (RXD)",
        "GPIO17", "GPIO18", "GPIO27", "GND", "GPIO22", "GPIO23", "3V3", "GPIO24", "GPIO10 (MOSI)", "GND",
        "GPIO9 (MISO)", "GPIO25", "GPIO11 (SCLK)", "GPIO8 (CE0)", "GND", "GPIO7 (CE1)", "ID_SD", "ID_SC", "GPIO5",
        "GND", "GPIO6", "GPIO12", "GPIO13", "GND", "GPIO19", "GPIO16", "GPIO26", "GPIO20", "GND", "GPIO21",
    ];

    /// <summary>Name of a pin, or nothing outside 1..40.</summary>
    public static string? NameOf(int pin) => pin is >= 1 and <= PinCount ? Names[pin - 1] : null;

    /// <summary>Supply that a pin gives, V, or nothing.</summary>
    public static double? VoltsOf(int pin) => NameOf(pin) switch
    {
        "3V3" => 3.3,
        "5V" => 5.0,
        _ => null,
    };
}
