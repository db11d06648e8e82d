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
    private const int HeaderWidth = 320;
    private const int HeaderTop = 60;
    private const int ChipPinTop = 46;
    private const int ChipRow = 18;
    private const int ChipGap = 18;
    private const int LaneLeft = 400;
    private const int LaneWidth = 22;
    private const int ChipLeft = 620;
    private const int ChipWidth = 330;
    private const int Width = 990;

    /// <summary>The drawing.</summary>
    public static string Svg(BoardFile board)
    {
        ArgumentNullException.ThrowIfNull(board);
        BoardHeader header = HeaderOf(board);
        int[] tops = ChipTops(board, header);
        int bottom = tops[^1] + HeightOf(board.Chips[^1]);
        int height = Math.Max(HeaderTop + header.Rows * RowHeight, bottom) + 30;
        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" role=\"img\" " +
            $"font-family=\"sans-serif\" font-size=\"12\">");
        Line(svg, $"<title>{Escaped(board.Name)}: wiring</title>");
        Line(svg, $"<rect width=\"{Width}\" height=\"{height}\" fill=\"#ffffff\"/>");
        Line(svg, $"<text x=\"{HeaderLeft}\" y=\"36\" font-size=\"16\">{Escaped(board.Name)}, {header.Title}, " +
            $"I2C bus {board.Bus.Number} at {board.Bus.Hertz / 1000} kHz</text>");
        DrawHeader(svg, board, header);
        DrawChips(svg, board, header, tops);
        Line(svg, "</svg>");
        return svg.ToString();
    }

    /// <summary>The page around it.</summary>
    public static string Markdown(BoardFile board)
    {
        ArgumentNullException.ThrowIfNull(board);
        BoardHeader header = HeaderOf(board);
        var page = new StringBuilder();
        Line(page, $"# Wiring: {board.Name}");
        Line(page, "");
        Line(page, $"Drawn from [boards/{board.Id}.json](../boards/{board.Id}.json); change that file, not this one.");
        Line(page, "");
        Line(page, $"![Wires from the header to the chips]({board.Id}.svg)");
        Line(page, "");
        Line(page, $"Header pins are counted over {header.Title}.");
        Line(page, "");
        Line(page, "| chip | part | pin | header pin | name |");
        Line(page, "|---|---|---|---|---|");
        foreach (BoardChip chip in board.Chips)
        {
            foreach (BoardPin pin in chip.Pins)
            {
                string end = pin.Header > 0 ? $"{pin.Header} | {header.NameOf(pin.Header)}" : $"none | {pin.To}";
                Line(page, $"| {chip.Id} | {chip.Part} | {pin.Chip} | {end} |");
            }
        }
        Line(page, "");
        string found = string.Join(", ", board.Chips.Where(c => c.Address is not null)
            .Select(c => $"{c.Address![2..]} ({c.Id})"));
        Line(page, $"I2C bus {board.Bus.Number} at {board.Bus.Hertz / 1000} kHz, which the slowest chip on it sets. "
            + $"A scan of the bus shows {found}.");
        Line(page, "");
        Line(page, "Wire with the power off. A rail that several chips share goes over a breadboard. All chips but the "
            + "fuel gauge, which sits on the cell, run from 3.3 V: a GPIO pin does not stand 5 V, and a module that "
            + "pulls SDA or SCL up to 5 V needs a level shifter. Somebody connected to electrodes has no isolation: "
            + "run from a battery.");
        return page.ToString();
    }

    private static BoardHeader HeaderOf(BoardFile board) => BoardHeader.Find(board.Header)
        ?? throw new ArgumentException($"{board.Id}: no header {board.Header} is known", nameof(board));

    private static int HeightOf(BoardChip chip) => ChipPinTop + chip.Pins.Count * ChipRow;

    /// <summary>Tops of the chips, each moved down until none of its wires lies on one that leaves the header.
    /// </summary>
    private static int[] ChipTops(BoardFile board, BoardHeader header)
    {
        int[] leaves = [.. board.Chips.SelectMany(c => c.Pins).Where(p => p.Header > 0)
            .Select(p => LeaveOf(header, p.Header))];
        int[] tops = new int[board.Chips.Count];
        int top = HeaderTop;
        for (int i = 0; i < tops.Length; i++)
        {
            BoardChip chip = board.Chips[i];
            while (Enumerable.Range(0, chip.Pins.Count).Any(row => chip.Pins[row].Header > 0
                && leaves.Any(y => Math.Abs(y - (top + ChipPinTop + row * ChipRow)) < 4)))
            {
                top++;
            }
            tops[i] = top;
            top += HeightOf(chip) + ChipGap;
        }
        return tops;
    }

    private static void DrawHeader(StringBuilder svg, BoardFile board, BoardHeader header)
    {
        Line(svg, $"<rect x=\"{HeaderLeft}\" y=\"{HeaderTop - 4}\" width=\"{HeaderWidth}\" " +
            $"height=\"{header.Rows * RowHeight + 8}\" rx=\"6\" fill=\"#f1f5f1\" stroke=\"#4a6b4a\"/>");
        var used = board.Chips.SelectMany(chip => chip.Pins).Select(pin => pin.Header).ToHashSet();
        for (int pin = 1; pin <= header.PinCount; pin++)
        {
            bool left = header.IsLeft(pin);
            (int x, int y) = HeaderPoint(header, pin);
            string fill = used.Contains(pin) ? ColourOf(board, header, pin) : "#cccccc";
            Line(svg, $"<circle cx=\"{x}\" cy=\"{y}\" r=\"6\" fill=\"{fill}\" stroke=\"#333333\"/>");
            string anchor = left ? "end" : "start";
            int textX = left ? x - 10 : x + 10;
            string weight = used.Contains(pin) ? " font-weight=\"bold\"" : "";
            string name = Escaped(header.NameOf(pin)!);
            Line(svg, $"<text x=\"{textX}\" y=\"{y + 4}\" text-anchor=\"{anchor}\"{weight}>" +
                (left ? $"{name} {pin}" : $"{pin} {name}") + "</text>");
        }
    }

    private static void DrawChips(StringBuilder svg, BoardFile board, BoardHeader header, int[] tops)
    {
        int[] lanes = [.. board.Chips.SelectMany(chip => chip.Pins).Select(pin => pin.Header).Where(pin => pin > 0)
            .Distinct()];
        for (int c = 0; c < board.Chips.Count; c++)
        {
            BoardChip chip = board.Chips[c];
            string address = chip.Address is null ? "analogue" : $"at {chip.Address}";
            Line(svg, $"<rect x=\"{ChipLeft}\" y=\"{tops[c]}\" width=\"{ChipWidth}\" " +
                $"height=\"{HeightOf(chip)}\" rx=\"6\" fill=\"#eef2f8\" stroke=\"#3b5a86\"/>");
            Line(svg, $"<text x=\"{ChipLeft + 12}\" y=\"{tops[c] + 20}\"><tspan font-weight=\"bold\">" +
                $"{Escaped(chip.Part)}</tspan> {Escaped(chip.Id)}, {address}</text>");
            for (int i = 0; i < chip.Pins.Count; i++)
            {
                BoardPin pin = chip.Pins[i];
                int y = tops[c] + ChipPinTop + i * ChipRow;
                int lane = LaneLeft + LaneWidth * Array.IndexOf(lanes, pin.Header);
                if (pin.Header > 0) DrawWire(svg, board, header, pin.Header, y, lane);
                string end = pin.Header > 0 ? $"pin {pin.Header}" : pin.To!;
                Line(svg, $"<text x=\"{ChipLeft + 10}\" y=\"{y + 4}\">{Escaped(pin.Chip)} to {Escaped(end)}</text>");
            }
        }
    }

    /// <summary>A wire in the lane of its header pin, which it shares with the others of that pin; it leaves the header
    /// below the pin's label, and a dot says where it branches.</summary>
    private static void DrawWire(StringBuilder svg, BoardFile board, BoardHeader header, int pin, int y, int laneX)
    {
        (int x, int headerY) = HeaderPoint(header, pin);
        string colour = ColourOf(board, header, pin);
        int leave = LeaveOf(header, pin);
        Line(svg, $"<polyline points=\"{x},{headerY} {x + 10},{leave} {laneX},{leave} {laneX},{y} {ChipLeft},{y}\" " +
            $"fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
        Line(svg, $"<circle cx=\"{laneX}\" cy=\"{y}\" r=\"3\" fill=\"{colour}\"/>");
        Line(svg, $"<circle cx=\"{ChipLeft}\" cy=\"{y}\" r=\"4\" fill=\"{colour}\"/>");
    }

    private static int LeaveOf(BoardHeader header, int pin) =>
        HeaderPoint(header, pin).Y + (header.IsLeft(pin) ? 13 : 9);

    private static (int X, int Y) HeaderPoint(BoardHeader header, int pin)
    {
        int middle = HeaderLeft + HeaderWidth / 2;
        return (header.IsLeft(pin) ? middle - 12 : middle + 12,
            HeaderTop + RowHeight / 2 + header.RowOf(pin) * RowHeight);
    }

    private static string ColourOf(BoardFile board, BoardHeader header, int pin) => header.NameOf(pin) switch
    {
        "3V3" => "#c0392b",
        "5V" => "#8e1b10",
        "GND" => "#222222",
        _ when pin == board.Bus.SdaPin => "#1f5fbf",
        _ when pin == board.Bus.SclPin => "#b8860b",
        _ => "#2e8b57",
    };

    private static string Escaped(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private static void Line(StringBuilder text, string line) =>
        text.Append(CultureInfo.InvariantCulture, $"{line}\n");
}
