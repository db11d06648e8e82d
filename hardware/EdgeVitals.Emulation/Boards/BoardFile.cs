using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeVitals.Emulation.Boards;

/// <summary>A chip's pin on a pin of the header, or on another part.</summary>
/// <param name="Chip">Name on the chip's board: VIN, GND, SDA, SCL, or an interrupt.</param>
/// <param name="Header">Header pin from 1; 0 where the wire goes to another part.</param>
/// <param name="To">Pin of another part ("ecg OUT", "cell +"), or nothing.</param>
/// <param name="OpenDrain">Whether the output only pulls down, so that the board must pull up.</param>
public sealed record BoardPin(string Chip, int Header = 0, string? To = null, bool OpenDrain = false);

/// <summary>The I²C bus that the chips share.</summary>
/// <param name="Number">Number that the operating system gives it.</param>
/// <param name="Hertz">Clock.</param>
/// <param name="SdaPin">Header pin of the data line.</param>
/// <param name="SclPin">Header pin of the clock line.</param>
public sealed record BoardBus(int Number, int Hertz, int SdaPin, int SclPin);

/// <summary>A power state, the share of time that the chips measure in it (0..1), and how often the radio is on.
/// </summary>
public sealed record BoardState(string Name, double MeasuringShare, string Meaning, double BurstsPerHour = 0);

/// <summary>Current of the host by state without its radio, mA at its own supply; an estimate with its source.
/// </summary>
/// <param name="Idle">Asleep between windows.</param>
/// <param name="Spot">Mean of a window now and then.</param>
/// <param name="Continuous">Measuring all the time.</param>
/// <param name="Backfill">Sending history.</param>
/// <param name="Overhead">What the development board around the module draws besides: regulator, USB bridge, light.
/// </param>
/// <param name="Volts">Supply of the host.</param>
/// <param name="Source">Where the figures come from.</param>
public sealed record HostCurrent(double Idle, double Spot, double Continuous, double Backfill, double Overhead,
    double Volts, string Source);

/// <summary>What one burst of the radio costs: mean current over its length, an estimate with its source.</summary>
public sealed record RadioBurst(double Milliamperes, double Seconds, string Source);

/// <summary>A partition of the flash and the things that share it, in bytes.</summary>
public sealed record FlashPartition(string Name, int Bytes, IReadOnlyList<FlashItem> Items);

/// <summary>One thing in a partition.</summary>
public sealed record FlashItem(string Name, int Bytes);

/// <summary>The flash of a board that has no disk, the records that the ring's index in memory holds, and how the
/// update slots fit.</summary>
public sealed record FlashBudget(int FlashBytes, int RingRecords, IReadOnlyList<FlashPartition> Partitions,
    string Source, string Updates);

/// <summary>A chip on the bus.</summary>
public sealed record BoardChip
{
    /// <summary>Name within the board file.</summary>
    public required string Id { get; init; }

    /// <summary>Maker's part number, as in bom.csv.</summary>
    public required string Part { get; init; }

    /// <summary>What it measures.</summary>
    public required string Use { get; init; }

    /// <summary>Seven-bit address as 0xNN, or nothing for an analogue part.</summary>
    public string? Address { get; init; }

    /// <summary>Fastest bus clock that it takes, Hz; 0 for an analogue part.</summary>
    public int MaximumHertz { get; init; }

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
    public int AddressValue => Address is null ? throw new InvalidOperationException($"{Id} has no address.")
        : int.Parse(Address.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Its wires that are neither supply nor bus and end at the header: what firmware reads.</summary>
    [JsonIgnore]
    public IEnumerable<BoardPin> Signals => Pins.Where(pin => pin.Header > 0
        && pin.Chip is not ("VIN" or "GND" or "SDA" or "SCL"));
}

/// <summary>A board with its chips: the one source of the wiring drawing, the power estimate, the flash budget and the
/// pin map of the firmware.</summary>
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

    /// <summary>Which header it has, as in <see cref="BoardHeader"/>.</summary>
    public required string Header { get; init; }

    /// <summary>Current of the host.</summary>
    public required HostCurrent Milliamperes { get; init; }

    /// <summary>Its radio.</summary>
    public required RadioBurst Radio { get; init; }

    /// <summary>Its flash, or nothing where there is a disk.</summary>
    public FlashBudget? Flash { get; init; }

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
        if (BoardHeader.Find(Header) is not BoardHeader header)
        {
            return $"no header {Header} is known";
        }
        if (!header.CanCarryBus(Bus.SdaPin, Bus.SclPin))
        {
            return $"I2C bus {Bus.Number} is not on pins {Bus.SdaPin} and {Bus.SclPin}";
        }
        var addresses = new Dictionary<int, string>();
        var signals = new Dictionary<int, string>();
        foreach (BoardChip chip in Chips)
        {
            string? fault = FaultOf(chip) ?? FaultOfWires(header, chip, signals);
            if (fault is not null)
            {
                return fault;
            }
            if (chip.Address is not null && !addresses.TryAdd(chip.AddressValue, chip.Id))
            {
                return $"{chip.Id} and {addresses[chip.AddressValue]} share address {chip.Address}";
            }
        }
        BoardState? wrong = States.FirstOrDefault(state => state.MeasuringShare is not (>= 0 and <= 1));
        return wrong is null ? null : $"state {wrong.Name} measures {wrong.MeasuringShare} of the time";
    }

    private string? FaultOf(BoardChip chip)
    {
        string[] needs = chip.Address is null ? ["VIN", "GND"] : ["VIN", "GND", "SDA", "SCL"];
        bool isAddress = chip.Address is null || chip.Address.StartsWith("0x", StringComparison.Ordinal)
            && int.TryParse(chip.Address.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int value)
            && value is >= 0x08 and <= 0x77;
        if (!isAddress)
        {
            return $"{chip.Id}: address '{chip.Address}' is not in 0x08..0x77";
        }
        if (chip.Address is not null && chip.MaximumHertz < Bus.Hertz)
        {
            return $"{chip.Id} takes {chip.MaximumHertz} Hz, the bus runs at {Bus.Hertz}";
        }
        foreach (string needed in needs)
        {
            if (chip.Pins.Count(pin => pin.Chip == needed) != 1)
            {
                return $"{chip.Id}: {needed} is not wired exactly once";
            }
        }
        return null;
    }

    private string? FaultOfWires(BoardHeader header, BoardChip chip, Dictionary<int, string> signals)
    {
        foreach (BoardPin pin in chip.Pins)
        {
            string? name = header.NameOf(pin.Header);
            if (pin.Header == 0 ? pin.To is null : pin.To is not null)
            {
                return $"{chip.Id}: {pin.Chip} needs a header pin or a part, and not both";
            }
            bool fits = pin.Header == 0 || pin.Chip switch
            {
                _ when name is null => false,
                "VIN" => header.VoltsOf(pin.Header) is double volts
                    && volts >= chip.MinimumVolts && volts <= chip.MaximumVolts,
                "GND" => name == "GND",
                "SDA" => pin.Header == Bus.SdaPin,
                "SCL" => pin.Header == Bus.SclPin,
                _ => header.GpioOf(pin.Header) is not null && pin.Header != Bus.SdaPin && pin.Header != Bus.SclPin
                    && !(pin.OpenDrain && header.IsInputOnly(pin.Header)),
            };
            if (!fits)
            {
                return $"{chip.Id}: {pin.Chip} cannot go to pin {pin.Header} ({name ?? "no such pin"})";
            }
        }
        BoardPin? taken = chip.Signals.FirstOrDefault(pin => !signals.TryAdd(pin.Header, chip.Id));
        return taken is null ? null : $"{chip.Id}: pin {taken.Header} is taken by {signals[taken.Header]}";
    }
}
