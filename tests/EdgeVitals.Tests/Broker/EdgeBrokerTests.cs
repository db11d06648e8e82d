using System.Net.Sockets;
using EdgeVitals.Broker;
using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeVitals.Tests.Broker;

public sealed class EdgeBrokerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Listener_on_port_zero_reports_the_port_it_took()
    {
        await using BrokerHarness harness = await BrokerHarness.StartAsync();
        Assert.InRange(harness.Broker.Port, 1, 65535);
    }

    [Theory]
    [InlineData("10 FF FF FF 7F", "exceeds the limit of 8192")]
    [InlineData("10 FF FF FF FF 01", "length is malformed")]
    [InlineData("30 05 00 01 61 62 63", "first packet is not CONNECT")]
    public async Task Bytes_of_an_attack_before_the_login_close_the_connection(string hex, string reason)
    {
        await using BrokerHarness harness = await BrokerHarness.StartAsync();
        using var attacker = new TcpClient();
        await attacker.ConnectAsync("127.0.0.1", harness.Broker.Port, Token);
        await attacker.GetStream().WriteAsync(Convert.FromHexString(hex.Replace(" ", "")), Token);
        await AssertClosedAsync(attacker);
        Assert.Equal(1, harness.Broker.Counters.GuardedConnections);
        Assert.Contains(harness.Log.Lines, l => l.Id.Id == 3000 && l.Line.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Peer_that_never_logs_in_is_closed_after_the_timeout()
    {
        await using BrokerHarness harness = await BrokerHarness.StartAsync(
            new BrokerOptions { ConnackTimeout = TimeSpan.FromMilliseconds(50) });
        using var silent = new TcpClient();
        await silent.ConnectAsync("127.0.0.1", harness.Broker.Port, Token);
        await AssertClosedAsync(silent);
        Assert.Equal(1, harness.Broker.Counters.GuardedConnections);
    }

    [Fact]
    public async Task Client_that_logged_in_outlives_the_login_timeout()
    {
        await using BrokerHarness harness = await BrokerHarness.StartAsync(
            new BrokerOptions { ConnackTimeout = TimeSpan.FromMilliseconds(400) });
        using IMqttClient client = await harness.ConnectAsync("alice");
        using var silent = new TcpClient();
        await silent.ConnectAsync("127.0.0.1", harness.Broker.Port, Token);
        // The silent peer connected later, so its closing shows that the client's own timeout has passed.
        await AssertClosedAsync(silent);
        MqttClientPublishResult result = await client.PublishStringAsync(
            "alice/x", "1", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Token);
        Assert.True(result.IsSuccess);
    }

    [Fact]
    public async Task Oversized_packet_closes_that_client_and_no_other()
    {
        await using BrokerHarness harness = await BrokerHarness.StartAsync(
            new BrokerOptions { MaximumPacketBytes = 16 * 1024 });
        using IMqttClient big = await harness.ConnectAsync("big");
        using IMqttClient small = await harness.ConnectAsync("small");
        await Assert.ThrowsAnyAsync<Exception>(() => big.PublishBinaryAsync(
            "big/x", new byte[20_000], MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Token));
        MqttClientPublishResult result = await small.PublishBinaryAsync(
            "small/x", new byte[15_000], MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Token);
        Assert.True(result.IsSuccess);
        Assert.Equal("small/x", Assert.Single(harness.Received).Topic);
        Assert.Equal(1, harness.Broker.Counters.GuardedConnections);
    }

    [Fact]
    public async Task Client_beyond_the_connection_limit_is_closed()
    {
        await using BrokerHarness harness = await BrokerHarness.StartAsync(new BrokerOptions { MaximumConnections = 1 });
        using IMqttClient first = await harness.ConnectAsync("first");
        using var second = new TcpClient();
        try
        {
            await second.ConnectAsync("127.0.0.1", harness.Broker.Port, Token);
            await AssertClosedAsync(second);
        }
        catch (SocketException)
        {
            // The reset may come before the connecting side has noticed that it is connected.
        }

        Assert.Equal(1, harness.Broker.Counters.GuardedConnections);
        Assert.True(first.IsConnected);
    }

    [Fact]
    public async Task Client_id_of_another_user_is_refused()
    {
        await using BrokerHarness harness = await BrokerHarness.StartAsync();
        using IMqttClient alice = await harness.ConnectAsync("alice");
        using IMqttClient suffixed = await harness.ConnectAsync("alice", "alice.2");
        using IMqttClient mallory = await harness.ConnectAsync("mallory", "alice");
        Assert.False(mallory.IsConnected);
        Assert.True(suffixed.IsConnected);
        Assert.True(alice.IsConnected);
        Assert.Equal(1, harness.Broker.Counters.ConnectsRefused);
    }

    [Fact]
    public async Task Topic_of_another_user_is_refused_for_publish_subscribe_and_will()
    {
        await using BrokerHarness harness = await BrokerHarness.StartAsync();
        using IMqttClient mallory = await harness.ConnectAsync("mallory", willTopic: "alice/status");
        MqttClientPublishResult published = await mallory.PublishStringAsync(
            "alice/x", "1", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Token);
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, published.ReasonCode);
        MqttClientSubscribeResult subscribed = await mallory.SubscribeAsync("#", cancellationToken: Token);
        Assert.Equal(MqttClientSubscribeResultCode.NotAuthorized, subscribed.Items.Single().ResultCode);
        mallory.Dispose(); // The connection breaks without DISCONNECT, so the server publishes the Will.
        await UntilAsync(() => harness.Broker.Counters.PublishesRefused == 2);
        Assert.Empty(harness.Received);
    }

    [Fact]
    public async Task Failure_of_the_program_is_an_error_puback_and_the_next_message_arrives()
    {
        await using BrokerHarness harness = await BrokerHarness.StartAsync();
        using IMqttClient client = await harness.ConnectAsync("alice");
        harness.Failing = true;
        MqttClientPublishResult failed = await client.PublishStringAsync(
            "alice/x", "1", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Token);
        harness.Failing = false;
        MqttClientPublishResult taken = await client.PublishStringAsync(
            "alice/x", "2", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Token);
        Assert.Equal(MqttClientPublishReasonCode.UnspecifiedError, failed.ReasonCode);
        Assert.True(taken.IsSuccess);
        Assert.Equal(1, harness.Broker.Counters.ReceivesFailed);
        Assert.Equal("2"u8.ToArray(), Assert.Single(harness.Received).Payload.ToArray());
    }

    [Fact]
    public async Task Message_from_inside_reaches_a_later_subscriber_when_retained()
    {
        await using BrokerHarness harness = await BrokerHarness.StartAsync();
        await harness.Broker.PublishAsync("alice/model", "v1"u8.ToArray(), true, Token);
        using IMqttClient client = await harness.ConnectAsync("alice");
        var arrived = new TaskCompletionSource<string>();
        client.ApplicationMessageReceivedAsync += e =>
        {
            arrived.TrySetResult(e.ApplicationMessage.ConvertPayloadToString());
            return Task.CompletedTask;
        };
        await client.SubscribeAsync("alice/model", cancellationToken: Token);
        Assert.Equal("v1", await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    private static async Task AssertClosedAsync(TcpClient peer)
    {
        try
        {
            int read = await peer.GetStream().ReadAsync(new byte[16], Token).AsTask()
                .WaitAsync(TimeSpan.FromSeconds(10), Token);
            Assert.Equal(0, read);
        }
        catch (IOException)
        {
            // A reset says the same as an orderly close.
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        while (!condition()) await Task.Delay(10, limit.Token);
    }
}
