namespace EdgeVitals.Emulation.Boards;

/// <summary>The pins that a family of boards brings out: names, supplies, GPIO numbers, and where they lie.</summary>
public sealed class BoardHeader
{
    // Raspberry Pi documentation, "GPIO and the 40-pin header".
    private static readonly BoardHeader Pi = new("raspberry-pi-40", "40-pin header", true, "GPIO2", "GPIO3", [],
    [
        "3V3", "5V", "GPIO2 (SDA1)", "5V", "GPIO3 (SCL1)", "GND", "GPIO4", "GPIO14 (TXD)", "GND", "GPIO15 (RXD)",
        "GPIO17", "GPIO18", "GPIO27", "GND", "GPIO22", "GPIO23", "3V3", "GPIO24", "GPIO10 (MOSI)", "GND",
        "GPIO9 (MISO)", "GPIO25", "GPIO11 (SCLK)", "GPIO8 (CE0)", "GND", "GPIO7 (CE1)", "ID_SD", "ID_SC", "GPIO5",
        "GND", "GPIO6", "GPIO12", "GPIO13", "GND", "GPIO19", "GPIO16", "GPIO26", "GPIO20", "GND", "GPIO21",
    ]);

    // Espressif, "ESP32-DevKitC V4 Getting Started Guide", header block: J2 is 1..19 here, J3 is 20..38. GPIO 6..11
    // carry the flash; 34..39 are inputs without pull-up (ESP32 data sheet, "Pin Overview").
    private static readonly BoardHeader Esp32 = new("esp32-devkitc-v4", "J2 (1-19) and J3 (20-38)", false, null, null,
        [34, 35, 36, 39],
    [
        "3V3", "EN", "GPIO36 (VP)", "GPIO39 (VN)", "GPIO34", "GPIO35", "GPIO32", "GPIO33", "GPIO25", "GPIO26",
        "GPIO27", "GPIO14", "STRAP12", "GND", "GPIO13", "FLASH9", "FLASH10", "FLASH11", "5V",
        "GND", "GPIO23", "GPIO22", "TXD0", "RXD0", "GPIO21", "GND", "GPIO19", "GPIO18", "STRAP5", "GPIO17", "GPIO16",
        "GPIO4", "STRAP0", "STRAP2", "STRAP15", "FLASH8", "FLASH7", "FLASH6",
    ]);

    // Espressif, "ESP32-S3-DevKitC-1 v1.1 User Guide", header block: J1 is 1..22 here, J3 is 23..44. GPIO 0, 3, 45, 46
    // are strapping pins, 19 and 20 the USB port, 48 or 38 the LED by revision.
    private static readonly BoardHeader Esp32S3 = new("esp32-s3-devkitc-1", "J1 (1-22) and J3 (23-44)", false, null,
        null, [],
    [
        "3V3", "3V3", "RST", "GPIO4", "GPIO5", "GPIO6", "GPIO7", "GPIO15", "GPIO16", "GPIO17", "GPIO18", "GPIO8",
        "STRAP3", "STRAP46", "GPIO9", "GPIO10", "GPIO11", "GPIO12", "GPIO13", "GPIO14", "5V", "GND",
        "GND", "TXD0", "RXD0", "GPIO1", "GPIO2", "GPIO42", "GPIO41", "GPIO40", "GPIO39", "LED38", "GPIO37", "GPIO36",
        "GPIO35", "STRAP0", "STRAP45", "LED48", "GPIO47", "GPIO21", "USB20", "USB19", "GND", "GND",
    ]);

    private readonly string[] _names;
    private readonly int[] _inputsOnly;
    private readonly string? _sda;
    private readonly string? _scl;
    private readonly bool _zigzag;

    private BoardHeader(string id, string title, bool zigzag, string? sda, string? scl, int[] inputsOnly,
        string[] names)
    {
        Id = id;
        Title = title;
        _zigzag = zigzag;
        _sda = sda;
        _scl = scl;
        _inputsOnly = inputsOnly;
        _names = names;
    }

    /// <summary>Name in a board file.</summary>
    public string Id { get; }

    /// <summary>What the board calls it.</summary>
    public string Title { get; }

    /// <summary>Number of pins; they count from 1.</summary>
    public int PinCount => _names.Length;

    /// <summary>Pins of one side.</summary>
    public int Rows => _names.Length / 2;

    /// <summary>The header of this name, or nothing.</summary>
    public static BoardHeader? Find(string id) =>
        ((BoardHeader[])[Pi, Esp32, Esp32S3]).FirstOrDefault(header => header.Id == id);

    /// <summary>Name of a pin, or nothing where there is no such pin.</summary>
    public string? NameOf(int pin) => pin >= 1 && pin <= PinCount ? _names[pin - 1] : null;

    /// <summary>Supply that a pin gives, V, or nothing.</summary>
    public double? VoltsOf(int pin) => NameOf(pin) switch
    {
        "3V3" => 3.3,
        "5V" => 5.0,
        _ => null,
    };

    /// <summary>Number of the GPIO that is free for a signal on the pin, or nothing: strapping pins, the flash's, the
    /// console's and the USB port's are not.</summary>
    public int? GpioOf(int pin)
    {
        string name = NameOf(pin) ?? "";
        return name.StartsWith("GPIO", StringComparison.Ordinal)
            ? int.Parse(name.AsSpan(4).ToString().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Whether the pin can be read but neither driven nor pulled up.</summary>
    public bool IsInputOnly(int pin) => GpioOf(pin) is int gpio && _inputsOnly.Contains(gpio);

    /// <summary>Whether the bus can be on these pins: one place on a Pi, any two free pins that can drive on an ESP32,
    /// whose pin matrix takes the bus anywhere.</summary>
    public bool CanCarryBus(int sda, int scl)
    {
        if (_sda is null || _scl is null)
        {
            return sda != scl && GpioOf(sda) is not null && GpioOf(scl) is not null && !IsInputOnly(sda)
                && !IsInputOnly(scl);
        }
        return NameOf(sda)?.Split(' ')[0] == _sda && NameOf(scl)?.Split(' ')[0] == _scl;
    }

    /// <summary>Whether a pin is drawn on the left.</summary>
    public bool IsLeft(int pin) => _zigzag ? pin % 2 == 1 : pin <= Rows;

    /// <summary>Row of a pin from the top, from 0.</summary>
    public int RowOf(int pin) => _zigzag ? (pin - 1) / 2 : (pin - 1) % Rows;
}
