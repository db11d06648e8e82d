using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EdgeVitals.Federated;

namespace EdgeVitals.Tests.Cloud;

/// <summary>The program as its users start it, and as a power cut ends it.</summary>
public sealed class CommandLineTests : IDisposable
{
    private const string Daily = StandardTasks.SurveillanceDailyId;
    private readonly string _directory = Directory.CreateTempSubdirectory("edgevitals-cli-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("--web-port", "run --data D --web-port 70000")]
    [InlineData("--mqtt-port", "run --data D --mqtt-port none")]
    [InlineData("--mqtt-address", "run --data D --mqtt-address everywhere")]
    [InlineData("--tls-certificate", "run --data D --mqtt-address 0.0.0.0")]
    [InlineData("--tls-certificate", "run --data D --tls-certificate absent.pfx")]
    [InlineData("--virtual-time", "run --data D --virtual-time fast")]
    [InlineData("--wearer-cap", "run --data D --wearer-cap 0")]
    [InlineData("--tenant", "run --data D --tenant a/b")]
    [InlineData("--data", "run")]
    [InlineData("--data", "rounds --data D")]
    [InlineData("--public-key", "gateways enroll --data D --public-key absent.pem --out x.json")]
    [InlineData("frobnicate", "frobnicate")]
    public async Task Bad_option_exits_2_with_one_line_that_names_it(string named, string arguments)
    {
        string folder = Path.Combine(_directory, "none");
        var (exit, output, error) = await CloudProcess.RunAsync(
            arguments.Split(' ').Select(a => a == "D" ? folder : a).ToArray());
        Assert.Equal((2, ""), (exit, output));
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(named, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Busy_web_port_is_replaced_by_a_free_one_that_is_printed()
    {
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        int port = ((IPEndPoint)busy.LocalEndpoint).Port;
        var (process, started) = await CloudProcess.ServeAsync("--data", _directory, "--web-port", port.ToString());
        await using (process)
        {
            var web = new Uri(started.GetProperty("web").GetString()!);
            Assert.NotEqual(port, web.Port);
            using var browser = new HttpClient { BaseAddress = web };
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/signin", Token)).StatusCode);
        }
    }

    [Fact]
    public async Task Update_acknowledged_before_a_kill_is_in_the_sum_after_it()
    {
        string[] arguments =
        [
            "--data", _directory, "--tenant", "tests", "--minimum-gateways", "2", "--wearer-cap", "20",
            "--virtual-time", "1@2026-03-02T03:00:00Z",
        ];
        var task = StandardTasks.SurveillanceDaily("tests", 20, 2);
        var (first, _) = await CloudProcess.ServeAsync(arguments);
        Enrollment one, two;
        MessageSigner firstKey = MessageSigner.Create(), secondKey = MessageSigner.Create();
        byte[] signed;
        await using (first)
        {
            one = await EnrollAsync(firstKey, "one");
            two = await EnrollAsync(secondKey, "two");
            var gateway = new TestGateway(one, firstKey);
            await gateway.ConnectAsync(Token);
            await gateway.FirstAsync(UplinkTopics.Rounds("tests", Daily), ContentTypes.Round, Token);
            signed = gateway.Sign(gateway.Update(task, CloudHarness.DataDay, 9, 4));
            var ack = await gateway.SendAsync(Daily, CloudHarness.DataDay, signed, Token);
            Assert.Equal(UpdateStatus.Accepted, ack.Status);
            await first.KillAsync();
            gateway.Client.Dispose();
        }

        var (second, started) = await CloudProcess.ServeAsync(arguments);
        await using (second)
        {
            int port = started.GetProperty("mqttPort").GetInt32();
            await using var again = new TestGateway(one with { Port = port }, firstKey);
            await again.ConnectAsync(Token);
            var duplicate = await again.SendAsync(Daily, CloudHarness.DataDay, signed, Token);
            Assert.Equal(UpdateStatus.Duplicate, duplicate.Status);
            await using var other = new TestGateway(two with { Port = port }, secondKey);
            await other.ConnectAsync(Token);
            var ack = await other.SendAsync(other.Update(task, CloudHarness.DataDay, 3, 1), Token);
            Assert.Equal(UpdateStatus.Accepted, ack.Status);
            var repeated = await other.SendAsync(other.Update(task, CloudHarness.DataDay, 3, 1), Token);
            Assert.Equal(UpdateStatus.Rejected, repeated.Status);
        }

        using var database = EdgeVitals.Cloud.CloudDatabase.Create(_directory);
        var state = new Orleans.GrainState<EdgeVitals.Cloud.Rounds.RoundState>
        {
            State = new EdgeVitals.Cloud.Rounds.RoundState(),
        };
        await new EdgeVitals.Cloud.Rounds.SqliteGrainStorage(database).ReadStateAsync(
            "round", Orleans.Runtime.GrainId.Create("rounds", "tests/" + Daily), state);
        Assert.Equal([(Int128)12, 5], state.State.Sum);
        Assert.Equal(2, state.State.Receipts.Count);
        var (exit, output, _) = await CloudProcess.RunAsync("gateways", "list", "--data", _directory, "--json");
        Assert.Equal(0, exit);
        Assert.Equal(2, JsonDocument.Parse(output).RootElement.GetProperty("gateways").GetArrayLength());
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task<Enrollment> EnrollAsync(MessageSigner key, string name)
    {
        string pem = Path.Combine(_directory, name + ".pem"), file = Path.Combine(_directory, name + ".json");
        await File.WriteAllTextAsync(pem, key.PublicPem, Token);
        var (exit, output, error) = await CloudProcess.RunAsync(
            "gateways", "enroll", "--data", _directory, "--public-key", pem, "--out", file, "--json");
        Assert.True(exit == 0, error);
        Assert.True(
            Enrollment.TryParse(await File.ReadAllTextAsync(file, Token), out var enrollment, out string reason),
            reason);
        Assert.Equal(
            enrollment.Gateway, JsonDocument.Parse(output).RootElement.GetProperty("gateway").GetString());
        return enrollment;
    }
}
