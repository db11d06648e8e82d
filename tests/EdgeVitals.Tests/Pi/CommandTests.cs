using EdgeVitals.Pi;

namespace EdgeVitals.Tests.Pi;

/// <summary>The command line as a user sees it: exit codes, and one line that names the option.</summary>
public sealed class CommandTests
{
    [Theory]
    [InlineData("simulate --port 99999", "--port", "1..65535")]
    [InlineData("simulate --port", "--port", "1..65535")]
    [InlineData("simulate --site a/b --device d --token t", "--site", "1..64")]
    [InlineData("simulate --site a --device d", "--token", "missing")]
    [InlineData("simulate --site a --device d --token t --duration 2q", "--duration", "30s, 5m or 1h")]
    [InlineData("simulate --site a --device d --token t --window 50", "--window", "1s..40s")]
    [InlineData("simulate --site a --device d --token t --window 10 --every 5", "--every", "window")]
    [InlineData("simulate --site a --device d --token t --seed -1", "--seed", "0..")]
    [InlineData("simulate --site a --device d --token t --recording nowhere.csv", "--recording", ".csv")]
    [InlineData("simulate --site a --device d --token t --update-target x", "--update-key", "missing")]
    [InlineData("simulate --site a --device d --token t --update-key no.key --update-target x", "--update-key",
        "64 hexadecimal digits")]
    [InlineData("run --site a --device d --token t --data x --update-key no.key", "--update-key", "32 bytes")]
    [InlineData("simulate --nope", "--nope", "--duration")]
    [InlineData("selftest --bus x", "--bus", "0..255")]
    [InlineData("selftest --bus 251", "--bus", "bus")]
    [InlineData("run --site a --device d --token t", "--data", "missing")]
    [InlineData("run --site a --device d --token t --token-file f --data d", "--token-file", "exclude")]
    [InlineData("run --site a --device d --token-file /nowhere/token --data d", "--token-file", "can be read")]
    [InlineData("run --site a --device d --token t --data d --pins max30102", "--pins", "leads-off=")]
    [InlineData("run --site a --device d --token t --data d --pins max30102=99", "--pins", "0..53")]
    [InlineData("run --site a --device d --token t --data d --pins max30102=4,adxl345=4", "--pins", "twice")]
    [InlineData("run --site a --device d --token t --data d --pins max30102=4 --no-gpio", "--pins", "exclude")]
    [InlineData("run --site a --device d --token t --data d --spot 10s", "--spot", "--spot-every")]
    [InlineData("run --site a --device d --token t --data d --spot-every 5s", "--spot-every", "60s..86400s")]
    [InlineData("run --site a --device d --token t --data d --spot-every 1m --spot 2m", "--spot", "less")]
    [InlineData("run --site a --device d --token t --data d --raw never", "--raw", "events")]
    [InlineData("run --site a --device d --token t --data d --burst 1s", "--burst", "10s..86400s")]
    [InlineData("run --site a --device d --token t --data d --spot-every 5m --wake-on-motion --chips max30102,tmp117",
        "--wake-on-motion", "adxl345")]
    [InlineData("run --site a --device d --token t --data d --bus 251", "--bus", "bus")]
    [InlineData("fly", "fly", "simulate")]
    public async Task Bad_usage_exits_2_with_one_line(string line, string option, string accepted)
    {
        (int exit, string output, string error) = await RunAsync(line);
        Assert.Equal(2, exit);
        Assert.Equal("", output);
        string only = Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Contains(option, only, StringComparison.Ordinal);
        Assert.Contains(accepted, only, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Selftest_finds_the_emulated_chips()
    {
        (int exit, string output, _) = await RunAsync("selftest --twins");
        Assert.Equal(0, exit);
        Assert.Contains("0x57 MAX30102: found, revision 3", output, StringComparison.Ordinal);
        Assert.Contains("0x48 TMP117: found", output, StringComparison.Ordinal);
        (exit, output, _) = await RunAsync("selftest --twins --json");
        Assert.Equal(0, exit);
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(output);
        Assert.True(json.RootElement.GetProperty("good").GetBoolean());
    }

    [Fact]
    public async Task Simulate_delivers_to_a_gateway_and_says_so()
    {
        await using AckingGateway gateway = await AckingGateway.StartAsync();
        (int exit, string output, string error) = await RunAsync(
            $"simulate --port {gateway.Port} --site clinic --device dev9 --token token-dev9 "
            + "--window 1 --duration 3 --json");
        Assert.True(exit == 0, error + output);
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(output);
        int acknowledged = json.RootElement.GetProperty("counters").GetProperty("framesAcknowledged").GetInt32();
        Assert.Equal(gateway.Frames.Count, acknowledged);
        Assert.True(acknowledged >= 4);
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(string line)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int exit = await EdgeVitals.Pi.Program.RunAsync(words, output, error);
        return (exit, output.ToString(), error.ToString());
    }
}
