using System.Xml.Linq;

namespace EdgeVitals.Tests.Architecture;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> Projects() => new[] { "firmware", "hardware", "gateway", "cloud", "tests" }
        .SelectMany(tier => Directory.EnumerateFiles(
            Path.Combine(Root, tier), "*.csproj", SearchOption.AllDirectories))
        .Where(p => !p.Contains($"{Path.DirectorySeparatorChar}samples{Path.DirectorySeparatorChar}"));

    public static string Name(string project) =>
        Path.GetFileNameWithoutExtension(project).Replace("EdgeVitals.", "", StringComparison.Ordinal);

    public static string[] References(string project) =>
        [.. Items(project, "ProjectReference").Select(r => Name(r.Replace('\\', '/'))).Order(StringComparer.Ordinal)];

    public static string[] Packages(string project) =>
        [.. Items(project, "PackageReference").Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(project).Descendants(kind).Select(e => (string)e.Attribute("Include")!);

    private static string FindRoot()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "EdgeVitals.sln"))) return d.FullName;
        }

        throw new DirectoryNotFoundException($"No EdgeVitals.sln above {AppContext.BaseDirectory}.");
    }
}
