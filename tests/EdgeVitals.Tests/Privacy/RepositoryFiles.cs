using System.Globalization;

namespace EdgeVitals.Tests.Privacy;

/// <summary>Files of the repository and of the reference values beside it.</summary>
internal static class RepositoryFiles
{
    /// <summary>Folder that holds EdgeVitals.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// Path of a reference file; where it is absent the test is skipped by name, or fails if EDGEVITALS_REQUIRE_ALL=1.
    /// </summary>
    public static string Reference(string relative)
    {
        string folder = Environment.GetEnvironmentVariable("EDGEVITALS_REFERENCE")
            ?? Path.Combine(Root, "..", "shared", "reference");
        string path = Path.Combine(folder, relative);
        if (File.Exists(path))
        {
            return path;
        }

        Assert.False(
            Environment.GetEnvironmentVariable("EDGEVITALS_REQUIRE_ALL") == "1", "Missing reference file: " + relative);
        Assert.Skip("Reference file absent (EDGEVITALS_REFERENCE): " + relative);
        return path;
    }

    /// <summary>Rows of a comma-separated reference file, by column name.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, double>> Table(string relative)
    {
        string[] lines = File.ReadAllLines(Reference(relative));
        string[] columns = lines[0].Split(',');
        foreach (string line in lines.Skip(1).Where(line => line.Length > 0))
        {
            double[] cells = [.. line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            yield return columns.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second);
        }
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "EdgeVitals.sln")))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException("EdgeVitals.sln not found above " + AppContext.BaseDirectory);
    }
}
