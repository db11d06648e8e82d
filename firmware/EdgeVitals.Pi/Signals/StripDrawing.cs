using System.Globalization;
using System.Net;
using System.Text;

namespace EdgeVitals.Pi.Signals;

/// <summary>What a strip shows.</summary>
public sealed record StripContent
{
    /// <summary>Over the picture.</summary>
    public required string Title { get; init; }

    /// <summary>The signal.</summary>
    public required SignalChannel Channel { get; init; }

    /// <summary>First second that is shown.</summary>
    public required double From { get; init; }

    /// <summary>Seconds that are shown, above 0.</summary>
    public required double Seconds { get; init; }

    /// <summary>Beats: second and quality 0..100.</summary>
    public required IReadOnlyList<(double Seconds, int Quality)> Beats { get; init; }

    /// <summary>Values, each of the seconds before the moment at which it was drawn.</summary>
    public required IReadOnlyList<ReadingWindow> Windows { get; init; }

    /// <summary>Length of a window, s.</summary>
    public required double WindowSeconds { get; init; }

    /// <summary>What the values are, with unit.</summary>
    public required string ValueName { get; init; }
}

/// <summary>
/// Draws a strip as SVG: the signal with its beats, the value over the same time, and the quality of both. Colours are
/// told apart by brightness as well (Okabe and Ito's palette); nothing is loaded from elsewhere.
/// </summary>
public sealed class StripDrawing
{
    private const int Width = 1200;
    private const int Left = 76;
    private const int Right = 24;
    private const int SignalTop = 64;
    private const int SignalHeight = 270;
    private const int ValueTop = SignalTop + SignalHeight + 36;
    private const int ValueHeight = 120;
    private const int QualityTop = ValueTop + ValueHeight + 36;
    private const int QualityHeight = 60;
    private const int Height = QualityTop + QualityHeight + 52;

    private const string Ink = "#22303c";
    private const string Faint = "#6b7885";
    private const string Grid = "#e6eaee";
    private const string Trace = "#1f4e79";
    private const string Good = "#009e73";
    private const string Fair = "#e69f00";
    private const string Poor = "#d55e00";

    private readonly StripContent content;
    private readonly StringBuilder svg = new();

    private StripDrawing(StripContent content) => this.content = content;

    /// <summary>The picture as SVG text.</summary>
    public static string Of(StripContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var drawing = new StripDrawing(content);
        drawing.Frame();
        drawing.Signal();
        drawing.Beats();
        drawing.Values();
        drawing.Quality();
        drawing.svg.Append("</svg>\n");
        return drawing.svg.ToString();
    }

    private void Frame()
    {
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" """
            + $"""width="{Width}" height="{Height}" """
            + """font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="13">""");
        Line($"""<rect width="{Width}" height="{Height}" fill="#ffffff"/>""");
        Text(Left, 26, content.Title, Ink, "start", 17, bold: true);
        string unit = content.Channel.Unit.Length > 0 ? $" [{content.Channel.Unit}]" : "";
        Text(Left, 48, $"{content.Channel.Name}{unit}, "
            + Number(content.Channel.SamplesASecond) + " Hz", Faint, "start", 13);
        Legend();
        foreach ((int top, int height) in ((int, int)[])[
            (SignalTop, SignalHeight), (ValueTop, ValueHeight), (QualityTop, QualityHeight)])
        {
            Line($"""<rect x="{Left}" y="{top}" width="{Width - Left - Right}" height="{height}" fill="#fcfdfe" """
                + $"""stroke="#c8d0d8"/>""");
        }
        foreach (double at in Ticks.Marks(content.From, content.From + content.Seconds, 12))
        {
            double x = X(at);
            foreach ((int top, int height) in ((int, int)[])[
                (SignalTop, SignalHeight), (ValueTop, ValueHeight), (QualityTop, QualityHeight)])
            {
                Line($"""<line x1="{N(x)}" x2="{N(x)}" y1="{top}" y2="{top + height}" stroke="{Grid}"/>""");
            }
            Text(x, QualityTop + QualityHeight + 20, Number(at), Faint, "middle", 13);
        }
        Text(Left + (Width - Left - Right) / 2.0, Height - 10, "seconds from the recording's beginning", Faint,
            "middle", 13);
    }

    private void Legend()
    {
        double x = Width - Right - 430;
        foreach ((string colour, string words) in ((string, string)[])[
            (Good, "beat, quality 80 and up"), (Fair, "50 to 79"), (Poor, "below 50")])
        {
            Triangle(x, 42, colour);
            Text(x + 12, 48, words, Faint, "start", 13);
            x += words.Length * 6.6 + 44;
        }
    }

    private void Signal()
    {
        (double low, double high) = Range();
        // A flat line of large values needs room that its numbers can tell.
        double pad = high > low ? 0.12 * (high - low) : Math.Max(1, 1e-3 * Math.Abs(high));
        low -= pad;
        high += pad;
        foreach (double at in Ticks.Marks(low, high, 5))
        {
            double y = SignalTop + SignalHeight * (1 - (at - low) / (high - low));
            Line($"""<line x1="{Left}" x2="{Width - Right}" y1="{N(y)}" y2="{N(y)}" stroke="{Grid}"/>""");
            Text(Left - 8, y + 4, Number(at), Faint, "end", 12);
        }
        StringBuilder path = new();
        bool pen = false;
        foreach ((double seconds, double value) in Points())
        {
            if (double.IsNaN(value))
            {
                pen = false;
                continue;
            }
            double y = SignalTop + SignalHeight * (1 - (value - low) / (high - low));
            path.Append(pen ? 'L' : 'M').Append(N(X(seconds))).Append(' ').Append(N(y));
            pen = true;
        }
        Line($"""<path d="{path}" fill="none" stroke="{Trace}" stroke-width="1.3" stroke-linejoin="round"/>""");
    }

    private void Beats()
    {
        foreach ((double seconds, int quality) in content.Beats)
        {
            if (seconds < content.From || seconds > content.From + content.Seconds) continue;
            double x = X(seconds);
            string colour = Colour(quality);
            Line($"""<line x1="{N(x)}" x2="{N(x)}" y1="{SignalTop + 12}" y2="{SignalTop + SignalHeight}" """
                + $"""stroke="{colour}" stroke-opacity="0.35" stroke-dasharray="2 4"/>""");
            Triangle(x, SignalTop + 3, colour);
        }
    }

    private void Values()
    {
        Text(Left, ValueTop - 9, content.ValueName, Ink, "start", 13, bold: true);
        double[] values = [.. Shown().Where(w => w.Accepted).Select(w => w.Value!.Value)];
        double low = values.Length > 0 ? values.Min() - 5 : 40;
        double high = values.Length > 0 ? values.Max() + 5 : 120;
        foreach (double at in Ticks.Marks(low, high, 5))
        {
            double y = ValueTop + ValueHeight * (1 - (at - low) / (high - low));
            Line($"""<line x1="{Left}" x2="{Width - Right}" y1="{N(y)}" y2="{N(y)}" stroke="{Grid}"/>""");
            Text(Left - 8, y + 4, Number(at), Faint, "end", 12);
        }
        foreach (ReadingWindow window in Shown())
        {
            (double from, double to) = Span(window);
            if (window.Value is not double value) continue;
            double y = ValueTop + ValueHeight * (1 - (value - low) / (high - low));
            Line($"""<line x1="{N(from)}" x2="{N(to)}" y1="{N(y)}" y2="{N(y)}" stroke="{Trace}" stroke-width="3"/>""");
        }
        foreach ((double from, double to, string reason) in Refused())
        {
            Line($"""<rect x="{N(from)}" y="{ValueTop}" width="{N(to - from)}" height="{ValueHeight}" """
                + """fill="#e8ebee"/>""");
            // Words where there is room for them.
            string words = to - from > 150 ? $"no reading: {reason}" : to - from > 70 ? "no reading" : "";
            Text((from + to) / 2, ValueTop + ValueHeight / 2 + 4, words, Faint, "middle", 12);
        }
    }

    private void Quality()
    {
        Text(Left, QualityTop - 9, "quality of the value, 0 to 100", Ink, "start", 13, bold: true);
        foreach (int at in (int[])[0, 50, 100])
        {
            double y = QualityTop + QualityHeight * (1 - at / 100.0);
            Line($"""<line x1="{Left}" x2="{Width - Right}" y1="{N(y)}" y2="{N(y)}" stroke="{Grid}"/>""");
            Text(Left - 8, y + 4, $"{at}", Faint, "end", 12);
        }
        foreach (ReadingWindow window in Shown().Where(w => w.Accepted))
        {
            (double from, double to) = Span(window);
            double height = QualityHeight * Math.Clamp(window.Quality, 0, 100) / 100.0;
            Line($"""<rect x="{N(from)}" y="{N(QualityTop + QualityHeight - height)}" width="{N(to - from)}" """
                + $"""height="{N(height)}" fill="{Colour(window.Quality)}" fill-opacity="0.55"/>""");
        }
    }

    /// <summary>Windows whose value stands somewhere in the picture.</summary>
    private IEnumerable<ReadingWindow> Shown() => content.Windows.Where(window =>
        DrawnAt(window) < content.From + content.Seconds && DrawnAt(window) + Hop > content.From);

    private double DrawnAt(ReadingWindow window) => window.Start + content.WindowSeconds;

    private double Hop => content.Windows.Count > 1 ? content.Windows[1].Start - content.Windows[0].Start : 1;

    private (double From, double To) Span(ReadingWindow window) => (
        X(Math.Max(content.From, DrawnAt(window))),
        X(Math.Min(content.From + content.Seconds, DrawnAt(window) + Hop)));

    /// <summary>Stretches without a value, neighbours of one reason joined; the time before the first window too.
    /// </summary>
    private List<(double From, double To, string Reason)> Refused()
    {
        var spans = new List<(double From, double To, string Reason)>();
        double first = content.Windows.Count > 0 ? DrawnAt(content.Windows[0]) : double.MaxValue;
        if (first > content.From)
        {
            spans.Add((X(content.From), X(Math.Min(content.From + content.Seconds, first)), "not enough data yet"));
        }
        foreach (ReadingWindow window in Shown().Where(w => !w.Accepted))
        {
            (double from, double to) = Span(window);
            bool joins = spans.Count > 0 && spans[^1].Reason == window.Reason && from - spans[^1].To < 0.5;
            if (joins) spans[^1] = (spans[^1].From, to, window.Reason);
            else spans.Add((from, to, window.Reason));
        }
        return spans;
    }

    /// <summary>Points of the trace: every sample, or the lowest and highest of each half pixel where they are more.
    /// </summary>
    private IEnumerable<(double Seconds, double Value)> Points()
    {
        double rate = content.Channel.SamplesASecond;
        int from = Math.Max(0, (int)(content.From * rate));
        int to = (int)Math.Min(content.Channel.Length, Math.Ceiling((content.From + content.Seconds) * rate));
        int group = Math.Max(1, (int)(content.Seconds * rate / (2 * (Width - Left - Right))));
        for (int i = from; i < to; i += group)
        {
            int low = i;
            int high = i;
            bool hole = false;
            for (int k = i; k < Math.Min(to, i + group); k++)
            {
                hole |= double.IsNaN(content.Channel[k]);
                if (content.Channel[k] < content.Channel[low]) low = k;
                if (content.Channel[k] > content.Channel[high]) high = k;
            }
            if (hole)
            {
                yield return (i / rate, double.NaN);
                continue;
            }
            yield return (Math.Min(low, high) / rate, content.Channel[Math.Min(low, high)]);
            if (low != high) yield return (Math.Max(low, high) / rate, content.Channel[Math.Max(low, high)]);
        }
    }

    private (double Low, double High) Range()
    {
        double[] values = [.. Points().Select(p => p.Value).Where(double.IsFinite)];
        // Their difference must be a number too.
        const double most = 1e300;
        return values.Length > 0
            ? (Math.Clamp(values.Min(), -most, most), Math.Clamp(values.Max(), -most, most)) : (0, 0);
    }

    private double X(double seconds) => Left + (Width - Left - Right) * (seconds - content.From) / content.Seconds;

    private static string Colour(int quality) => quality >= 80 ? Good : quality >= 50 ? Fair : Poor;

    private void Triangle(double x, double y, string colour) =>
        Line($"""<path d="M{N(x - 5)} {N(y)}h10l-5 8z" fill="{colour}"/>""");

    private void Text(double x, double y, string words, string colour, string anchor, int size, bool bold = false)
    {
        if (words.Length == 0) return;
        Line($"""<text x="{N(x)}" y="{N(y)}" fill="{colour}" text-anchor="{anchor}" font-size="{size}" """
            + $"""{(bold ? """font-weight="600" """ : "")}>{WebUtility.HtmlEncode(words)}</text>""");
    }

    private void Line(string text) => svg.Append(text).Append('\n');

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Number(double value) =>
        (Math.Abs(value) < 1e-9 ? 0 : value).ToString("0.####", CultureInfo.InvariantCulture);
}
