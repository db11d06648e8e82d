using Xunit;

namespace EdgeVitals.Tests.Device;

/// <summary>Third-party recordings, kept outside of the project; a test without its recording is skipped by name.
/// </summary>
internal static class Recordings
{
    public static string Find(string name)
    {
        string? folder = Environment.GetEnvironmentVariable("EDGEVITALS_DATA");
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at != null; at = at.Parent)
        {
            if (!string.IsNullOrEmpty(folder)) break;
            if (File.Exists(Path.Combine(at.FullName, "EdgeVitals.sln")))
            {
                folder = Path.Combine(at.FullName, "..", "shared", "data");
            }
        }
        string path = Path.Combine(folder ?? ".", name);
        if (!File.Exists(path))
        {
            bool required = Environment.GetEnvironmentVariable("EDGEVITALS_REQUIRE_ALL") == "1";
            Assert.False(required, $"recording {name} is required and absent");
            Assert.Skip($"recording {name} is absent");
        }
        return path;
    }
}
