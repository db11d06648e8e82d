using EdgeVitals.Cloud.Enrollment;
using EdgeVitals.Cloud.Ingress;
using EdgeVitals.Cloud.Publication;
using EdgeVitals.Cloud.Rounds;
using EdgeVitals.Federated;
using EdgeVitals.Gateway;
using EdgeVitals.Gateway.Uplink;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeVitals.Tests.Cloud;

/// <summary>What a gateway is told that connects now: only rounds in which its update would be counted.</summary>
public sealed class AnnouncementTests
{
    private const string Daily = StandardTasks.SurveillanceDailyId;

    private static readonly string Topic = UplinkTopics.Rounds(CloudHarness.Tenant, Daily);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_that_subscribes_while_the_round_is_open_gets_the_announcement()
    {
        await using var cloud = await CloudHarness.StartAsync();
        var gateway = await cloud.EnrollAsync();

        byte[] payload = await gateway.FirstAsync(Topic, ContentTypes.Round, Token);

        Assert.True(RoundAnnouncement.TryDecode(payload, out var round, out string reason), reason);
        Assert.Equal(CloudHarness.DataDay, round.DataDay);
    }

    [Fact]
    public async Task Client_that_subscribes_after_the_close_gets_no_announcement()
    {
        await using var cloud = await CloudHarness.StartAsync(minimumGateways: 1);
        var first = await cloud.EnrollAsync();
        await first.FirstAsync(Topic, ContentTypes.Round, Token);
        await first.SendAsync(first.Update(cloud.Task(Daily), CloudHarness.DataDay, 5, 2), Token);
        await cloud.AdvanceAsync();
        Assert.Equal(1, cloud.Status.RoundsPublished[Daily]);
        await first.ClearedAsync(Topic, Token);

        await AssertToldNothing(await cloud.EnrollAsync(), cloud);
    }

    [Fact]
    public async Task Client_that_subscribes_after_an_abandoned_round_gets_no_announcement()
    {
        await using var cloud = await CloudHarness.StartAsync(minimumGateways: 2);
        var first = await cloud.EnrollAsync();
        await first.FirstAsync(Topic, ContentTypes.Round, Token);
        await cloud.AdvanceAsync(CloudHarness.Today.AddHours(12));
        Assert.Equal(1, cloud.Status.RoundsAbandoned[Daily]);
        await first.ClearedAsync(Topic, Token);

        await AssertToldNothing(await cloud.EnrollAsync(), cloud);
    }

    [Fact]
    public async Task Restart_with_another_wearer_cap_announces_nothing_for_the_old_day()
    {
        string disk;
        await using (var cloud = await CloudHarness.StartAsync())
        {
            await cloud.EnrollAsync();
            disk = cloud.CopyOfDisk();
        }
        await using (var cloud = await CloudHarness.StartAsync(dataDirectory: disk, wearerCap: 30))
        {
            var row = Assert.Single(cloud.Status.Rounds, r => r.Task == Daily);
            Assert.Equal((RoundOutcome.Abandoned, BlankReason.TaskChanged), (row.State, row.Reason));
            await cloud.Grain(Daily).AnnounceAsync();

            await AssertToldNothing(await cloud.EnrollAsync(), cloud);
        }
        Directory.Delete(disk, recursive: true);
    }

    [Fact]
    public async Task Next_day_is_announced_after_the_last_one_was_taken_back()
    {
        await using var cloud = await CloudHarness.StartAsync(minimumGateways: 2);
        await cloud.AdvanceAsync(CloudHarness.Today.AddHours(12));
        await cloud.AdvanceAsync(CloudHarness.Today.AddDays(1).AddHours(3));
        var gateway = await cloud.EnrollAsync();

        byte[] payload = await gateway.FirstAsync(Topic, ContentTypes.Round, Token);

        Assert.True(RoundAnnouncement.TryDecode(payload, out var round, out string reason), reason);
        Assert.Equal(CloudHarness.DataDay + 1, round.DataDay);
    }

    [Fact]
    public async Task Gateway_passes_over_an_announcement_that_was_taken_back_and_counts_other_empty_messages()
    {
        await using var cloud = await CloudHarness.StartAsync();
        using var key = MessageSigner.Create();
        string data = Directory.CreateTempSubdirectory("edgevitals-gateway-").FullName;
        await using (var app = GatewayHost.Build(new GatewayOptions
        {
            DataDirectory = data,
            Site = "site",
            Uplink = cloud.Get<GatewayRegistry>().Enroll(key.PublicPem),
            Time = cloud.Time,
            Screens = false,
            MinimumLogLevel = LogLevel.None,
        }))
        {
            var messages = app.Services.GetRequiredService<CloudMessages>();
            var status = app.Services.GetRequiredService<GatewayStatus>();

            messages.Take(Topic, default);
            Assert.Equal(0, status[GatewayCount.CloudMessageRejected]);
            messages.Take(Topic, new byte[1]);
            messages.Take(UplinkTopics.Tasks(CloudHarness.Tenant, Daily), default);
            Assert.Equal(2, status[GatewayCount.CloudMessageRejected]);
        }
        Directory.Delete(data, recursive: true);
    }

    /// <summary>
    /// The broker hands a client its retained messages as it subscribes; whatever is said later comes after them. So
    /// with the answer to an update in hand, an announcement that has not come will not come.
    /// </summary>
    private static async Task AssertToldNothing(TestGateway gateway, CloudHarness cloud)
    {
        var ack = await gateway.SendAsync(gateway.Update(cloud.Task(Daily), CloudHarness.DataDay, 5, 2), Token);
        Assert.Equal((UpdateStatus.Rejected, RejectReason.Late), (ack.Status, ack.Reason));
        Assert.False(gateway.HasHeard(Topic));
    }
}
