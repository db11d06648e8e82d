using System.Globalization;

namespace EdgeVitals.Emulation.Recordings;

/// <summary>The rows of a separated text file: names first, then the columns that are wanted.</summary>
internal sealed class CsvRows : IDisposable
{
    // Between two words about progress.
    private const int ProgressRows = 16_384;

    // Boards and monitors export tens of channels; a file without separators or lines is none of theirs.
    private const int MostColumns = 4096;

    private readonly FileStream stream;
    private readonly CsvText reader;
    private readonly IProgress<double>? progress;
    private readonly CsvLine line = new();
    private readonly char separator;
    private readonly bool[] wanted;
    private string? ahead;
    private int number;

    public CsvRows(string path, IProgress<double>? progress)
    {
        File = Path.GetFileName(path);
        if (!System.IO.File.Exists(path))
        {
            throw new RecordingFormatException(path, 0, "there is no such recording");
        }
        this.progress = progress;
        stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        reader = new CsvText(File, new StreamReader(stream));
        try
        {
            string header = reader.ReadLine() ?? throw new RecordingFormatException(File, 0, "the file is empty");
            separator = CsvLine.SeparatorOf(header);
            line.Split(header, separator);
            if (line.Count > MostColumns)
            {
                throw Wrong(1, $"{line.Count} columns, {MostColumns} are read");
            }
            bool named = !IsData();
            Columns = new string[line.Count];
            for (int column = 0; column < Columns.Length; column++)
            {
                Columns[column] = named ? line[column].ToString() : $"{column}";
            }
            ahead = named ? null : header;
            number = named ? 1 : 0;
            Values = new List<double>?[Columns.Length];
            wanted = new bool[Columns.Length];
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public string File { get; }

    public string[] Columns { get; }

    /// <summary>Columns; nothing for those that were not wanted.</summary>
    public List<double>?[] Values { get; }

    public int Count { get; private set; }

    /// <summary>Says which columns to keep: the time and these, or all.</summary>
    public void Want(int timeIndex, IReadOnlyList<string>? channels)
    {
        Array.Fill(wanted, channels is null);
        foreach (string channel in channels ?? [])
        {
            int index = Array.IndexOf(Columns, channel);
            if (index < 0)
            {
                throw Wrong(1, $"no column '{channel}' among {string.Join(", ", Columns)}");
            }
            if (Array.LastIndexOf(Columns, channel) != index)
            {
                throw Wrong(1, $"several columns are called '{channel}'");
            }
            wanted[index] = true;
        }
        if (timeIndex >= 0)
        {
            wanted[timeIndex] = true;
        }
        for (int column = 0; column < wanted.Length; column++)
        {
            Values[column] = wanted[column] ? [] : null;
        }
    }

    public void Read()
    {
        while (NextLine() is string text)
        {
            number++;
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }
            line.Split(text, separator);
            if (line.Count != Columns.Length)
            {
                throw Wrong(number, $"{line.Count} cells, the header names {Columns.Length}");
            }
            if (Count == 0 && number == 2 && IsUnits())
            {
                continue;
            }
            Keep();
            if (++Count % ProgressRows == 0)
            {
                progress?.Report((double)stream.Position / stream.Length);
            }
        }
        if (Count < 2)
        {
            throw Wrong(number, "a recording needs two rows");
        }
    }

    public RecordingFormatException Wrong(int at, string reason) => new(File, at, reason);

    public void Dispose() => reader.Dispose();

    private string? NextLine()
    {
        string? next = ahead ?? reader.ReadLine();
        ahead = null;
        return next;
    }

    private void Keep()
    {
        for (int column = 0; column < wanted.Length; column++)
        {
            if (!wanted[column])
            {
                continue;
            }
            ReadOnlySpan<char> cell = line[column];
            if (!TryParse(cell, out double value))
            {
                throw Wrong(number, $"'{cell}' in column {Columns[column]} is not a number");
            }
            Values[column]!.Add(value);
        }
    }

    /// <summary>A first line of numbers is no header.</summary>
    private bool IsData()
    {
        for (int column = 0; column < line.Count; column++)
        {
            if (line[column].Length == 0 || !TryParse(line[column], out _))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>No cell is a number or empty.</summary>
    private bool IsUnits()
    {
        for (int column = 0; column < line.Count; column++)
        {
            if (TryParse(line[column], out _))
            {
                return false;
            }
        }
        return line.Count > 1;
    }

    private static bool TryParse(ReadOnlySpan<char> cell, out double value)
    {
        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            // An infinity is nothing that a sensor measured.
            value = double.IsFinite(value) ? value : double.NaN;
            return true;
        }
        value = double.NaN;
        return cell.IsEmpty || cell is "-" || cell.TrimStart("+-").Equals("inf", StringComparison.OrdinalIgnoreCase)
            || cell.Equals("na", StringComparison.OrdinalIgnoreCase)
            || cell.Equals("nan", StringComparison.OrdinalIgnoreCase)
            || cell.Equals("null", StringComparison.OrdinalIgnoreCase);
    }
}
