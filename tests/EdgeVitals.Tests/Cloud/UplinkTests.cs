using System.Formats.Cbor;
using EdgeVitals.Cloud;
using EdgeVitals.Cloud.Ingress;
using EdgeVitals.Cloud.Models;
using EdgeVitals.Cloud.Publication;
using EdgeVitals.Cloud.Rounds;
using EdgeVitals.Federated;

namespace EdgeVitals.Tests.Cloud;

/// <summary>Updates over a real MQTT socket with real signatures.</summary>
public sealed class UplinkTests
{
    private const string Daily = StandardTasks.SurveillanceDailyId;
    private const string Subspace = StandardTasks.AnomalySubspaceId;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Round_with_every_gateway_is_published_at_once_with_the_exact_sum()
    {
        await using var cloud = await CloudHarness.StartAsync();
        var gateways = await cloud.EnrollAsync(3);
        var task = cloud.Task(Subspace);
        for (int i = 0; i < 3; i++)
        {
            long[] vector = Enumerable.Range(0, task.Dimension).Select(d => (1000L * i) - d).ToArray();
            var ack = await gateways[i].SendAsync(gateways[i].Update(task, CloudHarness.DataDay, vector), Token);
            Assert.Equal((UpdateStatus.Accepted, ""), (ack.Status, ack.Reason));
        }

        // The clock stands still: only "all have reported" can have closed the round.
        byte[] payload = await gateways[0].FirstAsync(
            UplinkTopics.Models(CloudHarness.Tenant, Subspace), ContentTypes.Model, Token);
        Assert.True(ModelMessage.TryDecode(payload, out var model, out string reason), reason);
        Assert.Equal((1L, 1, (long)CloudHarness.DataDay), (model.Version, model.Rounds, model.LastRound));
        var sum = Assert.Single(cloud.Get<RoundStore>().PublishedSums(Subspace, Hash(task), CloudHarness.DataDay, 30));
        Assert.Equal(Enumerable.Range(0, task.Dimension).Select(d => (Int128)(3000 - (3 * d))), sum.Sum);
        Assert.Equal(SecondMoment.FromSum(sum.Sum, task, 3 * task.WearerCap), model.Covariance);
        await cloud.AdvanceAsync();
        Assert.Equal(1, cloud.Status.RoundsPublished[Subspace]);
        Assert.Equal(1, cloud.Status.ModelsPublished);
    }

    [Fact]
    public async Task Same_message_again_is_a_duplicate_and_another_one_is_refused()
    {
        await using var cloud = await CloudHarness.StartAsync();
        var gateways = await cloud.EnrollAsync(2);
        var update = gateways[0].Update(cloud.Task(Daily), CloudHarness.DataDay, 5, 2);
        byte[] signed = gateways[0].Sign(update);

        var first = await gateways[0].SendAsync(Daily, update.Round, signed, Token);
        var again = await gateways[0].SendAsync(Daily, update.Round, signed, Token);
        var other = await gateways[0].SendAsync(update with { UpdateId = Guid.NewGuid(), Vector = [6, 2] }, Token);
        var forged = await gateways[0].SendAsync(update with { Vector = [7, 2] }, Token);

        Assert.Equal(UpdateStatus.Accepted, first.Status);
        Assert.Equal(UpdateStatus.Duplicate, again.Status);
        Assert.Equal((UpdateStatus.Rejected, RejectReason.SecondUpdate), (other.Status, other.Reason));
        Assert.Equal((UpdateStatus.Rejected, RejectReason.SecondUpdate), (forged.Status, forged.Reason));
        await gateways[1].SendAsync(gateways[1].Update(cloud.Task(Daily), update.Round, 1, 1), Token);
        await cloud.AdvanceAsync(CloudHarness.Today.AddHours(12));
        var sum = Assert.Single(
            cloud.Get<RoundStore>().PublishedSums(Daily, Hash(cloud.Task(Daily)), CloudHarness.DataDay, 30));
        Assert.Equal([(Int128)6, 3], sum.Sum);
        Assert.Equal((2L, 1L, 2L), (
            cloud.Status.UpdatesCounted, cloud.Status.UpdatesDuplicate,
            cloud.Status.Rejected[RejectReason.SecondUpdate]));

        // An acknowledgement may be lost with the round closed in between: the resent bytes are still known.
        var late = await gateways[0].SendAsync(Daily, update.Round, signed, Token);
        Assert.Equal(UpdateStatus.Duplicate, late.Status);
    }

    [Theory]
    [InlineData("other-signer", RejectReason.WrongSignature)]
    [InlineData("garbage", RejectReason.WrongSignature)]
    [InlineData("other-content-type", RejectReason.WrongSignature)]
    [InlineData("one-field-more", RejectReason.Schema)]
    [InlineData("other-task-hash", RejectReason.WrongTask)]
    [InlineData("less-noise", RejectReason.WrongTask)]
    [InlineData("other-gateway-inside", RejectReason.TopicMismatch)]
    [InlineData("unknown-task", RejectReason.UnknownTask)]
    [InlineData("future-round", RejectReason.WrongRound)]
    [InlineData("past-round", RejectReason.Late)]
    [InlineData("huge-entry", RejectReason.OutOfRange)]
    [InlineData("oversized", RejectReason.Oversized)]
    public async Task Bad_update_is_counted_under_its_reason_and_changes_no_sum(string fault, string reason)
    {
        await using var cloud = await CloudHarness.StartAsync();
        var gateway = await cloud.EnrollAsync();
        var task = cloud.Task(Daily);
        var (topicTask, round, payload) = Faulty(gateway, task, fault, cloud);

        var result = await gateway.PublishAsync(
            UplinkTopics.Up(CloudHarness.Tenant, gateway.Id, topicTask, round), payload, Token);

        // PUBACK says success: the message was dealt with, and resending it could not help.
        Assert.True(result.IsSuccess);
        Assert.Equal(1, Assert.Contains(reason, cloud.Status.Rejected));
        Assert.Equal(0, cloud.Status.UpdatesCounted);
        // Nothing is broken by it: the honest update of the same round counts.
        var ack = await SendHonest(gateway, task);
        Assert.Equal(UpdateStatus.Accepted, ack.Status);
    }

    [Fact]
    public async Task Update_at_the_deadline_is_late_and_too_few_gateways_leave_a_coded_blank()
    {
        await using var cloud = await CloudHarness.StartAsync(minimumGateways: 2);
        var gateways = await cloud.EnrollAsync(2);
        var task = cloud.Task(Daily);
        await gateways[0].SendAsync(gateways[0].Update(task, CloudHarness.DataDay, 5, 1), Token);

        cloud.Time.Set(CloudHarness.Today.AddHours(12));
        var ack = await gateways[1].SendAsync(gateways[1].Update(task, CloudHarness.DataDay, 5, 1), Token);
        await cloud.AdvanceAsync();

        Assert.Equal((UpdateStatus.Rejected, RejectReason.Late), (ack.Status, ack.Reason));
        var row = Assert.Single(cloud.Status.Rounds, r => r.Task == Daily);
        Assert.Equal((RoundOutcome.Abandoned, BlankReason.TooFewGateways, 1), (row.State, row.Reason, row.Gateways));
        Assert.Equal(1, cloud.Status.RoundsAbandoned[Daily]);
        Assert.All(cloud.Status.Estimates, e => Assert.Equal((null, BlankReason.TooFewGateways), (e.Value, e.Blank)));
        Assert.Equal(Measures.Daily.Count, cloud.Status.Estimates.Count);
    }

    [Fact]
    public async Task Killed_cloud_goes_on_with_the_same_sum()
    {
        string disk;
        byte[] signed;
        Enrollment second;
        var secondKey = MessageSigner.Create();
        await using (var cloud = await CloudHarness.StartAsync())
        {
            var gateway = await cloud.EnrollAsync();
            second = cloud.Get<EdgeVitals.Cloud.Enrollment.GatewayRegistry>().Enroll(secondKey.PublicPem);
            signed = gateway.Sign(gateway.Update(cloud.Task(Daily), CloudHarness.DataDay, 9, 4));
            await gateway.SendAsync(Daily, CloudHarness.DataDay, signed, Token);
            disk = cloud.CopyOfDisk();
        }

        await using (var cloud = await CloudHarness.StartAsync(dataDirectory: disk))
        {
            Assert.Equal(1, Assert.Single(cloud.Status.Rounds, r => r.Task == Daily).Gateways);
            await using var gateway = new TestGateway(
                second with { Port = cloud.Addresses.MqttPort }, secondKey);
            await gateway.ConnectAsync(Token);
            byte[] announced = await gateway.FirstAsync(
                UplinkTopics.Rounds(CloudHarness.Tenant, Daily), ContentTypes.Round, Token);
            Assert.True(RoundAnnouncement.TryDecode(announced, out var round, out _));
            Assert.Equal(CloudHarness.DataDay, round.DataDay);
            var ack = await gateway.SendAsync(gateway.Update(cloud.Task(Daily), round.Round, 3, 1), Token);
            Assert.Equal(UpdateStatus.Accepted, ack.Status);
            await cloud.AdvanceAsync();
            var sum = Assert.Single(
                cloud.Get<RoundStore>().PublishedSums(Daily, Hash(cloud.Task(Daily)), CloudHarness.DataDay, 30));
            Assert.Equal([(Int128)12, 5], sum.Sum);
        }
        Directory.Delete(disk, recursive: true);
    }

    [Fact]
    public async Task Days_while_the_cloud_was_down_are_missed_and_not_opened()
    {
        string disk;
        await using (var cloud = await CloudHarness.StartAsync())
        {
            await cloud.AdvanceAsync(CloudHarness.Today.AddHours(13));
            disk = cloud.CopyOfDisk();
        }
        await using (var cloud = await CloudHarness.StartAsync(
            at: CloudHarness.Today.AddDays(3).AddHours(3), dataDirectory: disk))
        {
            var rows = cloud.Status.Rounds.Where(r => r.Task == Daily).Select(r => r.State).ToList();
            Assert.Equal(
                [RoundOutcome.Collecting, RoundOutcome.Missed, RoundOutcome.Missed, RoundOutcome.Abandoned], rows);
            Assert.Contains(cloud.Status.Estimates, e => e.Blank == BlankReason.RoundMissed);
        }
        Directory.Delete(disk, recursive: true);
    }

    [Fact]
    public async Task Model_sums_rounds_and_its_error_falls()
    {
        await using var cloud = await CloudHarness.StartAsync(minimumGateways: 1);
        var gateway = await cloud.EnrollAsync();
        var task = cloud.Task(Subspace);
        for (int day = 0; day < 3; day++)
        {
            await cloud.AdvanceAsync(CloudHarness.Today.AddDays(day).AddHours(3));
            long[] vector = Enumerable.Repeat(500L * (day + 1), task.Dimension).ToArray();
            await gateway.SendAsync(gateway.Update(task, CloudHarness.DataDay + day, vector), Token);
            await cloud.AdvanceAsync();
        }
        var models = cloud.Get<ModelStore>().List();
        Assert.Equal([3L, 2, 1], models.Select(m => m.Version));
        var messages = models.Select(m => Decoded(cloud, m)).ToList();
        Assert.Equal([3, 2, 1], messages.Select(m => m.Rounds));
        Assert.Equal(messages[2].ExpectedErrorPerEntry / Math.Sqrt(3), messages[0].ExpectedErrorPerEntry, 1e-12);
        var total = Enumerable.Repeat((Int128)3000, task.Dimension).ToArray();
        Assert.Equal(SecondMoment.FromSum(total, task, 3 * task.WearerCap), messages[0].Covariance);
    }

    private static ModelMessage Decoded(CloudHarness cloud, ModelRow row)
    {
        using var verifier = MessageVerifier.FromPem(cloud.Get<MessageSigner>().PublicPem);
        Assert.True(verifier.TryVerify(row.Message, ContentTypes.Model, out byte[] payload, out _));
        Assert.True(ModelMessage.TryDecode(payload, out var model, out _));
        return model;
    }

    private static Task<UpdateAck> SendHonest(TestGateway gateway, TaskDefinition task)
    {
        var update = gateway.Update(task, CloudHarness.DataDay, 5, 2);
        return gateway.SendUntilAsync(update, Token);
    }

    private static (string Task, long Round, byte[] Payload) Faulty(
        TestGateway gateway, TaskDefinition task, string fault, CloudHarness cloud)
    {
        var update = gateway.Update(task, CloudHarness.DataDay, 5, 2);
        switch (fault)
        {
            case "other-signer":
                using (var other = MessageSigner.Create())
                    return (Daily, update.Round, other.Sign(update.Encode(), ContentTypes.Update));
            case "garbage":
                return (Daily, update.Round, new byte[200]);
            case "other-content-type":
                return (Daily, update.Round, gateway.Signer.Sign(update.Encode(), ContentTypes.Round));
            case "one-field-more":
                return (Daily, update.Round, gateway.Signer.Sign(OneFieldMore(update.Encode()), ContentTypes.Update));
            case "other-task-hash":
                return (Daily, update.Round, gateway.Sign(update with { TaskHash = new byte[32] }));
            case "less-noise":
                return (Daily, update.Round, gateway.Sign(update with { SigmaSquared = task.SigmaSquared - 1 }));
            case "other-gateway-inside":
                return (Daily, update.Round, gateway.Sign(update with { Gateway = "gw-another" }));
            case "unknown-task":
                return ("sleep", update.Round, gateway.Sign(update with { TaskId = "sleep" }));
            case "future-round":
                return (Daily, update.Round + 1, gateway.Sign(update with { Round = update.Round + 1 }));
            case "past-round":
                return (Daily, update.Round - 1, gateway.Sign(update with { Round = update.Round - 1 }));
            case "huge-entry":
                return (Daily, update.Round, gateway.Sign(update with { Vector = [long.MaxValue, 0] }));
            case "oversized":
                return (Daily, update.Round, new byte[cloud.Get<CloudTasks>().LargestUpdateBytes + 1]);
            default:
                throw new ArgumentException(fault);
        }
    }

    /// <summary>The same map with key 17, such as a raw vital that somebody would like to send along.</summary>
    private static byte[] OneFieldMore(byte[] encoded)
    {
        var reader = new CborReader(encoded);
        int count = reader.ReadStartMap()!.Value;
        var writer = new CborWriter();
        writer.WriteStartMap(count + 1);
        for (int i = 0; i < 2 * count; i++) writer.WriteEncodedValue(reader.ReadEncodedValue().Span);
        writer.WriteInt32(count);
        writer.WriteInt32(72);
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static string Hash(TaskDefinition task) => Convert.ToHexStringLower(task.Hash);
}
