namespace EdgeVitals.EndToEnd;

/// <summary>Recordings that are not part of the repository.</summary>
internal static class SharedData
{
    /// <summary>The folder of recordings; skips the test by name, or fails it where all are required.</summary>
    public static string Folder(params string[] needed)
    {
        string folder = Environment.GetEnvironmentVariable("EDGEVITALS_DATA")
            ?? Path.Combine(ProgramRun.Root, "..", "shared", "data");
        string? missing = needed.FirstOrDefault(n => !Directory.Exists(Path.Combine(folder, n)));
        if (missing is null) return folder;
        string reason = $"recording {missing} is not in {folder}";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("EDGEVITALS_REQUIRE_ALL") == "1", reason);
        throw new DirectoryNotFoundException(reason);
    }
}
