using System.Collections.Concurrent;
using System.Threading.Channels;
using EdgeVitals.Federated;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeVitals.Tests.Cloud;

/// <summary>A gateway's uplink over a real socket with real signatures.</summary>
internal sealed class TestGateway(Enrollment enrollment, MessageSigner signer) : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<UpdateAck> _acks = Channel.CreateUnbounded<UpdateAck>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<byte[]>> _messages = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _cleared = new();
    private readonly MessageVerifier _cloud = MessageVerifier.FromPem(enrollment.CloudPublicKey);

    public string Id => enrollment.Gateway;

    public MessageSigner Signer => signer;

    public IMqttClient Client => _client;

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        _client.ApplicationMessageReceivedAsync += Received;
        await _client.ConnectAsync(Options(enrollment.Port, enrollment.Gateway, enrollment.Token), cancellationToken);
        foreach (string filter in new[]
        {
            UplinkTopics.Ack(enrollment.Tenant, Id), UplinkTopics.AllRounds(enrollment.Tenant),
            UplinkTopics.AllTasks(enrollment.Tenant), UplinkTopics.AllModels(enrollment.Tenant),
        })
        {
            await _client.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken);
        }
    }

    public static MqttClientOptions Options(int port, string user, string token) => new MqttClientOptionsBuilder()
        .WithTcpServer("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500)
        .WithClientId(user).WithCredentials(user, token).Build();

    /// <summary>An update as a gateway makes it, with a vector of the test's choice in place of noised sums.</summary>
    public UpdateMessage Update(TaskDefinition task, long round, params long[] vector) => new()
    {
        Tenant = task.Tenant,
        Gateway = Id,
        TaskId = task.Id,
        TaskHash = task.Hash,
        Round = round,
        BudgetDay = (int)round + 1,
        UpdateId = Guid.NewGuid(),
        ClipNorm = task.ClipNorm,
        GridExponent = task.GridExponent,
        SigmaSquared = task.SigmaSquared,
        KeyId = signer.KeyId,
        LedgerHead = new byte[32],
        LedgerSequence = 1,
        SoftwareVersion = "test",
        Vector = vector,
    };

    public byte[] Sign(UpdateMessage update) => signer.Sign(update.Encode(), ContentTypes.Update);

    public Task<UpdateAck> SendAsync(UpdateMessage update, CancellationToken cancellationToken) =>
        SendAsync(update.TaskId, update.Round, Sign(update), cancellationToken);

    /// <summary>
    /// As <see cref="SendAsync(UpdateMessage, CancellationToken)"/>, past answers to earlier messages.
    /// </summary>
    public async Task<UpdateAck> SendUntilAsync(UpdateMessage update, CancellationToken cancellationToken)
    {
        var ack = await SendAsync(update, cancellationToken);
        while (ack.UpdateId != update.UpdateId) ack = await _acks.Reader.ReadAsync(cancellationToken);
        return ack;
    }

    /// <summary>Publishes bytes and waits for the signed acknowledgement.</summary>
    public async Task<UpdateAck> SendAsync(
        string task, long round, byte[] payload, CancellationToken cancellationToken)
    {
        await PublishAsync(UplinkTopics.Up(enrollment.Tenant, Id, task, round), payload, cancellationToken);
        return await _acks.Reader.ReadAsync(cancellationToken);
    }

    public Task<MqttClientPublishResult> PublishAsync(
        string topic, byte[] payload, CancellationToken cancellationToken) =>
        _client.PublishBinaryAsync(
            topic, payload, MqttQualityOfServiceLevel.AtLeastOnce, retain: false, cancellationToken);

    /// <summary>The first message on a topic, verified with the cloud's enrolled key.</summary>
    public async Task<byte[]> FirstAsync(string topic, string contentType, CancellationToken cancellationToken)
    {
        byte[] cose = await Slot(topic).Task.WaitAsync(cancellationToken);
        Assert.True(_cloud.TryVerify(cose, contentType, out byte[] payload, out string reason), reason);
        return payload;
    }

    /// <summary>Waits until a topic's retained message has been taken back.</summary>
    public Task ClearedAsync(string topic, CancellationToken cancellationToken) =>
        Cleared(topic).Task.WaitAsync(cancellationToken);

    /// <summary>Whether anything but an empty message has come on a topic.</summary>
    public bool HasHeard(string topic) => _messages.TryGetValue(topic, out var slot) && slot.Task.IsCompleted;

    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected) await _client.DisconnectAsync();
        _client.Dispose();
        _cloud.Dispose();
        signer.Dispose();
    }

    private Task Received(MqttApplicationMessageReceivedEventArgs e)
    {
        byte[] payload = System.Buffers.BuffersExtensions.ToArray(e.ApplicationMessage.Payload);
        if (payload.Length == 0)
        {
            Cleared(e.ApplicationMessage.Topic).TrySetResult();
            return Task.CompletedTask;
        }
        if (e.ApplicationMessage.Topic != UplinkTopics.Ack(enrollment.Tenant, Id))
        {
            Slot(e.ApplicationMessage.Topic).TrySetResult(payload);
            return Task.CompletedTask;
        }
        Assert.True(_cloud.TryVerify(payload, ContentTypes.Ack, out byte[] body, out string reason), reason);
        Assert.True(UpdateAck.TryDecode(body, out var ack, out reason), reason);
        _acks.Writer.TryWrite(ack!);
        return Task.CompletedTask;
    }

    private TaskCompletionSource Cleared(string topic) => _cleared.GetOrAdd(
        topic, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private TaskCompletionSource<byte[]> Slot(string topic) => _messages.GetOrAdd(
        topic, _ => new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously));
}
