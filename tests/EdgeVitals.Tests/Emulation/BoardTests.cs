using System.Xml.Linq;
using EdgeVitals.Emulation.Boards;
using EdgeVitals.Emulation.Chips;

namespace EdgeVitals.Tests.Emulation;

/// <summary>The board files and what is drawn from them. EDGEVITALS_WRITE_GENERATED=1 writes the pages anew.</summary>
public sealed class BoardTests
{
    private static readonly string Hardware = Path.Combine(RecordingData.Repository(), "hardware");

    public static TheoryData<string> Boards =>
        [.. Directory.GetFiles(Path.Combine(Hardware, "boards"), "*.json").Select(f => Path.GetFileNameWithoutExtension(f))];

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
        AssertGenerated("power.md", PowerEstimate.Markdown([.. Boards.Select(row => Load(row.Data)).OrderBy(b => b.Id)]));

    [Theory]
    [MemberData(nameof(Boards))]
    public void Every_part_on_a_board_is_in_the_bill_of_materials(string id)
    {
        string[] parts = [.. File.ReadAllLines(Path.Combine(Hardware, "bom.csv")).Skip(1).Select(row => row.Split(',')[1])];
        BoardFile board = Load(id);
        Assert.All(board.Chips.Select(chip => chip.Part).Append(board.Part), part => Assert.Contains(part, parts));
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Drawing_has_every_pin_of_the_header_and_a_wire_for_every_pin_of_the_chips(string id)
    {
        BoardFile board = Load(id);
        XElement svg = XDocument.Parse(WiringDrawing.Svg(board)).Root!;
        XNamespace space = "http://www.w3.org/2000/svg";
        int wires = board.Chips.Sum(chip => chip.Pins.Count);
        Assert.Equal(wires, svg.Descendants(space + "polyline").Count());
        Assert.Equal(wires + RaspberryPiHeader.PinCount, svg.Descendants(space + "circle").Count());
    }

    [Fact]
    public void Raspberry_Pi_4_has_the_chips_of_the_twins_at_their_addresses()
    {
        BoardFile board = Load("raspberry-pi-4");
        Assert.Equal(Max30102Twin.Address, board.Chips.Single(chip => chip.Id == "oximeter").AddressValue);
        Assert.Equal(Tmp117Twin.Address, board.Chips.Single(chip => chip.Id == "thermometer").AddressValue);
        Assert.Equal(1, board.Bus.Number);
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
        Assert.Contains("INT cannot go to pin 41 (no such pin)", Wired("INT", 41).FirstFault(), StringComparison.Ordinal);
        Assert.Contains("pin 13 is taken by oximeter", Wired("INT", 13).FirstFault(), StringComparison.Ordinal);
        Assert.Contains("share address 0x48", (board with
        {
            Chips = [first with { Address = "0x48" }, board.Chips[1]],
        }).FirstFault(), StringComparison.Ordinal);
        Assert.Contains("address '0x7F'", (board with
        {
            Chips = [first with { Address = "0x7F" }],
        }).FirstFault(), StringComparison.Ordinal);
        Assert.Contains("SCL is not wired", (board with
        {
            Chips = [first with { Pins = [.. first.Pins.Where(pin => pin.Chip != "SCL")] }],
        }).FirstFault(), StringComparison.Ordinal);

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
                board.Chips[1],
            ],
        };
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
