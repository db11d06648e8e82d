using System.Globalization;
using static EdgeVitals.Fleet.Evaluation.SvgPicture;

namespace EdgeVitals.Fleet.Evaluation;

/// <summary>A named line of theory and the dots that were measured on it.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Colour">Colour of line and dots.</param>
/// <param name="Dash">Dash pattern, or empty for a whole line: lines differ without colour, too.</param>
/// <param name="Theory">Points of the line.</param>
/// <param name="Measured">Dots.</param>
internal sealed record ChartLine(
    string Name, string Colour, string Dash, IReadOnlyList<(double X, double Y)> Theory,
    IReadOnlyList<(double X, double Y)> Measured);

/// <summary>Lines over two logarithmic axes.</summary>
/// <param name="Title">What is shown, with the unit.</param>
/// <param name="Across">What the axis across is.</param>
/// <param name="Lines">The lines, in the order of the legend.</param>
internal sealed record LineChart(string Title, string Across, IReadOnlyList<ChartLine> Lines)
{
    private const int LegendLine = 19;

    /// <summary>Draws into a picture.</summary>
    public void Draw(SvgPicture picture, int left, int top, int width, int height)
    {
        (double X, double Y)[] all = [.. Lines.SelectMany(line => line.Theory.Concat(line.Measured))];
        (double low, double high) across = (all.Min(p => p.X), all.Max(p => p.X));
        (double low, double high) up = (Decade(all.Min(p => p.Y), Math.Floor), Decade(all.Max(p => p.Y), Math.Ceiling));
        double X(double value) => left + (width * Share(value, across));
        double Y(double value) => top + height - (height * Share(value, up));

        picture.Text(left, top - 10, Title, Ink, 14, "start", bold: true);
        for (double tick = up.low; tick <= up.high * 1.001; tick *= 10)
        {
            Rule(picture, (left, Y(tick)), (left + width, Y(tick)));
            picture.Text(left - 8, Y(tick) + 4, Label(tick), Faint, 12, "end");
        }
        foreach (double tick in Ticks(across))
        {
            Rule(picture, (X(tick), top), (X(tick), top + height));
            picture.Text(X(tick), top + height + 17, Label(tick), Faint, 12, "middle");
        }
        picture.Text(left + (width / 2), top + height + 36, Across, Faint, 13, "middle");
        picture.Add($"""<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="none" stroke="{Frame}"/>""");
        for (int i = 0; i < Lines.Count; i++)
        {
            Draw(picture, Lines[i], X, Y, left + width + 14, top + 12 + (LegendLine * i));
        }
    }

    private static void Rule(SvgPicture picture, (double X, double Y) from, (double X, double Y) to) =>
        picture.Add($"""<line x1="{N(from.X)}" x2="{N(to.X)}" y1="{N(from.Y)}" y2="{N(to.Y)}" stroke="#e5e9ec"/>""");

    private static void Draw(
        SvgPicture picture, ChartLine line, Func<double, double> x, Func<double, double> y, int legendX, int legendY)
    {
        string dash = line.Dash.Length > 0 ? $" stroke-dasharray=\"{line.Dash}\"" : "";
        string style = $"""fill="none" stroke="{line.Colour}" stroke-width="2"{dash}""";
        string points = string.Join(' ', line.Theory.Select(p => $"{N(x(p.X))},{N(y(p.Y))}"));
        picture.Add($"""<polyline points="{points}" {style}/>""");
        foreach ((double X, double Y) dot in line.Measured)
        {
            picture.Add($"""<circle cx="{N(x(dot.X))}" cy="{N(y(dot.Y))}" r="3.5" fill="{line.Colour}"/>""");
        }
        picture.Add($"""<line x1="{legendX}" x2="{legendX + 26}" y1="{legendY}" y2="{legendY}" {style}/>""");
        picture.Text(legendX + 32, legendY + 4, line.Name, Ink, 12, "start");
    }

    private static double Share(double value, (double Low, double High) range) =>
        Math.Log(value / range.Low) / Math.Log(range.High / range.Low);

    private static double Decade(double value, Func<double, double> round) => Math.Pow(10, round(Math.Log10(value)));

    /// <summary>1, 2 and 5 of each decade; of more than three decades the 1 alone.</summary>
    private static IEnumerable<double> Ticks((double Low, double High) range)
    {
        double[] steps = range.High / range.Low > 1000 ? [1] : [1, 2, 5];
        for (double decade = Decade(range.Low, Math.Floor); decade <= range.High; decade *= 10)
        {
            foreach (double tick in steps.Select(step => step * decade))
            {
                if (tick >= range.Low * 0.999 && tick <= range.High * 1.001) yield return tick;
            }
        }
    }

    private static string Label(double value) => value.ToString("#,##0.#####", CultureInfo.InvariantCulture);
}
