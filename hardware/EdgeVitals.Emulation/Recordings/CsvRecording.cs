using System.Globalization;

namespace EdgeVitals.Emulation.Recordings;

/// <summary>Unit of a time column.</summary>
public enum CsvTimeUnit
{
    /// <summary>By the header's bracket ("Time [s]"), else by the median step: above 0.5 it is in ms, since no
    /// waveform is sampled every half second.</summary>
    Auto = 0,

    /// <summary>Seconds.</summary>
    Seconds = 1,

    /// <summary>Milliseconds.</summary>
    Milliseconds = 2,
}

/// <summary>
/// A recording as comma-separated text: a header line, a time column (uneven is fine, falling back is not), any number
/// of channels found by name.
/// </summary>
public sealed class CsvRecording
{
    private readonly string file;
    private readonly string[] columns;
    private readonly double[][] values;
    private readonly double[] times;

    private CsvRecording(string file, string[] columns, double[][] values, double[] times)
    {
        this.file = file;
        this.columns = columns;
        this.values = values;
        this.times = times;
    }

    /// <summary>Column names, trimmed.</summary>
    public IReadOnlyList<string> Columns => columns;

    /// <summary>Number of rows.</summary>
    public int Length => times.Length;

    /// <summary>Mean rate, Hz.</summary>
    public double SamplesASecond => (times.Length - 1) / times[^1];

    /// <summary>Time of the last row from the first, s.</summary>
    public double DurationSeconds => times[^1];

    /// <summary>Reads a recording.</summary>
    /// <param name="path">The file.</param>
    /// <param name="timeColumn">Name of the time column, or nothing: the first one whose name begins with "time".
    /// </param>
    /// <param name="unit">Unit of the time column.</param>
    /// <exception cref="RecordingFormatException">No such file, no such column, or a cell that is no number.
    /// </exception>
    public static CsvRecording Load(string path, string? timeColumn = null, CsvTimeUnit unit = CsvTimeUnit.Auto)
    {
        string file = Path.GetFileName(path);
        if (!File.Exists(path))
        {
            throw new RecordingFormatException(path, 0, "there is no such recording");
        }
        using var reader = new StreamReader(path);
        string header = reader.ReadLine() ?? throw new RecordingFormatException(file, 0, "the file is empty");
        string[] columns = [.. header.Split(',').Select(name => name.Trim())];
        int timeIndex = Array.FindIndex(columns, name => timeColumn is null
            ? name.StartsWith("time", StringComparison.OrdinalIgnoreCase) : name == timeColumn);
        if (timeIndex < 0)
        {
            throw new RecordingFormatException(file, 1,
                $"no column '{timeColumn ?? "time"}' among {string.Join(", ", columns)}");
        }
        double[][] values = ReadRows(reader, file, columns);
        double[] times = TimesOf(values[timeIndex], file, columns[timeIndex], unit);
        return new CsvRecording(file, columns, values, times);
    }

    /// <summary>A channel by its trimmed name.</summary>
    public RecordedSignal Signal(string name)
    {
        int index = Array.IndexOf(columns, name);
        return index >= 0
            ? new RecordedSignal(name, values[index], SamplesASecond, times)
            : throw new ArgumentException($"{file} has no column '{name}', but {string.Join(", ", columns)}.");
    }

    private static double[][] ReadRows(StreamReader reader, string file, string[] columns)
    {
        var cells = new List<double>[columns.Length];
        for (int column = 0; column < columns.Length; column++)
        {
            cells[column] = [];
        }
        int number = 1;
        while (reader.ReadLine() is string line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }
            string[] fields = line.Split(',');
            if (fields.Length != columns.Length)
            {
                throw new RecordingFormatException(
                    file, number, $"{fields.Length} cells, the header names {columns.Length}");
            }
            for (int column = 0; column < fields.Length; column++)
            {
                cells[column].Add(ParseCell(fields[column], file, number, columns[column]));
            }
        }
        if (cells[0].Count < 2)
        {
            throw new RecordingFormatException(file, number, "a recording needs two rows");
        }
        return [.. cells.Select(column => column.ToArray())];
    }

    private static double ParseCell(string cell, string file, int number, string column)
    {
        string text = cell.Trim();
        if (text.Length == 0)
        {
            return double.NaN;
        }
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value : throw new RecordingFormatException(file, number, $"'{text}' in column {column} is not a number");
    }

    private static double[] TimesOf(double[] raw, string file, string name, CsvTimeUnit unit)
    {
        double[] steps = new double[raw.Length - 1];
        int firstTie = 0;
        for (int i = 1; i < raw.Length; i++)
        {
            steps[i - 1] = raw[i] - raw[i - 1];
            if (!(steps[i - 1] >= 0))
            {
                throw OutOfOrder(raw, i, file);
            }
            firstTie = steps[i - 1] == 0 && firstTie == 0 ? i : firstTie;
        }
        Array.Sort(steps);
        double scale = UnitOf(name, unit, steps[steps.Length / 2]) == CsvTimeUnit.Milliseconds ? 1e-3 : 1;
        if (firstTie > 0 && !IsEven(raw))
        {
            throw OutOfOrder(raw, firstTie, file);
        }
        double evenStep = (raw[^1] - raw[0]) / (raw.Length - 1);
        double[] times = new double[raw.Length];
        for (int i = 0; i < raw.Length; i++)
        {
            times[i] = (firstTie > 0 ? i * evenStep : raw[i] - raw[0]) * scale;
        }
        return times;
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

    private static RecordingFormatException OutOfOrder(double[] raw, int row, string file) =>
        // Blank lines are rare enough that the row serves as the line.
        new(file, row + 2, $"time {raw[row]} does not come after {raw[row - 1]}");

    private static CsvTimeUnit UnitOf(string name, CsvTimeUnit unit, double medianStep)
    {
        if (unit != CsvTimeUnit.Auto)
        {
            return unit;
        }
        if (name.EndsWith("[s]", StringComparison.OrdinalIgnoreCase))
        {
            return CsvTimeUnit.Seconds;
        }
        return name.EndsWith("[ms]", StringComparison.OrdinalIgnoreCase) || medianStep > 0.5
            ? CsvTimeUnit.Milliseconds : CsvTimeUnit.Seconds;
    }
}
