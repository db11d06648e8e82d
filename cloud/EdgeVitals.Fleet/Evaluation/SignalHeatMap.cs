using System.Globalization;
using static EdgeVitals.Fleet.Evaluation.SvgPicture;

namespace EdgeVitals.Fleet.Evaluation;

/// <summary>
/// The cells as a picture: one field a condition, its colour the error, the bar under it the share of windows with a
/// value, so that a field without a reading is empty. Colours run from light to dark as the error grows, readable in
/// grey too.
/// </summary>
internal sealed class SignalHeatMap
{
    private const int Field = 44;
    private const int FieldHeight = 26;
    private const int PanelWidth = 8 * Field;
    private const int PanelHeight = 5 * FieldHeight;
    private const int Left = 120;
    private const int Top = 92;
    private const int GapX = 62;
    private const int GapY = 62;

    private const string Bar = "#4a6d8c";

    // Upper end of the error and the colour up to it.
    private static readonly (double Most, string Colour, string Text)[] Scale =
    [
        (1, "#d7f0e5", Ink), (2, "#9bd8bd", Ink), (3.5, "#f6d98a", Ink), (5, "#f0a35e", Ink),
        (10, "#d9603b", "#ffffff"),
        (double.MaxValue, "#8c1d2c", "#ffffff"),
    ];

    private static readonly Motion[] Motions = Enum.GetValues<Motion>();
    private static readonly int Width = Left + 4 * PanelWidth + 3 * GapX + 24;
    private static readonly int Height = Top + Motions.Length * PanelHeight + (Motions.Length - 1) * GapY + 66;

    private readonly SvgPicture picture = new(Width, Height);
    private readonly IReadOnlyList<SignalCell> cells;

    private SignalHeatMap(IReadOnlyList<SignalCell> cells) => this.cells = cells;

    /// <summary>The picture as SVG text.</summary>
    public static string Of(IReadOnlyList<SignalCell> cells) => new SignalHeatMap(cells).Draw();

    private string Draw()
    {
        picture.Text(Left, 28,
            "Virtual wearer through the emulated chips: mean error of heart rate (/min) and A_rms of SpO₂ (%)",
            Ink, 17, "start", bold: true);
        Legend();
        for (int row = 0; row < Motions.Length; row++)
        {
            for (int column = 0; column < 4; column++)
            {
                Panel(Motions[row], column % 2 == 1, column >= 2,
                    Left + column * (PanelWidth + GapX), Top + row * (PanelHeight + GapY));
            }
        }
        picture.Text(Left + (Width - Left) / 2, Height - 12,
            "heart rate, /min (across), perfusion, % (up); the bar under a field is the share of windows with a value",
            Faint, 13, "middle");
        return picture.Close();
    }

    private void Legend()
    {
        int x = Left;
        double before = 0;
        foreach ((double most, string colour, _) in Scale)
        {
            picture.Add($"""<rect x="{x}" y="42" width="22" height="14" fill="{colour}" stroke="#b9c2cb"/>""");
            string words = most == double.MaxValue ? $"over {N(before)}" : $"to {N(most)}";
            picture.Text(x + 28, 54, words, Faint, 13, "start");
            x += 96;
            before = most;
        }
        picture.Add($"""<rect x="{x}" y="42" width="22" height="14" fill="#ffffff" stroke="#b9c2cb"/>""");
        picture.Text(x + 28, 54, "no reading", Faint, 13, "start");
    }

    private void Panel(Motion motion, bool dicrotic, bool spo2, int left, int top)
    {
        picture.Text(left, top - 8, $"{(spo2 ? "SpO₂" : "heart rate")}, {SignalTable.Name(motion)}, "
            + $"{(dicrotic ? "dicrotic wave" : "plain pulse")}", Ink, 13, "start", bold: true);
        for (int p = 0; p < SignalEvaluation.Perfusions.Length; p++)
        {
            int y = top + PanelHeight - (p + 1) * FieldHeight;
            picture.Text(left - 8, y + 18, $"{N(SignalEvaluation.Perfusions[p])} %", Faint, 12, "end");
            for (int r = 0; r < SignalEvaluation.HeartRates.Length; r++)
            {
                SignalCell cell = cells.First(c => c.Condition == new SignalCondition(
                    motion, dicrotic, SignalEvaluation.Perfusions[p], SignalEvaluation.HeartRates[r]));
                Draw(cell, spo2, left + r * Field, y);
            }
        }
        for (int r = 0; r < SignalEvaluation.HeartRates.Length; r++)
        {
            picture.Text(left + r * Field + Field / 2, top + PanelHeight + 17, $"{SignalEvaluation.HeartRates[r]}",
                Faint, 12, "middle");
        }
        picture.Add($"""<rect x="{left}" y="{top}" width="{PanelWidth}" height="{PanelHeight}" fill="none" """
            + $"""stroke="{Frame}"/>""");
    }

    private void Draw(SignalCell cell, bool spo2, int x, int y)
    {
        ErrorSum sum = spo2 ? cell.SpO2 : cell.HeartRate;
        picture.Add($"""<rect x="{x}" y="{y}" width="{Field}" height="{FieldHeight}" fill="none" stroke="#e1e6ea"/>""");
        if ((spo2 ? sum.RootMeanSquare : sum.MeanAbsolute) is not double error) return;
        (_, string colour, string ink) = Array.Find(Scale, step => error <= step.Most);
        const int inner = Field - 2;
        picture.Add($"""<rect x="{x + 1}" y="{y + 1}" width="{inner}" height="{FieldHeight - 7}" fill="{colour}"/>""");
        picture.Add($"""<rect x="{x + 1}" y="{y + FieldHeight - 5}" width="{N(inner * sum.Coverage / 100)}" """
            + $"""height="4" fill="{Bar}"/>""");
        picture.Text(x + Field / 2, y + 15, error.ToString("0.0", CultureInfo.InvariantCulture), ink, 12, "middle");
    }
}
