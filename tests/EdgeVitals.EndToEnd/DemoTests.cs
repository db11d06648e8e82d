using System.Text.Json;

namespace EdgeVitals.EndToEnd;

/// <summary>Tests that each need the machine for themselves: a whole fleet at 3600-fold speed uses more than a core, and
/// two at once lose frames that one does not.</summary>
[CollectionDefinition(nameof(WholeFleet))]
public sealed class WholeFleet;

/// <summary>The demonstration as a user starts it: one process, one JSON object.</summary>
[Collection(nameof(WholeFleet))]
public sealed class DemoTests(ITestOutputHelper output)
{
    // Start-up, the asked-for time and the end together; the start-up of an unloaded machine takes some ten seconds.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    // Another program may find the same port free at the same moment.
    private static readonly string[] AnyPort = ["--gateway-port", "0", "--cloud-port", "0"];

    private static readonly string[] Fields =
    [
        "wearers", "gateways", "virtualDays", "framesAcknowledged", "framesLost", "framesDuplicated", "chips",
        "gapsReported", "readingsRefused", "alarms", "roundsPublished", "modelsLoaded", "estimates", "intervalHalfWidth",
        "epsilonSpentMax", "membershipCeiling", "auditEpsilonExact", "auditEpsilonLower", "uplinkViolations", "seconds",
    ];

    [Fact]
    public async Task Headless_demo_shows_the_whole_way_in_a_minute()
    {
        (int code, string[] lines, string[] errors) =
            await ProgramRun.ToEndAsync("Fleet", Limit, ["demo", "--headless", "--for", "60s", "--json", .. AnyPort]);
        output.WriteLine(string.Join('\n', errors.Concat(lines)));
        Assert.Equal(0, code);
        JsonElement summary = JsonDocument.Parse(Assert.Single(lines)).RootElement;
        Assert.Equal(Fields, summary.EnumerateObject().Select(p => p.Name));
        Assert.True(summary.GetProperty("gateways").GetInt32() >= 11);
        Assert.True(summary.GetProperty("wearers").GetInt32() >= (10 * 20) + 4);
        Assert.True(summary.GetProperty("virtualDays").GetDouble() >= 2);
        Assert.True(summary.GetProperty("framesAcknowledged").GetInt64() >= 1000);
        Assert.Equal(0, summary.GetProperty("framesLost").GetInt64());
        Assert.Equal(0, summary.GetProperty("framesDuplicated").GetInt64());
        Assert.Equal(6, summary.GetProperty("chips").GetInt32());
        Assert.True(summary.GetProperty("gapsReported").GetInt64() >= 1);
        // Refused are settling seconds and short windows too: that the lost contact is among them is a shortfall of the
        // program, which counts it apart and ends with 1 when it is not.
        Assert.DoesNotContain(errors, e => e.Contains("off the skin", StringComparison.Ordinal));
        Assert.True(summary.GetProperty("readingsRefused").GetInt64() >= 1);
        Assert.True(summary.GetProperty("alarms").GetInt64() >= 1);
        Assert.True(summary.GetProperty("roundsPublished").GetInt64() >= 2);
        Assert.True(summary.GetProperty("modelsLoaded").GetInt64() >= 1);
        Assert.True(summary.GetProperty("estimates").GetInt64() >= 1);
        Assert.InRange(summary.GetProperty("intervalHalfWidth").GetDouble(), 1e-3, 1);
        double spent = summary.GetProperty("epsilonSpentMax").GetDouble();
        Assert.InRange(spent, 1e-3, 4);
        Assert.Equal(1 / (1 + Math.Exp(-spent)), summary.GetProperty("membershipCeiling").GetDouble(), 1e-3);
        double exact = summary.GetProperty("auditEpsilonExact").GetDouble();
        Assert.InRange(exact, 0.4, 0.52);
        Assert.InRange(summary.GetProperty("auditEpsilonLower").GetDouble(), 0.9 * exact, exact);
        Assert.Equal(0, summary.GetProperty("uplinkViolations").GetInt32());
    }

    [Fact]
    public async Task Replayed_recordings_reach_the_gateway_with_their_own_heart_rate()
    {
        string data = SharedData.Folder("bidmc01", "welltory-ppg");
        (int code, string[] lines, string[] errors) = await ProgramRun.ToEndAsync(
            "Fleet", Limit,
            ["demo", "--headless", "--for", "45s", "--json", "--recordings", data, .. AnyPort]);
        output.WriteLine(string.Join('\n', errors.Concat(lines)));
        Assert.Equal(0, code);
        JsonElement recordings = JsonDocument.Parse(Assert.Single(lines)).RootElement.GetProperty("recordings");
        JsonElement bidmc = recordings.EnumerateArray().Single(r => r.GetProperty("recording").GetString() == "bidmc01");
        Assert.InRange(bidmc.GetProperty("meanAbsoluteError").GetDouble(), 0, 3);
        Assert.True(bidmc.GetProperty("readings").GetInt32() >= 300);
        Assert.Contains(recordings.EnumerateArray(), IsPhone);
        Assert.All(recordings.EnumerateArray(), r => Assert.Equal(0, r.GetProperty("spO2Readings").GetInt32()));
    }

    private static bool IsPhone(JsonElement replay) =>
        replay.GetProperty("recording").GetString()!.StartsWith("welltory", StringComparison.Ordinal);

    [Theory]
    [InlineData("demo --for soon", "--for")]
    [InlineData("demo --wearers 3", "--wearers")]
    [InlineData("demo --recordings /nowhere", "--recordings")]
    [InlineData("demo --colour", "--colour")]
    [InlineData("dmeo", "dmeo")]
    public async Task Bad_option_ends_with_two_and_one_line_that_names_it(string arguments, string named)
    {
        (int code, string[] lines, string[] errors) =
            await ProgramRun.ToEndAsync("Fleet", TimeSpan.FromSeconds(30), arguments.Split(' '));
        Assert.Equal(2, code);
        Assert.Empty(lines);
        Assert.Contains(named, Assert.Single(errors), StringComparison.Ordinal);
    }
}
