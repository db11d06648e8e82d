using EdgeVitals.Tests.Architecture;

namespace EdgeVitals.Tests.Pi;

/// <summary>The systemd unit calls the program as it is, and hides the token.</summary>
public sealed class UnitFileTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "firmware", "EdgeVitals.Pi");

    private static readonly string[] Lines = [.. File
        .ReadAllText(Path.Combine(Folder, "systemd", "edgevitals-pi.service"))
        .ReplaceLineEndings("\n").Replace("\\\n", " ", StringComparison.Ordinal)
        .Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal) && line[0] != '#')];

    [Fact]
    public async Task Unit_starts_the_program_with_options_that_it_knows()
    {
        string line = Value("ExecStart");
        string[] words = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(word => word.Replace("${EDGEVITALS_PORT}", "1883", StringComparison.Ordinal)
                .Replace("${EDGEVITALS_SITE}", "clinic", StringComparison.Ordinal)
                .Replace("${EDGEVITALS_DEVICE}", "dev1", StringComparison.Ordinal)
                .Replace("${CREDENTIALS_DIRECTORY}", "/nowhere", StringComparison.Ordinal))];
        using StringWriter output = new(), error = new();
        int exit = await EdgeVitals.Pi.Program.RunAsync(words, output, error);
        // It stops at the credential, which only systemd gives: all options before were understood.
        Assert.Equal(2, exit);
        Assert.StartsWith("--token-file accepts a file that can be read", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Unit_keeps_the_token_out_of_the_command_line_and_the_environment()
    {
        Assert.DoesNotContain(Lines, line => line.Contains("--token ", StringComparison.Ordinal));
        Assert.StartsWith("token:", Value("LoadCredential"), StringComparison.Ordinal);
        Assert.DoesNotContain(Lines, line => line.StartsWith("Environment=", StringComparison.Ordinal)
            && line.Contains("TOKEN", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("Type", "notify")]
    [InlineData("NotifyAccess", "main")]
    [InlineData("WatchdogSec", "30s")]
    [InlineData("Restart", "always")]
    [InlineData("NoNewPrivileges", "yes")]
    [InlineData("ProtectSystem", "strict")]
    [InlineData("DynamicUser", "yes")]
    [InlineData("DevicePolicy", "closed")]
    [InlineData("MemoryDenyWriteExecute", "no")]
    public void Unit_holds_what_the_program_relies_on(string key, string value) => Assert.Equal(value, Value(key));

    private static string Value(string key) =>
        Assert.Single(Lines, line => line.StartsWith(key + "=", StringComparison.Ordinal))[(key.Length + 1)..].Trim();
}
