namespace EdgeVitals.Emulation.Recordings;

/// <summary>How a recording of separated cells is read.</summary>
public sealed record CsvReading
{
    /// <summary>Channels wanted, by name; the others are not read. Nothing for all of them.</summary>
    public IReadOnlyList<string>? Channels { get; init; }

    /// <summary>Name of the time column, or nothing: the first one whose name begins with "time".</summary>
    public string? TimeColumn { get; init; }

    /// <summary>Unit of the time column.</summary>
    public CsvTimeUnit Unit { get; init; }

    /// <summary>Rate, Hz, where the caller knows it: no time column is needed then. One that is there must agree
    /// within 10 %, and says when each sample was taken.</summary>
    public double? SamplesASecond { get; init; }

    /// <summary>Told the share that is read, 0..1.</summary>
    public IProgress<double>? Progress { get; init; }
}

/// <summary>
/// A recording as separated text: a header line, a time column (uneven is fine, falling back is not) or a rate, any
/// number of channels found by name. An empty cell, NaN, NA, null and - mean "no value".
/// </summary>
/// <remarks>A file that begins with a number has no header: its channels are called 0, 1, 2, … A second line without any
/// number has the units (PhysioNet's rdsamp writes it). Only the channels wanted are kept, 8 bytes a value.</remarks>
public sealed class CsvRecording
{
    private readonly string file;
    private readonly string[] columns;
    private readonly List<double>?[] values;
    private readonly double[]? times;
    private readonly double samplesASecond;

    private CsvRecording(CsvRows rows, double[]? times, double samplesASecond)
    {
        file = rows.File;
        columns = rows.Columns;
        values = rows.Values;
        Length = rows.Count;
        this.times = times;
        this.samplesASecond = samplesASecond;
    }

    /// <summary>Column names, trimmed.</summary>
    public IReadOnlyList<string> Columns => columns;

    /// <summary>Number of rows.</summary>
    public int Length { get; }

    /// <summary>Mean rate, Hz.</summary>
    public double SamplesASecond => samplesASecond;

    /// <summary>Time of the last row from the first, s.</summary>
    public double DurationSeconds => times is null ? (Length - 1) / samplesASecond : times[^1];

    /// <summary>Reads a recording.</summary>
    /// <param name="path">The file.</param>
    /// <param name="timeColumn">Name of the time column, or nothing: the first one whose name begins with "time".
    /// </param>
    /// <param name="unit">Unit of the time column.</param>
    /// <exception cref="RecordingFormatException">No such file, no such column, or a cell that is no number.
    /// </exception>
    public static CsvRecording Load(string path, string? timeColumn = null, CsvTimeUnit unit = CsvTimeUnit.Auto) =>
        Load(path, new CsvReading { TimeColumn = timeColumn, Unit = unit });

    /// <summary>Reads a recording.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reading">How.</param>
    /// <exception cref="RecordingFormatException">No such file, no such column, a cell that is no number, or times that
    /// contradict the rate.</exception>
    public static CsvRecording Load(string path, CsvReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        using var rows = new CsvRows(path, reading.Progress);
        int timeIndex = Array.FindIndex(rows.Columns, name => reading.TimeColumn is null
            ? name.StartsWith("time", StringComparison.OrdinalIgnoreCase) : name == reading.TimeColumn);
        if (timeIndex < 0 && (reading.TimeColumn is not null || reading.SamplesASecond is null))
        {
            throw rows.Wrong(1, $"no column '{reading.TimeColumn ?? "time"}' among {string.Join(", ", rows.Columns)}");
        }
        if (reading.TimeColumn is not null && Array.LastIndexOf(rows.Columns, reading.TimeColumn) != timeIndex)
        {
            throw rows.Wrong(1, $"several columns are called '{reading.TimeColumn}'");
        }
        rows.Want(timeIndex, reading.Channels);
        rows.Read();
        if (timeIndex < 0)
        {
            return new CsvRecording(rows, null, reading.SamplesASecond!.Value);
        }
        double[]? times = CsvTimes.Of(rows, timeIndex, reading);
        return new CsvRecording(rows, times,
            times is null ? reading.SamplesASecond!.Value : (times.Length - 1) / times[^1]);
    }

    /// <summary>A channel by its trimmed name.</summary>
    /// <exception cref="ArgumentException">There is no such channel, it was not wanted, or several have
    /// that name.</exception>
    public RecordedSignal Signal(string name)
    {
        int index = Array.IndexOf(columns, name);
        if (index != Array.LastIndexOf(columns, name))
        {
            throw new ArgumentException($"{file} has several columns '{name}'.");
        }
        return index >= 0 && values[index] is { } found
            ? new RecordedSignal(name, [.. found], SamplesASecond, times)
            : throw new ArgumentException($"{file} has no column '{name}', but {string.Join(", ", columns)}.");
    }
}
