namespace EdgeVitals.Fleet.Evaluation;

/// <summary>Where table and picture go: beside each other into a folder, and into the folder's README where it has a
/// place for them.</summary>
internal static class EvaluationPages
{
    private const string Begin = "<!-- evaluate signals: begin -->";
    private const string End = "<!-- evaluate signals: end -->";
    private const string Picture = "signals.svg";
    private const string Page = "signals.md";
    private const string Pictures = "pictures";

    /// <summary>Writes them.</summary>
    /// <returns>Files that were written.</returns>
    public static IReadOnlyList<string> Write(string folder, IReadOnlyList<SignalCell> cells)
    {
        string readme = Path.Combine(folder, "README.md");
        string table = SignalTable.Of(cells);
        string? text = File.Exists(readme) ? File.ReadAllText(readme) : null;
        int begin = text?.IndexOf(Begin, StringComparison.Ordinal) ?? -1;
        int end = text?.IndexOf(End, StringComparison.Ordinal) ?? -1;
        bool inReadme = begin >= 0 && end > begin;
        string pictures = inReadme ? Path.Combine(folder, Pictures) : folder;
        Directory.CreateDirectory(pictures);
        string picture = Path.Combine(pictures, Picture);
        File.WriteAllText(picture, SignalHeatMap.Of(cells));
        if (!inReadme)
        {
            string page = Path.Combine(folder, Page);
            File.WriteAllText(page, $"![heat map]({Picture})\n\n{table}");
            return [page, picture];
        }

        File.WriteAllText(readme, $"{text![..begin]}{Begin}\n![Error and coverage by condition]({Pictures}/{Picture})\n\n"
            + $"{table}{text[end..]}");
        return [readme, picture];
    }
}
