namespace EdgeVitals.Benchmarks;

/// <summary>A table of text, the first row its heads, columns as wide as their widest cell.</summary>
internal static class TextTable
{
    /// <summary>Prints it.</summary>
    public static void Print(TextWriter output, string[][] cells)
    {
        int[] widths = [.. Enumerable.Range(0, cells[0].Length).Select(c => cells.Max(row => row[c].Length))];
        for (int r = 0; r < cells.Length; r++)
        {
            output.WriteLine("| " + string.Join(" | ", cells[r].Select((cell, c) => cell.PadRight(widths[c]))) + " |");
            if (r == 0) output.WriteLine("|" + string.Join("|", widths.Select(w => new string('-', w + 2))) + "|");
        }
    }
}
