using System.Globalization;
using System.Text;

namespace EdgeVitals.Fleet.Evaluation;

/// <summary>The cells as Markdown: pooled over the heart rates, and the worst heart rate beside it.</summary>
internal static class SignalTable
{
    /// <summary>Words of a motion.</summary>
    public static string Name(Motion motion) => motion switch
    {
        Motion.None => "rest",
        Motion.Walk => "walk, 108 /min",
        Motion.Run => "run, 162 /min",
        _ => "steps = heart rate",
    };

    /// <summary>Table and heat map.</summary>
    public static EvaluationPage Page(IReadOnlyList<SignalCell> cells) =>
        new("signals", "Error and coverage by condition", Of(cells), SignalHeatMap.Of(cells));

    /// <summary>The table with its heading.</summary>
    public static string Of(IReadOnlyList<SignalCell> cells)
    {
        StringBuilder text = new();
        text.Append("| motion | dicrotic wave | perfusion | heart rate: mean error | worst rate | windows with a value "
            + "| SpO₂: A_rms | worst rate | windows with a value |\n");
        text.Append("|---|---|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var row in cells.GroupBy(cell => (cell.Condition.Motion, cell.Condition.Dicrotic,
            cell.Condition.PerfusionPercent)))
        {
            ErrorSum rate = ErrorSum.Pool(row.Select(cell => cell.HeartRate));
            ErrorSum spo2 = ErrorSum.Pool(row.Select(cell => cell.SpO2));
            text.Append(CultureInfo.InvariantCulture,
                $"| {Name(row.Key.Motion)} | {(row.Key.Dicrotic ? "yes" : "no")} | {row.Key.PerfusionPercent} % "
                + $"| {Number(rate.MeanAbsolute)} "
                + $"| {Worst(row, cell => cell.HeartRate.MeanAbsolute)} | {rate.Coverage:0} % "
                + $"| {Number(spo2.RootMeanSquare)} "
                + $"| {Worst(row, cell => cell.SpO2.RootMeanSquare)} | {spo2.Coverage:0} % |\n");
        }
        return text.ToString();
    }

    private static string Worst(IEnumerable<SignalCell> row, Func<SignalCell, double?> of)
    {
        SignalCell? worst = row.Where(cell => of(cell) is not null).MaxBy(of);
        return worst is null ? "–" : $"{Number(of(worst))} at {worst.Condition.HeartRate}";
    }

    private static string Number(double? value) =>
        value is double number ? number.ToString("0.0", CultureInfo.InvariantCulture) : "–";
}
