using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeVitals.Emulation.Boards;

/// <summary>A chip's pin on a pin of the header.</summary>
/// <param name="Chip">Name on the chip's board: VIN, GND, SDA, SCL, or an interrupt.</param>
/// <param name="Header">Header pin, 1..40.</param>
public sealed record BoardPin(string Chip, int Header);

/// <summary>The I²C bus that the chips share.</summary>
/// <param name="Number">Number that the operating system gives it.</param>
/// <param name="Hertz">Clock.</param>
/// <param name="SdaPin">Header pin of the data line.</param>
/// <param name="SclPin">Header pin of the clock line.</param>
public sealed record BoardBus(int Number, int Hertz, int SdaPin, int SclPin);

/// <summary>A power state and the share of time that the chips measure in it, 0..1.</summary>
public sealed record BoardState(string Name, double MeasuringShare, string Meaning);

/// <summary>Current of the host by state, mA at its own supply; an estimate with its source.</summary>
public sealed record HostCurrent(double Idle, double Spot, double Continuous, double Volts, string Source);

/// <summary>A chip on the bus.</summary>
public sealed record BoardChip
{
    /// <summary>Name within the board file.</summary>
    public required string Id { get; init; }

    /// <summary>Maker's part number, as in bom.csv.</summary>
    public required string Part { get; init; }

    /// <summary>What it measures.</summary>
    public required string Use { get; init; }

    /// <summary>Seven-bit address as 0xNN.</summary>
    public required string Address { get; init; }

    /// <summary>Least supply, V.</summary>
    public required double MinimumVolts { get; init; }

    /// <summary>Highest supply, V.</summary>
    public required double MaximumVolts { get; init; }

    /// <summary>Mean current while measuring, mA.</summary>
    public required double MeasuringMilliamperes { get; init; }

    /// <summary>Current in shutdown, mA.</summary>
    public required double ShutdownMilliamperes { get; init; }

    /// <summary>Where the currents come from.</summary>
    public required string CurrentSource { get; init; }

    /// <summary>Its wires.</summary>
    public required IReadOnlyList<BoardPin> Pins { get; init; }

    /// <summary>The address as a number.</summary>
    [JsonIgnore]
    public int AddressValue => int.Parse(Address.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

/// <summary>A board with its chips: the one source of the wiring drawing, the power estimate and the address list.
/// </summary>
public sealed record BoardFile
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>File name without extension.</summary>
    public required string Id { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Part number of the host, as in bom.csv.</summary>
    public required string Part { get; init; }

    /// <summary>Current of the host.</summary>
    public required HostCurrent Milliamperes { get; init; }

    /// <summary>The bus.</summary>
    public required BoardBus Bus { get; init; }

    /// <summary>Power states.</summary>
    public required IReadOnlyList<BoardState> States { get; init; }

    /// <summary>Chips on the bus.</summary>
    public required IReadOnlyList<BoardChip> Chips { get; init; }

    /// <summary>Reads and checks a board file.</summary>
    /// <exception cref="FormatException">Not such a file, or a wire that cannot be; the message names the file.
    /// </exception>
    public static BoardFile Load(string path)
    {
        string file = Path.GetFileName(path);
        BoardFile? board;
        try
        {
            board = JsonSerializer.Deserialize<BoardFile>(File.ReadAllBytes(path), Format);
        }
        catch (JsonException error)
        {
            throw new FormatException($"{file}: {error.Message}", error);
        }
        if (board is null)
        {
            throw new FormatException($"{file}: empty");
        }
        string? fault = board.FirstFault();
        return fault is null ? board : throw new FormatException($"{file}: {fault}");
    }

    /// <summary>The first thing that would not work when wired like this, or nothing.</summary>
    public string? FirstFault()
    {
        if (RaspberryPiHeader.NameOf(Bus.SdaPin) != "GPIO2 (SDA1)" || RaspberryPiHeader.NameOf(Bus.SclPin)
            != "GPIO3 (SCL1)")
        {
            return $"I2C bus {Bus.Number} is not on pins {Bus.SdaPin} and {Bus.SclPin}";
        }
        var addresses = new Dictionary<int, string>();
        var signals = new Dictionary<int, string>();
        foreach (BoardChip chip in Chips)
        {
            string? fault = FaultOf(chip) ?? FaultOfWires(chip, signals);
            if (fault is not null)
            {
                return fault;
            }
            if (!addresses.TryAdd(chip.AddressValue, chip.Id))
            {
                return $"{chip.Id} and {addresses[chip.AddressValue]} share address {chip.Address}";
            }
        }
        BoardState? wrong = States.FirstOrDefault(state => state.MeasuringShare is not (>= 0 and <= 1));
        return wrong is null ? null : $"state {wrong.Name} measures {wrong.MeasuringShare} of the time";
    }

    private static string? FaultOf(BoardChip chip)
    {
        bool isAddress = chip.Address.StartsWith("0x", StringComparison.Ordinal)
            && int.TryParse(chip.Address.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int value)
            && value is >= 0x08 and <= 0x77;
        if (!isAddress)
        {
            return $"{chip.Id}: address '{chip.Address}' is not in 0x08..0x77";
        }
        foreach (string needed in (string[])["VIN", "GND", "SDA", "SCL"])
        {
            if (chip.Pins.Count(pin => pin.Chip == needed) != 1)
            {
                return $"{chip.Id}: {needed} is not wired exactly once";
            }
        }
        return null;
    }

    private string? FaultOfWires(BoardChip chip, Dictionary<int, string> signals)
    {
        foreach (BoardPin pin in chip.Pins)
        {
            string? name = RaspberryPiHeader.NameOf(pin.Header);
            bool fits = pin.Chip switch
            {
                _ when name is null => false,
                "VIN" => RaspberryPiHeader.VoltsOf(pin.Header) is double volts
                    && volts >= chip.MinimumVolts && volts <= chip.MaximumVolts,
                "GND" => name == "GND",
                "SDA" => pin.Header == Bus.SdaPin,
                "SCL" => pin.Header == Bus.SclPin,
                _ => name.StartsWith("GPIO", StringComparison.Ordinal) && pin.Header != Bus.SdaPin
                    && pin.Header != Bus.SclPin,
            };
            if (!fits)
            {
                return $"{chip.Id}: {pin.Chip} cannot go to pin {pin.Header} ({name ?? "no such pin"})";
            }
            bool own = pin.Chip is not ("VIN" or "GND" or "SDA" or "SCL");
            if (own && !signals.TryAdd(pin.Header, chip.Id))
            {
                return $"{chip.Id}: pin {pin.Header} is taken by {signals[pin.Header]}";
            }
        }
        return null;
    }
}
