namespace EdgeVitals.Fleet.Evaluation;

/// <summary>Table and picture of one evaluation.</summary>
/// <param name="Name">Name of the task, of the files and of the marks in a README.</param>
/// <param name="Caption">What the picture shows, for who cannot see it.</param>
/// <param name="Table">Markdown.</param>
/// <param name="Picture">SVG.</param>
internal sealed record EvaluationPage(string Name, string Caption, string Table, string Picture)
{
    private const string Pictures = "pictures";

    /// <summary>Writes both beside each other into a folder, or into the folder's README where that has their place.
    /// </summary>
    /// <returns>Files that were written.</returns>
    public IReadOnlyList<string> Write(string folder)
    {
        string beginMark = $"<!-- evaluate {Name}: begin -->", endMark = $"<!-- evaluate {Name}: end -->";
        string readme = Path.Combine(folder, "README.md");
        string? text = File.Exists(readme) ? File.ReadAllText(readme) : null;
        int begin = text?.IndexOf(beginMark, StringComparison.Ordinal) ?? -1;
        int end = text?.IndexOf(endMark, StringComparison.Ordinal) ?? -1;
        bool inReadme = begin >= 0 && end > begin;
        string pictures = inReadme ? Path.Combine(folder, Pictures) : folder;
        Directory.CreateDirectory(pictures);
        string picture = Path.Combine(pictures, $"{Name}.svg");
        File.WriteAllText(picture, Picture);
        if (!inReadme)
        {
            string page = Path.Combine(folder, $"{Name}.md");
            File.WriteAllText(page, $"![{Caption}]({Name}.svg)\n\n{Table}");
            return [page, picture];
        }

        File.WriteAllText(readme, $"{text![..begin]}{beginMark}\n![{Caption}]({Pictures}/{Name}.svg)\n\n"
            + $"{Table}{text[end..]}");
        return [readme, picture];
    }
}
