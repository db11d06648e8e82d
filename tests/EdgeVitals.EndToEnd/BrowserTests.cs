using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace EdgeVitals.EndToEnd;

/// <summary>
/// Both pages in a real Chromium, with a fleet behind them. Screenshots go to the test's output folder, and into the
/// README's places where EDGEVITALS_SAVE_SCREENS=1.
/// </summary>
[Collection(nameof(WholeFleet))]
public sealed partial class BrowserTests(ITestOutputHelper output)
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private const float WaitMilliseconds = 60_000;

    [Fact]
    public async Task Both_pages_show_live_values_and_the_estimate_with_its_interval()
    {
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await LaunchAsync(playwright);
        await using ProgramRun fleet = ProgramRun.Start(
            "Fleet", "demo", "--for", "180s", "--gateway-port", "0", "--cloud-port", "0");
        string clinic = await LinkAsync(fleet, "Clinic: ");
        string health = await LinkAsync(fleet, "Public health: ");
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1440, Height = 900 },
        });
        List<string> troubles = [];
        context.Console += (_, message) =>
        {
            if (message.Type == "error") troubles.Add(message.Text);
        };
        context.Response += (_, response) =>
        {
            if (response.Status >= 400) troubles.Add($"{response.Url}: {response.Status}");
        };
        context.RequestFailed += (_, request) => troubles.Add($"{request.Url}: {request.Failure}");

        await ClinicAsync(await context.NewPageAsync(), clinic);
        await HealthAsync(await context.NewPageAsync(), health);
        output.WriteLine(string.Join('\n', troubles));
        Assert.Empty(troubles);
    }

    /// <summary>Debian's Chromium; without it the test is skipped by name, or fails where all are required.</summary>
    internal static Task<IBrowser> LaunchAsync(IPlaywright playwright)
    {
        if (Chromium() is not { } chromium)
        {
            Assert.SkipUnless(
                Environment.GetEnvironmentVariable("EDGEVITALS_REQUIRE_ALL") == "1", "Chromium is not installed");
            throw new FileNotFoundException("Chromium is not installed");
        }
        return playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    private static async Task ClinicAsync(IPage page, string link)
    {
        await page.GotoAsync(link);
        await Shows(page.GetByTestId("time-banner"), "Virtual time: 1 second is 1 hour");
        ILocator heart = page.GetByTestId("wearer-card").First.GetByTestId("heart-rate");
        await Assertions.Expect(heart).ToHaveTextAsync(Number(), new() { Timeout = WaitMilliseconds });
        string first = await heart.InnerTextAsync();
        await Assertions.Expect(heart).Not.ToHaveTextAsync(first, new() { Timeout = WaitMilliseconds });
        ILocator others = page.GetByTestId("wearer-card").First.GetByTestId("other-reading");
        await Assertions.Expect(others.Filter(new() { HasText = "Skin temperature" }).GetByTestId("other-value"))
            .ToHaveTextAsync(Number(), new() { Timeout = WaitMilliseconds });
        await Assertions.Expect(page.GetByTestId("alarm-row").First).ToBeVisibleAsync(new() { Timeout = WaitMilliseconds });
        await Assertions.Expect(page.GetByTestId("membership-ceiling"))
            .ToHaveTextAsync(new Regex(@"^≤ (\d\d|100)\.\d %$"));
        await Shows(page.Locator("body"), "No medical device");
        await LostContactAsync(page);
        // The link worked once; whoever finds it later is turned away.
        await using IBrowserContext stranger = await page.Context.Browser!.NewContextAsync();
        IPage late = await stranger.NewPageAsync();
        await late.GotoAsync(link);
        Assert.Equal(0, await late.GetByTestId("wearer-card").CountAsync());
    }

    /// <summary>The fourth wearer's band comes off for seven hours of each virtual day: the number gives way to "no
    /// reading" with its reason, and comes back.</summary>
    private static async Task LostContactAsync(IPage page)
    {
        ILocator card = page.Locator("[data-testid=wearer-card][data-wearer=w-0004]");
        ILocator heart = card.GetByTestId("heart-rate"), why = card.GetByTestId("heart-rate-quality");
        LocatorAssertionsToHaveTextOptions patience = new() { Timeout = WaitMilliseconds };
        await Assertions.Expect(heart).ToHaveTextAsync(Number(), patience);
        await Assertions.Expect(why).ToHaveTextAsync(Quality(), patience);
        await Assertions.Expect(heart).ToHaveTextAsync("no reading", patience);
        await Assertions.Expect(why).ToHaveTextAsync(OffTheSkin());
        await Assertions.Expect(card.GetByTestId("spo2")).ToHaveTextAsync("no reading");
        await Assertions.Expect(card.GetByTestId("temperature")).ToHaveTextAsync("no reading");
        await SaveAsync(page, Path.Combine("gateway", "screens"), "console.png");
        await Assertions.Expect(heart).ToHaveTextAsync(Number(), patience);
    }

    private static async Task HealthAsync(IPage page, string link)
    {
        await page.GotoAsync(link);
        await Shows(page.GetByTestId("time-banner"), "Virtual time: 1 second is 1 hour");
        await Assertions.Expect(page.GetByTestId("estimate-value").First)
            .ToHaveTextAsync(Number(), new() { Timeout = WaitMilliseconds });
        await Assertions.Expect(page.GetByTestId("estimate-interval").First)
            .ToHaveTextAsync(Interval(), new() { Timeout = WaitMilliseconds });
        await Assertions.Expect(page.GetByTestId("round-row").First).ToBeVisibleAsync();
        await SaveAsync(page, Path.Combine("cloud", "screens"), "dashboard.png");
    }

    private static async Task Shows(ILocator element, string text) =>
        await Assertions.Expect(element).ToContainTextAsync(
            text, new() { IgnoreCase = true, Timeout = WaitMilliseconds });

    private static async Task SaveAsync(IPage page, string place, string name)
    {
        string folder = Environment.GetEnvironmentVariable("EDGEVITALS_SAVE_SCREENS") == "1"
            ? Path.Combine(ProgramRun.Root, place)
            : Path.Combine(AppContext.BaseDirectory, "screens");
        Directory.CreateDirectory(folder);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name) });
    }

    private static async Task<string> LinkAsync(ProgramRun fleet, string title)
    {
        string line = await fleet.LineAsync(
            fleet.Errors, l => l.StartsWith(title, StringComparison.Ordinal), StartLimit);
        return line[title.Length..];
    }

    private static string? Chromium() => new[]
    {
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
    }.FirstOrDefault(File.Exists);

    [GeneratedRegex("no contact|not worn")]
    private static partial Regex OffTheSkin();

    [GeneratedRegex(@"\d")]
    private static partial Regex Number();

    [GeneratedRegex(@"^quality \d+ %")]
    private static partial Regex Quality();

    [GeneratedRegex(@"\d.*(to|–|-).*\d")]
    private static partial Regex Interval();
}
