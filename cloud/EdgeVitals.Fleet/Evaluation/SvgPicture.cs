using System.Globalization;
using System.Text;

namespace EdgeVitals.Fleet.Evaluation;

/// <summary>A picture as SVG text on white, with the fonts and inks that the evaluation's pictures share.</summary>
internal sealed class SvgPicture
{
    /// <summary>Colour of words that matter.</summary>
    public const string Ink = "#22303c";

    /// <summary>Colour of labels.</summary>
    public const string Faint = "#5c6a77";

    /// <summary>Colour of frames.</summary>
    public const string Frame = "#8e9aa5";

    private readonly StringBuilder svg = new();

    /// <summary>An empty picture of that many pixels.</summary>
    public SvgPicture(int width, int height)
    {
        Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" """
            + $"""height="{height}" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="13">""");
        Add($"""<rect width="{width}" height="{height}" fill="#ffffff"/>""");
    }

    /// <summary>A number of an attribute.</summary>
    public static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Adds an element.</summary>
    public void Add(string element) => svg.Append(element).Append('\n');

    /// <summary>Adds words; the anchor is start, middle or end.</summary>
    public void Text(double x, double y, string words, string colour, int size, string anchor, bool bold = false) =>
        Add($"""<text x="{N(x)}" y="{N(y)}" fill="{colour}" font-size="{size}" text-anchor="{anchor}" """
            + $"""{(bold ? """font-weight="600" """ : "")}>{words}</text>""");

    /// <summary>The whole text; nothing is added afterwards.</summary>
    public string Close() => svg.Append("</svg>\n").ToString();
}
