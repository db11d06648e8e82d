using System.Xml.Linq;
using EdgeVitals.Emulation.Boards;
using EdgeVitals.Emulation.Chips;

namespace EdgeVitals.Tests.Emulation;

/// <summary>The board files and what is drawn from them. EDGEVITALS_WRITE_GENERATED=1 writes the pages anew.</summary>
public sealed class BoardTests
{
    private static readonly string Hardware = Path.Combine(RecordingData.Repository(), "hardware");

    public static TheoryData<string> Boards =>
        [.. Directory.GetFiles(Path.Combine(Hardware, "boards"), "*.json")
            .Select(file => Path.GetFileNameWithoutExtension(file))];

    [Theory]
    [MemberData(nameof(Boards))]
    public void Wiring_page_and_drawing_are_those_of_the_board_file(string id)
    {
        BoardFile board = Load(id);
        Assert.Equal(id, board.Id);
        AssertGenerated(Path.Combine("wiring", id + ".svg"), WiringDrawing.Svg(board));
        AssertGenerated(Path.Combine("wiring", id + ".md"), WiringDrawing.Markdown(board));
    }

    [Fact]
    public void Power_page_is_that_of_the_board_files() =>
        AssertGenerated("power.md", PowerEstimate.Markdown([.. All()]));

    [Fact]
    public void Budget_page_is_that_of_the_board_files() => AssertGenerated(
        Path.Combine("..", "firmware", "nano", "budgets.md"), FlashEstimate.Markdown([.. All()]));

    [Theory]
    [MemberData(nameof(Boards))]
    public void Pin_map_of_the_firmware_is_that_of_the_board_file(string id)
    {
        BoardFile board = Load(id);
        AssertGenerated(Path.Combine("..", PinMap.FolderOf(board), PinMap.ClassOf(board) + ".cs"),
            PinMap.CSharp(board));
    }

    [Fact]
    public void Pin_map_names_the_gpio_and_not_the_pin_of_the_header()
    {
        // Header pins 25, 22, 11, 5 and 6 of the DevKitC are GPIO 21, 22, 27, 34 and 35 by Espressif's table.
        string source = PinMap.CSharp(Load("esp32-devkitc"));
        foreach (string constant in (string[])["SdaGpio = 21;", "SclGpio = 22;", "OximeterIntGpio = 27;",
            "MotionInt1Gpio = 34;", "EcgLoPlusGpio = 35;", "ForeheadAddress = 0x5A;", "BusHertz = 100000;"])
        {
            Assert.Contains(constant, source, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Every_part_on_a_board_is_in_the_bill_of_materials(string id)
    {
        BoardFile board = Load(id);
        string[] parts = [.. Bill().Select(row => row[1])];
        Assert.All(board.Chips.Select(chip => chip.Part).Append(board.Part), part => Assert.Contains(part, parts));
    }

    [Fact]
    public void Bill_of_materials_has_a_board_for_every_part_and_an_alternative_for_every_chip()
    {
        BoardFile[] boards = [.. All()];
        string[] hosts = [.. boards.Select(board => board.Part)];
        string[] chips = [.. boards.SelectMany(board => board.Chips).Select(chip => chip.Part).Distinct()];
        foreach (string[] row in Bill())
        {
            Assert.Equal(8, row.Length);
            Assert.True(int.Parse(row[4], System.Globalization.CultureInfo.InvariantCulture) > 0, row[1]);
            Assert.False(string.IsNullOrWhiteSpace(row[6]), $"{row[1]} has no alternative");
            // Accessories are on no board; everything that claims to be a host or a chip must be on one.
            if (row[0] is "wires" or "cell" or "electrodes") continue;
            Assert.Contains(row[1], hosts.Concat(chips));
        }
        Assert.Equal(Bill().Count(), Bill().Select(row => row[1]).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Drawing_has_every_pin_of_the_header_and_a_wire_for_every_pin_of_the_chips(string id)
    {
        BoardFile board = Load(id);
        XElement svg = XDocument.Parse(WiringDrawing.Svg(board)).Root!;
        XNamespace space = "http://www.w3.org/2000/svg";
        int wires = board.Chips.Sum(chip => chip.Pins.Count(pin => pin.Header > 0));
        Assert.Equal(wires, svg.Descendants(space + "polyline").Count());
        // A circle for every pin of the header; two for every wire, where it branches and where it ends.
        Assert.Equal(2 * wires + BoardHeader.Find(board.Header)!.PinCount, svg.Descendants(space + "circle").Count());
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Drawing_has_no_two_wires_of_different_pins_on_each_other(string id)
    {
        XNamespace space = "http://www.w3.org/2000/svg";
        List<(int Pin, int Y, int From, int To)> runs = [];
        foreach (XElement wire in XDocument.Parse(WiringDrawing.Svg(Load(id))).Descendants(space + "polyline"))
        {
            int[][] points = [.. wire.Attribute("points")!.Value.Split(' ')
                .Select(point => (int[])[.. point.Split(',').Select(int.Parse)])];
            int pin = points[0][0] * 10000 + points[0][1];
            runs.Add((pin, points[1][1], points[1][0], points[2][0]));
            runs.Add((pin, points[3][1], points[3][0], points[4][0]));
        }
        Assert.DoesNotContain(runs, a => runs.Any(b => a.Pin != b.Pin && Math.Abs(a.Y - b.Y) < 3
            && a.From < b.To && b.From < a.To));
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Board_has_the_chips_of_the_twins_at_their_addresses(string id)
    {
        BoardFile board = Load(id);
        Assert.Equal(
            [("converter", Ads1115Twin.Address), ("forehead", Mlx90614Twin.Address), ("gauge", Max17048Twin.Address),
                ("motion", Adxl345Twin.Address), ("oximeter", Max30102Twin.Address),
                ("thermometer", Tmp117Twin.Address)],
            board.Chips.Where(chip => chip.Address is not null).Select(chip => (chip.Id, chip.AddressValue))
                .OrderBy(chip => chip.Id, StringComparer.Ordinal));
        Assert.Equal(1, board.Bus.Number);
        Assert.Equal(["INT", "INT1", "LO+"], board.Chips.SelectMany(chip => chip.Signals).Select(pin => pin.Chip));
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Charge_rises_with_the_state_and_is_labelled_an_estimate(string id)
    {
        BoardFile board = Load(id);
        Assert.Equal(["idle", "spot", "continuous", "backfill"], board.States.Select(state => state.Name));
        double[] totals = [.. board.States.Select(state => PowerEstimate.TotalMilliampereHours(board, state))];
        Assert.Equal(totals.Order(), totals);
        Assert.Contains("estimate", board.Milliamperes.Source, StringComparison.Ordinal);
        Assert.Contains("An estimate", PowerEstimate.Markdown([board]), StringComparison.Ordinal);
    }

    [Fact]
    public void Estimate_of_the_radio_is_current_times_length_times_bursts()
    {
        BoardFile board = Load("esp32-devkitc") with { Radio = new RadioBurst(100, 36, "") };
        Assert.Equal(24 * 100 * 0.1, PowerEstimate.RadioMilliampereHours(board, new BoardState("spot", 0, "", 10)), 9);
    }

    [Fact]
    public void Estimate_of_a_chip_is_the_weighted_mean_of_its_currents()
    {
        BoardChip chip = Load("raspberry-pi-4").Chips[0] with { MeasuringMilliamperes = 2, ShutdownMilliamperes = 1 };
        Assert.Equal(30, PowerEstimate.ChipMilliampereHours(chip, new BoardState("spot", 0.25, "")), 9);
    }

    [Fact]
    public void Board_file_with_a_wire_that_cannot_be_is_refused()
    {
        BoardFile board = Load("raspberry-pi-4");
        BoardChip first = board.Chips[0];
        Assert.Null(board.FirstFault());
        Assert.Contains("VIN cannot go to pin 2", Wired("VIN", 2).FirstFault(), StringComparison.Ordinal);
        Assert.Contains("VIN cannot go to pin 6", Wired("VIN", 6).FirstFault(), StringComparison.Ordinal);
        Assert.Contains("GND cannot go to pin 1", Wired("GND", 1).FirstFault(), StringComparison.Ordinal);
        Assert.Contains("SDA cannot go to pin 5", Wired("SDA", 5).FirstFault(), StringComparison.Ordinal);
        Assert.Contains("INT cannot go to pin 41 (no such pin)", Wired("INT", 41).FirstFault(),
            StringComparison.Ordinal);
        Assert.Contains("pin 15 is taken by oximeter", Wired("INT", 15).FirstFault(), StringComparison.Ordinal);
        Assert.Contains("share address 0x48", (board with
        {
            Chips = [first with { Address = "0x48" }, .. board.Chips.Skip(1)],
        }).FirstFault(), StringComparison.Ordinal);
        Assert.Contains("address '0x7F'", (board with
        {
            Chips = [first with { Address = "0x7F" }],
        }).FirstFault(), StringComparison.Ordinal);
        Assert.Contains("SCL is not wired", (board with
        {
            Chips = [first with { Pins = [.. first.Pins.Where(pin => pin.Chip != "SCL")] }],
        }).FirstFault(), StringComparison.Ordinal);

        BoardFile fast = board with { Bus = board.Bus with { Hertz = 400000 } };
        Assert.Contains("forehead takes 100000 Hz", fast.FirstFault(), StringComparison.Ordinal);
        Assert.Contains("no header x", (board with { Header = "x" }).FirstFault(), StringComparison.Ordinal);

        BoardFile Wired(string chipPin, int header) => board with
        {
            Chips =
            [
                first with
                {
                    // 3.3 V parts only, so that the 5 V pin is refused.
                    MaximumVolts = 3.6,
                    Pins = [.. first.Pins.Select(pin => pin.Chip == chipPin ? pin with { Header = header } : pin)],
                },
                .. board.Chips.Skip(1),
            ],
        };
    }

    [Theory]
    [InlineData(5, "oximeter: INT cannot go to pin 5 (GPIO34)")] // An input without a pull-up for an open drain.
    [InlineData(13, "oximeter: INT cannot go to pin 13 (STRAP12)")] // Low at reset, it chooses the flash's voltage.
    [InlineData(38, "oximeter: INT cannot go to pin 38 (FLASH6)")]
    [InlineData(10, null)]
    public void Esp32_pin_that_is_not_free_for_an_interrupt_is_refused(int pin, string? fault)
    {
        BoardFile board = Load("esp32-devkitc");
        BoardChip first = board.Chips[0];
        Assert.Equal(fault, (board with
        {
            Chips = [first with { Pins = [.. first.Pins.Select(p => p.Chip == "INT" ? p with { Header = pin } : p)] },
                .. board.Chips.Skip(1)],
        }).FirstFault());
    }

    [Fact]
    public void Board_file_that_is_not_one_is_refused_with_its_name()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("board").FullName, "x.json");
        File.WriteAllText(path, "{\"id\":\"x\",\"extra\":1}");
        FormatException error = Assert.Throws<FormatException>(() => BoardFile.Load(path));
        Assert.StartsWith("x.json: ", error.Message, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static IEnumerable<BoardFile> All() => Boards.Select(row => Load(row.Data)).OrderBy(b => b.Id);

    /// <summary>Rows of bom.csv without its head; commas within quotes are kept.</summary>
    private static IEnumerable<string[]> Bill() => File.ReadAllLines(Path.Combine(Hardware, "bom.csv")).Skip(1)
        .Select(row => System.Text.RegularExpressions.Regex.Split(row, ",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"));

    private static BoardFile Load(string id) => BoardFile.Load(Path.Combine(Hardware, "boards", id + ".json"));

    private static void AssertGenerated(string relative, string expected)
    {
        string path = Path.Combine(Hardware, relative);
        if (Environment.GetEnvironmentVariable("EDGEVITALS_WRITE_GENERATED") == "1")
        {
            File.WriteAllText(path, expected);
        }
        string actual = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Assert.True(expected == actual,
            $"hardware/{relative} is stale: run the tests with EDGEVITALS_WRITE_GENERATED=1 to draw it anew.");
    }
}
