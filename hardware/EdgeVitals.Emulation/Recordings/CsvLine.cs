namespace EdgeVitals.Emulation.Recordings;

/// <summary>One line of separated cells, by places in the line: long files are read without a string a cell.</summary>
/// <remarks>Cells may stand in quotes, double ones as RFC 4180 has them or the single ones of PhysioNet's rdsamp. A
/// separator in quotes belongs to the cell; a line break in quotes does not occur in recordings.</remarks>
internal sealed class CsvLine
{
    private readonly List<(int From, int To)> cells = [];
    private string line = "";

    /// <summary>Number of cells.</summary>
    public int Count => cells.Count;

    /// <summary>A cell without quotes and blanks around it.</summary>
    public ReadOnlySpan<char> this[int index]
    {
        get
        {
            (int from, int to) = cells[index];
            return line.AsSpan(from, to - from);
        }
    }

    /// <summary>What separates the cells of a header: the comma, or the semicolon or tab where it has none.</summary>
    public static char SeparatorOf(string header)
    {
        foreach (char candidate in ",;\t")
        {
            if (header.Contains(candidate))
            {
                return candidate;
            }
        }
        return ',';
    }

    /// <summary>Takes a line apart.</summary>
    public void Split(string text, char separator)
    {
        line = text;
        cells.Clear();
        int from = 0;
        while (true)
        {
            int to = EndOfCell(from, separator);
            cells.Add(Bare(from, to));
            if (to == line.Length)
            {
                return;
            }
            from = to + 1;
        }
    }

    private int EndOfCell(int from, char separator)
    {
        int at = from;
        while (at < line.Length && line[at] == ' ')
        {
            at++;
        }
        if (at < line.Length && line[at] is '"' or '\'')
        {
            int close = line.IndexOf(line[at], at + 1);
            at = close < 0 ? at : close;
        }
        int end = line.IndexOf(separator, at);
        return end < 0 ? line.Length : end;
    }

    private (int From, int To) Bare(int from, int to)
    {
        Trim(ref from, ref to);
        if (to - from >= 2 && line[from] is '"' or '\'' && line[to - 1] == line[from])
        {
            from++;
            to--;
            Trim(ref from, ref to);
        }
        return (from, to);
    }

    private void Trim(ref int from, ref int to)
    {
        while (from < to && char.IsWhiteSpace(line[from]))
        {
            from++;
        }
        while (to > from && char.IsWhiteSpace(line[to - 1]))
        {
            to--;
        }
    }
}
