namespace EdgeVitals.Emulation.Recordings;

/// <summary>Unit of a time column.</summary>
public enum CsvTimeUnit
{
    /// <summary>By the header's bracket ("Time [s]"), else by the rate where it is known, else by the median step:
    /// above 0.5 it is in ms, since no waveform is sampled every half second.</summary>
    Auto = 0,

    /// <summary>Seconds.</summary>
    Seconds = 1,

    /// <summary>Milliseconds.</summary>
    Milliseconds = 2,
}

/// <summary>Makes seconds from the start out of a time column.</summary>
internal static class CsvTimes
{
    // A camera of "30 frames a second" makes 29.4 (the phone recordings); twice or half of a rate is a mistake.
    private const double RateTolerance = 0.1;

    /// <summary>Times, s from the first, or nothing where the column turns out to count samples.</summary>
    public static double[]? Of(CsvRows rows, int column, CsvReading reading)
    {
        double[] raw = [.. rows.Values[column]!];
        int firstTie = FirstTie(raw, rows);
        if (raw[^1] == raw[0] || (firstTie > 0 && !IsEven(raw)))
        {
            throw OutOfOrder(raw, firstTie, rows);
        }
        double scale = ScaleOf(raw, rows, column, reading);
        if (scale == 0)
        {
            return null;
        }
        double evenStep = (raw[^1] - raw[0]) / (raw.Length - 1);
        double[] times = new double[raw.Length];
        for (int i = 0; i < raw.Length; i++)
        {
            times[i] = (firstTie > 0 ? i * evenStep : raw[i] - raw[0]) * scale;
        }
        return times;
    }

    private static int FirstTie(double[] raw, CsvRows rows)
    {
        int firstTie = 0;
        for (int i = 1; i < raw.Length; i++)
        {
            double step = raw[i] - raw[i - 1];
            if (!(step >= 0))
            {
                throw OutOfOrder(raw, i, rows);
            }
            firstTie = step == 0 && firstTie == 0 ? i : firstTie;
        }
        return firstTie;
    }

    /// <summary>Seconds a unit of the column; 0 where it counts samples and the rate is known.</summary>
    private static double ScaleOf(double[] raw, CsvRows rows, int column, CsvReading reading)
    {
        CsvTimeUnit unit = UnitByName(rows.Columns[column], reading.Unit);
        double meanStep = (raw[^1] - raw[0]) / (raw.Length - 1);
        if (reading.SamplesASecond is not double rate)
        {
            if (unit == CsvTimeUnit.Auto && IsCount(raw))
            {
                throw rows.Wrong(1, $"column {rows.Columns[column]} counts in ones: samples or milliseconds? "
                    + "The rate is needed (--rate)");
            }
            bool milliseconds = unit == CsvTimeUnit.Auto ? MedianStep(raw) > 0.5 : unit == CsvTimeUnit.Milliseconds;
            return milliseconds ? 1e-3 : 1;
        }
        double[] scales = unit switch
        {
            CsvTimeUnit.Seconds => [1],
            CsvTimeUnit.Milliseconds => [1e-3],
            _ => [1, 1e-3, 1e-6],
        };
        foreach (double scale in scales)
        {
            if (Math.Abs(meanStep * scale * rate - 1) <= RateTolerance)
            {
                return scale;
            }
        }
        if (unit == CsvTimeUnit.Auto && Math.Abs(meanStep - 1) < 1e-9)
        {
            return 0;
        }
        string says = unit == CsvTimeUnit.Auto ? $"{1 / meanStep:0.###} or {1000 / meanStep:0.###}"
            : $"{1 / (meanStep * scales[0]):0.###}";
        throw rows.Wrong(1, $"column {rows.Columns[column]} has {says} samples a second, not {rate:0.###}");
    }

    private static bool IsCount(double[] raw)
    {
        for (int i = 1; i < raw.Length; i++)
        {
            if (raw[i] - raw[i - 1] != 1)
            {
                return false;
            }
        }
        return true;
    }

    private static double MedianStep(double[] raw)
    {
        double[] steps = new double[raw.Length - 1];
        for (int i = 1; i < raw.Length; i++)
        {
            steps[i - 1] = raw[i] - raw[i - 1];
        }
        Array.Sort(steps);
        return steps[steps.Length / 2];
    }

    /// <summary>
    /// True where the times are an even grid printed with too few digits (the PhysioNet exports print five, so that
    /// after 100 s two samples at 125 Hz share a time): none is a whole step off the grid.
    /// </summary>
    private static bool IsEven(double[] raw)
    {
        double step = (raw[^1] - raw[0]) / (raw.Length - 1);
        for (int i = 0; i < raw.Length; i++)
        {
            if (!(Math.Abs(raw[i] - raw[0] - i * step) < step))
            {
                return false;
            }
        }
        return true;
    }

    private static RecordingFormatException OutOfOrder(double[] raw, int row, CsvRows rows) =>
        // Blank lines are rare enough that the row serves as the line.
        rows.Wrong(row + 2, $"time {raw[row]} does not come after {raw[row - 1]}");

    private static CsvTimeUnit UnitByName(string name, CsvTimeUnit unit)
    {
        if (unit != CsvTimeUnit.Auto)
        {
            return unit;
        }
        if (Ends(name, "[s]") || Ends(name, "(s)"))
        {
            return CsvTimeUnit.Seconds;
        }
        return Ends(name, "[ms]") || Ends(name, "(ms)") ? CsvTimeUnit.Milliseconds : CsvTimeUnit.Auto;
    }

    private static bool Ends(string name, string unit) => name.EndsWith(unit, StringComparison.OrdinalIgnoreCase);
}
