namespace EdgeVitals.Tests.Emulation;

/// <summary>
/// Where the recordings are: EDGEVITALS_DATA, or ../shared/data from the repository's root. An absent one skips the
/// test by name, unless EDGEVITALS_REQUIRE_ALL=1 makes it a failure.
/// </summary>
internal static class RecordingData
{
    public static string Path(string relative)
    {
        string path = System.IO.Path.Combine(Root(), relative);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Assert.SkipUnless(
                Environment.GetEnvironmentVariable("EDGEVITALS_REQUIRE_ALL") == "1",
                $"Recording {relative} is absent (set EDGEVITALS_DATA).");
            Assert.Fail($"Recording {relative} is absent and EDGEVITALS_REQUIRE_ALL is set.");
        }
        return path;
    }

    private static string Root()
    {
        string? set = Environment.GetEnvironmentVariable("EDGEVITALS_DATA");
        return !string.IsNullOrEmpty(set) ? set : System.IO.Path.Combine(Repository(), "..", "shared", "data");
    }

    /// <summary>Folder of EdgeVitals.sln, found upward from the test's own assembly.</summary>
    public static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "EdgeVitals.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new InvalidOperationException("EdgeVitals.sln is not above the tests.");
    }
}
