using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;
using EdgeVitals.Wire;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace EdgeVitals.EndToEnd;

/// <summary>Alone, since it compiles: the fleets beside it would miss their virtual hours.</summary>
[CollectionDefinition(nameof(MakerTests), DisableParallelization = true)]
public sealed class AloneDefinition;

/// <summary>
/// A device maker's way: packages, a sample outside of the solution with a chip that this repository does not know, and
/// its values on a gateway that was built before.
/// </summary>
[Collection(nameof(MakerTests))]
public sealed class MakerTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private readonly string _folder = Directory.CreateTempSubdirectory("edgevitals-maker-").FullName;

    private string Sample => Path.Combine(_folder, "MySensor");

    private string Feed => Path.Combine(Sample, "feed");

    private string Clinic => Path.Combine(_folder, "clinic");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sample_built_from_the_packages_reaches_the_console_with_no_gateway_rebuild()
    {
        var watch = Stopwatch.StartNew();
        CopySample();
        await PackAsync();
        AssertPackages();
        output.WriteLine($"packed after {watch.Elapsed.TotalSeconds:F0} s");
        await BuildSampleAsync();
        output.WriteLine($"sample built after {watch.Elapsed.TotalSeconds:F0} s");
        await RunAsync(ProgramRun.StartDotnet(Sample, MySensor, "selftest"));

        string token = (await VerbAsync("pair", "--device", "my-sensor", "--wearer", "w1", "--name", "Bed 3"))
            .GetProperty("token").GetString()!;
        await using ProgramRun gateway = ProgramRun.Start(
            "Gateway", "run", "--data", Clinic, "--mqtt-port", "0", "--web-port", "0", "--json");
        JsonElement started = JsonDocument.Parse(
            await gateway.LineAsync(gateway.Output, l => l.StartsWith('{'), Limit)).RootElement;
        await using ProgramRun device = ProgramRun.StartDotnet(Sample, MySensor, "run", "--token", token,
            "--port", started.GetProperty("mqttPort").GetInt32().ToString(), "--humidity", "61.5");

        await StoredAsync(6150);
        output.WriteLine($"in the gateway's journal after {watch.Elapsed.TotalSeconds:F0} s");
        await ConsoleAsync(started.GetProperty("signIn").GetString()!);
        output.WriteLine($"on the console after {watch.Elapsed.TotalSeconds:F0} s");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string MySensor => Path.Combine(Sample, "bin", "Release", "net10.0", "MySensor.dll");

    /// <summary>Only what is in the repository: no earlier build may help.</summary>
    private void CopySample()
    {
        string from = Path.Combine(ProgramRun.Root, "firmware", "samples", "MySensor");
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(from, file);
            string top = name.Split(Path.DirectorySeparatorChar)[0];
            if (top is "bin" or "obj" or "feed" or "packages") continue;
            string to = Path.Combine(Sample, name);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    /// <summary>The analysers have judged these sources when the solution was built; here they would take a third of the
    /// time.</summary>
    private Task PackAsync() => RunAsync(ProgramRun.StartDotnet(
        ProgramRun.Root, "build", Path.Combine("firmware", "pack.proj"), $"-p:Feed={Feed}", "-p:RunAnalyzers=false",
        "-p:UseSharedCompilation=false"));

    /// <summary>The sample's own settings name the feed and its own cache; the other packages are taken from what the
    /// solution has restored, so that the test needs no network.</summary>
    private Task BuildSampleAsync()
    {
        XElement[] sources = [.. XDocument.Load(Path.Combine(Sample, "nuget.config"))
            .Descendants("packageSources").Elements()];
        Assert.Equal("feed", (string)Assert.Single(sources).Attribute("value")!);
        string restored = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return RunAsync(ProgramRun.StartDotnet(Sample, "build", "-c", "Release",
            $"-p:RestoreSources={Feed}%3B{restored}", $"-p:RestorePackagesPath={Path.Combine(_folder, "cache")}",
            "-p:UseSharedCompilation=false"));
    }

    private void AssertPackages()
    {
        foreach (string name in (string[])["EdgeVitals.Wire", "EdgeVitals.Device"])
        {
            string package = Assert.Single(Directory.GetFiles(Feed, name + ".*.nupkg"));
            using ZipArchive zip = ZipFile.OpenRead(package);
            string[] files = [.. zip.Entries.Select(e => e.FullName)];
            Assert.Contains("README.md", files);
            Assert.Contains($"lib/net10.0/{name}.dll", files);
            Assert.Contains($"lib/net10.0/{name}.xml", files);
            using Stream nuspec = zip.GetEntry(name + ".nuspec")!.Open();
            XElement metadata = XDocument.Load(nuspec).Root!.Elements().Single();
            Assert.Equal("MIT", Value(metadata, "license"));
            Assert.Equal("README.md", Value(metadata, "readme"));
            Assert.NotEqual("Package Description", Value(metadata, "description"));
            using ZipArchive symbols = ZipFile.OpenRead(Path.ChangeExtension(package, ".snupkg"));
            Assert.Contains($"lib/net10.0/{name}.pdb", symbols.Entries.Select(e => e.FullName));
            // Deterministic: nothing of the place where it was built is in it.
            Assert.DoesNotContain(ProgramRun.Root, TextOf(zip, $"lib/net10.0/{name}.dll"), StringComparison.Ordinal);
            Assert.DoesNotContain(
                ProgramRun.Root, TextOf(symbols, $"lib/net10.0/{name}.pdb"), StringComparison.Ordinal);
        }

        static string Value(XElement metadata, string name) =>
            metadata.Elements().Single(e => e.Name.LocalName == name).Value;
    }

    private static string TextOf(ZipArchive zip, string entry)
    {
        using var reader = new StreamReader(zip.GetEntry(entry)!.Open(), System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }

    /// <summary>Waits until a frame of the maker's channel lies in the journal, and looks at its last value.</summary>
    private async Task StoredAsync(int value)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Limit);
        await using var journal = new SqliteConnection(
            $"Data Source={Path.Combine(Clinic, "journal.db")};Mode=ReadOnly;Pooling=False");
        await journal.OpenAsync(limit.Token);
        await using SqliteCommand newest = journal.CreateCommand();
        newest.CommandText = "SELECT bytes FROM frames WHERE channel = 32768 ORDER BY id DESC LIMIT 1";
        object? bytes = null;
        while ((bytes = await newest.ExecuteScalarAsync(limit.Token)) is null) await Task.Delay(100, limit.Token);
        var frame = new Frame();
        Assert.Equal(FrameError.None, FrameCodec.TryDecode((byte[])bytes, 0, ((byte[])bytes).Length, frame));
        Assert.True(frame.Count > 0);
        Assert.Equal(value, frame.Values[frame.Count - 1]);
    }

    /// <summary>What a person sees: first the number alone, since nobody has told this gateway of the channel, then,
    /// when the clinic has put the maker's file in its place, what it is. The gateway runs on.</summary>
    private async Task ConsoleAsync(string signIn)
    {
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await BrowserTests.LaunchAsync(playwright);
        IPage page = await browser.NewPageAsync();
        await page.GotoAsync(signIn);
        ILocator reading = page.GetByTestId("other-reading");
        await ShowsAsync(reading, "undeclared channel 32768", "61.50", "");

        Directory.CreateDirectory(Path.Combine(Clinic, "channels"));
        File.Copy(Path.Combine(Sample, "channels.json"), Path.Combine(Clinic, "channels", "my-sensor.json"));
        File.WriteAllText(Path.Combine(Clinic, "channels", "other.json"), "{}");
        await ShowsAsync(reading, "Skin humidity", "61.50", "%");
        await Assertions.Expect(page.GetByTestId("channel-problem")).ToContainTextAsync(
            "Channels file other.json is not in force: schema: is missing", new() { Timeout = 60_000 });
        string path = Path.Combine(AppContext.BaseDirectory, "screens", "own-chip.png");
        await page.GetByTestId("wearer-card").ScreenshotAsync(new LocatorScreenshotOptions { Path = path });
    }

    private static async Task ShowsAsync(ILocator reading, string title, string value, string unit)
    {
        var patience = new LocatorAssertionsToHaveTextOptions { Timeout = 60_000 };
        await Assertions.Expect(reading.GetByTestId("other-title")).ToHaveTextAsync(title, patience);
        await Assertions.Expect(reading.GetByTestId("other-value")).ToHaveTextAsync(value, patience);
        await Assertions.Expect(reading.GetByTestId("other-unit")).ToHaveTextAsync(unit, patience);
    }

    private async Task<JsonElement> VerbAsync(string verb, params string[] arguments)
    {
        (int code, string[] lines, string[] errors) = await ProgramRun.ToEndAsync(
            "Gateway", Limit, [verb, "--data", Clinic, .. arguments, "--json"]);
        Assert.True(code == 0, string.Join('\n', errors));
        return JsonDocument.Parse(Assert.Single(lines)).RootElement;
    }

    private static async Task RunAsync(ProgramRun run)
    {
        await using ProgramRun ended = run;
        int code = await ended.ExitAsync(Limit);
        Assert.True(code == 0, string.Join('\n', ended.Output.Concat(ended.Errors)));
    }
}
