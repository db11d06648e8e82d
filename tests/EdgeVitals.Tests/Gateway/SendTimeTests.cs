using System.Buffers;
using System.Net;
using EdgeVitals.Broker;
using EdgeVitals.Federated;
using EdgeVitals.Gateway;
using EdgeVitals.Gateway.Audit;
using EdgeVitals.Gateway.Release;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MQTTnet.Server;
using ReleaseGate = EdgeVitals.Gateway.Release.Release<EdgeVitals.Federated.UpdateMessage>.Gate;

namespace EdgeVitals.Tests.Gateway;

public sealed class SendTimeTests
{
    private const int Day = GateHarness.FirstDay;
    private static readonly TaskDefinition Surveillance = GateHarness.Surveillance();
    private static readonly RoundAnnouncement Round = RoundAnnouncement.For(Surveillance, Day);

    [Theory]
    [InlineData(0, 600)]
    [InlineData(3, 600)]
    [InlineData(600, 600)]
    [InlineData(601, 1200)]
    [InlineData(3600, 4200)]
    public void Update_leaves_at_a_fixed_instant_whenever_it_was_ready(int madeAfterSeconds, int sentAfterSeconds)
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        harness.Clock.Now = Round.ContributeAt.AddSeconds(madeAfterSeconds);
        Assert.NotNull(harness.Gate.Contribute(Surveillance, Round, out _));
        DateTimeOffset sendAt = Round.ContributeAt.AddSeconds(sentAfterSeconds);

        harness.Clock.Now = sendAt.AddMicroseconds(-1);
        Assert.Empty(harness.Gate.Pending());
        Assert.Equal(TimeSpan.FromMicroseconds(1), harness.Gate.UntilNextSend());

        harness.Clock.Now = sendAt;
        Assert.Single(harness.Gate.Pending());
        Assert.Null(harness.Gate.UntilNextSend());
    }

    [Fact]
    public void Update_that_would_leave_after_the_deadline_is_refused_and_charges_nobody()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        harness.Clock.Now = Round.CloseAt.AddMinutes(-1);

        Assert.Null(harness.Gate.Contribute(Surveillance, Round, out _));

        Assert.Equal(0, harness.Ledger.Sequence);
    }

    [Fact]
    public void Outbox_of_an_earlier_version_sends_what_it_holds()
    {
        using var folder = new TemporaryFolder();
        using (var connection = new SqliteConnection($"Data Source={ReleaseLedger.PathIn(folder.Path)};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = """
                CREATE TABLE outbox (
                    update_id TEXT PRIMARY KEY, task TEXT NOT NULL, round INTEGER NOT NULL, sequence INTEGER NOT NULL,
                    message BLOB NOT NULL, acknowledged INTEGER, answer TEXT, UNIQUE (task, round)) WITHOUT ROWID;
                INSERT INTO outbox (update_id, task, round, sequence, message)
                VALUES ('00000000-0000-0000-0000-000000000001', 'task', 1, 0, x'07')
                """;
            command.ExecuteNonQuery();
        }

        using var harness = new GateHarness(folder.Path);

        Assert.Equal([7], Assert.Single(harness.Gate.Pending()).Message.ToArray());
    }

    [Fact]
    public async Task Uplink_wakes_at_the_instant_of_a_stored_release_by_the_clinics_clock()
    {
        using var folder = new TemporaryFolder();
        using MessageSigner cloud = MessageSigner.Create();
        int port = FreePort.Take();
        using MqttServer broker = new MqttServerFactory().CreateMqttServer(new MqttServerOptionsBuilder()
            .WithDefaultEndpoint().WithDefaultEndpointPort(port)
            .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback)
            .WithDefaultEndpointBoundIPV6Address(IPAddress.IPv6None).Build());
        var arrived = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        broker.InterceptingPublishAsync += e =>
        {
            arrived.TrySetResult(e.ApplicationMessage.Payload.ToArray());
            return Task.CompletedTask;
        };
        await broker.StartAsync();
        var clock = new HandClock(Round.ContributeAt, TimeSpan.FromMinutes(10));
        await using WebApplication app = GatewayHost.Build(new GatewayOptions
        {
            DataDirectory = folder.Path, Site = "site", Time = clock, Screens = false,
            MinimumLogLevel = LogLevel.None,
            Uplink = new Enrollment
            {
                Tenant = "tenant", Gateway = "gw-1", Host = "127.0.0.1", Port = port, Token = "token",
                CloudPublicKey = cloud.PublicPem,
            },
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        RoundSchedule schedule = app.Services.GetRequiredService<RoundSchedule>();
        schedule.Offer(Surveillance);
        schedule.Offer(Round);

        Action fire = await clock.Awaited.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(arrived.Task.IsCompleted);
        clock.Now = Round.ContributeAt.AddMinutes(10);
        fire();

        byte[] message = await arrived.Task.WaitAsync(TestContext.Current.CancellationToken);
        ReleaseGate gate = app.Services.GetRequiredService<ReleaseGate>();
        Assert.Equal(gate.Pending()[0].Message.ToArray(), message);
        await app.StopAsync(CancellationToken.None);
    }

    /// <summary>A clock whose timers never fire by themselves; it hands out the first one of an awaited length.
    /// </summary>
    private sealed class HandClock(DateTimeOffset now, TimeSpan length) : TimeProvider
    {
        private readonly TaskCompletionSource<Action> _awaited =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public DateTimeOffset Now { get; set; } = now;

        public Task<Action> Awaited => _awaited.Task;

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == length)
            {
                _awaited.TrySetResult(() => callback(state));
            }
            return new Silent();
        }

        private sealed class Silent : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
