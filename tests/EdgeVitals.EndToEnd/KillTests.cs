using System.Text.Json;
using EdgeVitals.Federated;
using EdgeVitals.Pi;
using EdgeVitals.Wire;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVitals.EndToEnd;

/// <summary>
/// The gateway as a process of its own is killed in mid-stream, ten times, while devices send and federated rounds
/// run. Nothing that was acknowledged may be missing, nothing may be stored twice, and the ledger must verify.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 10;
    private const int Devices = 4;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private readonly string _folder = Directory.CreateTempSubdirectory("edgevitals-kill-").FullName;

    private string Clinic => Path.Combine(_folder, "clinic");

    private string CloudData => Path.Combine(_folder, "cloud");

    private string Enrolment => Path.Combine(_folder, "enrolment.json");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gateway_killed_ten_times_in_mid_stream_loses_and_repeats_nothing()
    {
        var clock = new RehearsalClock(
            3600, TimeProvider.System.GetUtcNow(), new DateTimeOffset(2026, 3, 1, 18, 0, 0, TimeSpan.Zero));
        await using ProgramRun cloud = ProgramRun.Start(
            "Cloud", "run", "--data", CloudData, "--web-port", "0", "--mqtt-port", "0", "--minimum-gateways", "1",
            "--virtual-time", clock.ToString(), "--json");
        await JsonLineAsync(cloud);
        // A gateway's first run, before it is enrolled anywhere, makes its key and takes a port that it keeps.
        ProgramRun gateway = await StartGatewayAsync(clock, "0", "--json");
        string port = (await JsonLineAsync(gateway)).GetProperty("mqttPort").GetInt32().ToString();
        await gateway.KillAsync();
        DeviceAgent[] agents = await PrepareAsync(clock, int.Parse(port));
        using var stop = new CancellationTokenSource();
        foreach (DeviceAgent agent in agents) await agent.StartAsync(Token);
        Task[] streams = [.. agents.Select(a => StreamAsync(a, stop.Token))];

        gateway = await StartGatewayAsync(clock, port, "--uplink", Enrolment, "--json");
        for (int kill = 1; kill <= Kills; kill++)
        {
            long before = Acknowledged(agents);
            // In mid-stream: acknowledgements flow and more frames are under way.
            await UntilAsync(() => Acknowledged(agents) >= before + 100);
            await gateway.KillAsync();
            output.WriteLine($"kill {kill}: {Acknowledged(agents)} acknowledged, {Pending(agents)} under way");
            Assert.True(Pending(agents) > 0, "the kill came when nothing was under way");
            gateway = await StartGatewayAsync(clock, port, "--uplink", Enrolment, "--json");
            Assert.Equal(port, (await JsonLineAsync(gateway)).GetProperty("mqttPort").GetInt32().ToString());
        }

        await UntilAsync(() => LedgerEntries() >= 1);
        await stop.CancelAsync();
        await Task.WhenAll(streams);
        using var drain = CancellationTokenSource.CreateLinkedTokenSource(Token);
        drain.CancelAfter(Limit);
        foreach (DeviceAgent agent in agents) await agent.DrainAsync(drain.Token);
        await gateway.KillAsync();

        AssertJournal(agents);
        await AssertLedgerAsync();
        foreach (DeviceAgent agent in agents) await agent.DisposeAsync();
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Pairs, consents and enrols as a clinic does: by the programs' own verbs.</summary>
    private async Task<DeviceAgent[]> PrepareAsync(RehearsalClock clock, int port)
    {
        var agents = new DeviceAgent[Devices];
        for (int i = 0; i < Devices; i++)
        {
            JsonElement paired = await VerbAsync(
                "Gateway", "pair", "--data", Clinic, "--device", $"band-{i}", "--wearer", $"w{i}", "--name", $"Bed {i}",
                "--json");
            agents[i] = new DeviceAgent(new AgentOptions
            {
                Site = "clinic", DeviceId = $"band-{i}", Token = paired.GetProperty("token").GetString()!,
                Host = "127.0.0.1", Port = port, Time = clock, BootedAt = clock.GetUtcNow(),
                // Room for what is measured while the gateway is down.
                RingBytes = 16 * 1024 * 1024, MaximumFrames = 64 * 1024,
            }, NullLogger<DeviceAgent>.Instance);
        }

        await VerbAsync(
            "Gateway", "consent", "grant", "--data", Clinic, "--wearer", "w0", "--purpose", "surveillance", "--json");
        await VerbAsync(
            "Cloud", "gateways", "enroll", "--data", CloudData, "--public-key",
            Path.Combine(Clinic, "gateway-public.pem"), "--out", Enrolment, "--json");
        return agents;
    }

    private async Task<ProgramRun> StartGatewayAsync(RehearsalClock clock, string port, params string[] options)
    {
        ProgramRun gateway = ProgramRun.Start("Gateway",
        [
            "run", "--data", Clinic, "--mqtt-port", port, "--web-port", "0", "--virtual-time", clock.ToString(),
            .. options,
        ]);
        await JsonLineAsync(gateway);
        return gateway;
    }

    /// <summary>A frame of ten heart rates every 10 ms: far more than a wearer sends, so that a kill hits some.
    /// </summary>
    private static async Task StreamAsync(DeviceAgent agent, CancellationToken cancellationToken)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        try
        {
            while (await tick.WaitForNextTickAsync(cancellationToken))
            {
                var frame = new Frame
                {
                    ChannelId = Channels.HeartRate.Id, ScaleExponent = Channels.HeartRate.ScaleExponent,
                    StartTicks = agent.TicksNow, PeriodMicros = 1_000_000, Quality = 90, Count = 10,
                };
                for (int i = 0; i < frame.Count; i++) frame.Values[i] = 700 + i;
                agent.Append(frame, backfill: false);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has seen enough.
        }
    }

    private void AssertJournal(DeviceAgent[] agents)
    {
        using SqliteConnection journal = OpenReadOnly("journal.db");
        for (int i = 0; i < agents.Length; i++)
        {
            AgentCounters counters = agents[i].Counters;
            Assert.Equal(0, counters.FramesDropped);
            Assert.Equal(counters.FramesAppended, counters.FramesAcknowledged);
            long rows = Scalar(journal, $"SELECT count(*) FROM frames WHERE device = 'band-{i}'");
            long distinct = Scalar(
                journal, $"SELECT count(*) FROM (SELECT DISTINCT boot, seq FROM frames WHERE device = 'band-{i}')");
            output.WriteLine($"band-{i}: {counters.FramesAcknowledged} acknowledged, {rows} stored, {distinct} distinct");
            Assert.Equal(counters.FramesAcknowledged, distinct);
            Assert.Equal(distinct, rows);
        }

        Assert.Equal("ok", Text(journal, "PRAGMA integrity_check"));
    }

    private async Task AssertLedgerAsync()
    {
        JsonElement verified = await VerbAsync("Gateway", "ledger", "verify", "--data", Clinic, "--json");
        output.WriteLine($"ledger: {verified}");
        Assert.True(verified.GetProperty("holds").GetBoolean());
        Assert.True(verified.GetProperty("entries").GetInt64() >= 1);
        using SqliteConnection ledger = OpenReadOnly("ledger.db");
        Assert.Equal(
            Scalar(ledger, "SELECT count(*) FROM outbox"),
            Scalar(ledger, "SELECT count(*) FROM (SELECT DISTINCT task, round FROM outbox)"));
    }

    private long LedgerEntries()
    {
        using SqliteConnection ledger = OpenReadOnly("ledger.db");
        return Scalar(ledger, "SELECT count(*) FROM ledger");
    }

    private SqliteConnection OpenReadOnly(string file)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(Clinic, file)};Mode=ReadOnly");
        connection.Open();
        return connection;
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static string Text(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (string)command.ExecuteScalar()!;
    }

    private static long Acknowledged(DeviceAgent[] agents) => agents.Sum(a => a.Counters.FramesAcknowledged);

    private static long Pending(DeviceAgent[] agents) => agents.Sum(a => a.Counters.FramesPending);

    private static async Task<JsonElement> JsonLineAsync(ProgramRun run) =>
        JsonDocument.Parse(await run.LineAsync(run.Output, l => l.StartsWith('{'), Limit)).RootElement;

    private static async Task<JsonElement> VerbAsync(string program, params string[] arguments)
    {
        (int code, string[] lines, string[] errors) = await ProgramRun.ToEndAsync(program, Limit, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}: exit {code}\n{string.Join('\n', errors)}");
        return JsonDocument.Parse(Assert.Single(lines)).RootElement;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Limit);
        while (!condition()) await Task.Delay(20, limit.Token);
    }
}
