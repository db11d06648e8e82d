using System.Globalization;
using System.Text;

namespace EdgeVitals.Emulation.Boards;

/// <summary>
/// Draws a board file: an SVG with the header, the chips and a wire each, and a page with the same as a table. The
/// files under hardware/wiring are this output; a test finds a stale one.
/// </summary>
public static class WiringDrawing
{
    private const int RowHeight = 22;
    private const int HeaderLeft = 40;
    private const int HeaderWidth = 300;
    private const int HeaderTop = 60;
    // Keeps the chips' wires off the heights at which wires leave the header, so that no two lie on each other.
    private const int ChipPinTop = 50;
    private const int ChipLeft = 620;
    private const int ChipWidth = 240;
    private const int Width = 900;

    /// <summary>The drawing.</summary>
    public static string Svg(BoardFile board)
    {
        ArgumentNullException.ThrowIfNull(board);
        int height = HeaderTop + RaspberryPiHeader.PinCount / 2 * RowHeight + 60;
        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" role=\"img\" " +
            $"font-family=\"sans-serif\" font-size=\"12\">");
        Line(svg, $"<title>{Escaped(board.Name)}: wiring</title>");
        Line(svg, $"<rect width=\"{Width}\" height=\"{height}\" fill=\"#ffffff\"/>");
        Line(svg, $"<text x=\"{HeaderLeft}\" y=\"36\" font-size=\"16\">{Escaped(board.Name)}, 40-pin header, " +
            $"I2C bus {board.Bus.Number} at {board.Bus.Hertz / 1000} kHz</text>");
        DrawHeader(svg, board);
        DrawChips(svg, board);
        Line(svg, "</svg>");
        return svg.ToString();
    }

    /// <summary>The page around it.</summary>
    public static string Markdown(BoardFile board)
    {
        ArgumentNullException.ThrowIfNull(board);
        var page = new StringBuilder();
        Line(page, $"# Wiring: {board.Name}");
        Line(page, "");
        Line(page, $"Drawn from [boards/{board.Id}.json](../boards/{board.Id}.json); change that file, not this one.");
        Line(page, "");
        Line(page, $"![Wires from the header to the chips]({board.Id}.svg)");
        Line(page, "");
        Line(page, "| chip | part | pin | header pin | name |");
        Line(page, "|---|---|---|---|---|");
        foreach (BoardChip chip in board.Chips)
        {
            foreach (BoardPin pin in chip.Pins)
            {
                Line(page, $"| {chip.Id} | {chip.Part} | {pin.Chip} | {pin.Header} " +
                    $"| {RaspberryPiHeader.NameOf(pin.Header)} |");
            }
        }
        Line(page, "");
        Line(page, $"I2C bus {board.Bus.Number} at {board.Bus.Hertz / 1000} kHz. `i2cdetect -y {board.Bus.Number}` " +
            $"shows {string.Join(" and ", board.Chips.Select(c => $"{c.Address[2..]} ({c.Id})"))}.");
        Line(page, "");
        Line(page, "Wire with the power off. All chips run from 3.3 V: a GPIO pin of the Pi does not stand 5 V, and a "
            + "module that pulls SDA or SCL up to 5 V needs a level shifter.");
        return page.ToString();
    }

    private static void DrawHeader(StringBuilder svg, BoardFile board)
    {
        int rows = RaspberryPiHeader.PinCount / 2;
        Line(svg, $"<rect x=\"{HeaderLeft}\" y=\"{HeaderTop - 4}\" width=\"{HeaderWidth}\" " +
            $"height=\"{rows * RowHeight + 8}\" rx=\"6\" fill=\"#f1f5f1\" stroke=\"#4a6b4a\"/>");
        var used = board.Chips.SelectMany(chip => chip.Pins).Select(pin => pin.Header).ToHashSet();
        for (int pin = 1; pin <= RaspberryPiHeader.PinCount; pin++)
        {
            bool left = pin % 2 == 1;
            (int x, int y) = HeaderPoint(pin);
            string fill = used.Contains(pin) ? ColourOf(RaspberryPiHeader.NameOf(pin)!) : "#cccccc";
            Line(svg, $"<circle cx=\"{x}\" cy=\"{y}\" r=\"6\" fill=\"{fill}\" stroke=\"#333333\"/>");
            string anchor = left ? "end" : "start";
            int textX = left ? x - 10 : x + 10;
            string weight = used.Contains(pin) ? " font-weight=\"bold\"" : "";
            Line(svg, $"<text x=\"{textX}\" y=\"{y + 4}\" text-anchor=\"{anchor}\"{weight}>" +
                (left ? $"{Escaped(RaspberryPiHeader.NameOf(pin)!)} {pin}"
                    : $"{pin} {Escaped(RaspberryPiHeader.NameOf(pin)!)}") + "</text>");
        }
    }

    private static void DrawChips(StringBuilder svg, BoardFile board)
    {
        int top = HeaderTop;
        int lane = 0;
        foreach (BoardChip chip in board.Chips)
        {
            int height = ChipPinTop + chip.Pins.Count * RowHeight;
            Line(svg, $"<rect x=\"{ChipLeft}\" y=\"{top}\" width=\"{ChipWidth}\" height=\"{height}\" rx=\"6\" " +
                "fill=\"#eef2f8\" stroke=\"#3b5a86\"/>");
            Line(svg, $"<text x=\"{ChipLeft + 90}\" y=\"{top + 20}\" font-weight=\"bold\">{Escaped(chip.Part)}</text>");
            Line(svg, $"<text x=\"{ChipLeft + 90}\" y=\"{top + 36}\">{Escaped(chip.Id)} at {chip.Address}</text>");
            for (int i = 0; i < chip.Pins.Count; i++)
            {
                DrawWire(svg, chip.Pins[i], top + ChipPinTop + i * RowHeight, 380 + 22 * lane++);
            }
            top += height + 40;
        }
    }

    /// <summary>A wire in its own lane; it leaves the header below its pin's label.</summary>
    private static void DrawWire(StringBuilder svg, BoardPin pin, int y, int laneX)
    {
        (int x, int headerY) = HeaderPoint(pin.Header);
        string colour = ColourOf(RaspberryPiHeader.NameOf(pin.Header)!);
        int leave = headerY + (pin.Header % 2 == 1 ? 13 : 9);
        Line(svg, $"<polyline points=\"{x},{headerY} {x + 10},{leave} {laneX},{leave} {laneX},{y} {ChipLeft},{y}\" " +
            $"fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
        Line(svg, $"<circle cx=\"{ChipLeft}\" cy=\"{y}\" r=\"4\" fill=\"{colour}\"/>");
        Line(svg, $"<text x=\"{ChipLeft + 10}\" y=\"{y + 4}\">{Escaped(pin.Chip)} to pin {pin.Header}</text>");
    }

    private static (int X, int Y) HeaderPoint(int pin)
    {
        int row = (pin - 1) / 2;
        int middle = HeaderLeft + HeaderWidth / 2;
        return (pin % 2 == 1 ? middle - 12 : middle + 12, HeaderTop + RowHeight / 2 + row * RowHeight);
    }

    private static string ColourOf(string name) => name switch
    {
        "3V3" => "#c0392b",
        "5V" => "#8e1b10",
        "GND" => "#222222",
        "GPIO2 (SDA1)" => "#1f5fbf",
        "GPIO3 (SCL1)" => "#b8860b",
        _ => "#2e8b57",
    };

    private static string Escaped(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private static void Line(StringBuilder text, string line) =>
        text.Append(CultureInfo.InvariantCulture, $"{line}\n");
}
