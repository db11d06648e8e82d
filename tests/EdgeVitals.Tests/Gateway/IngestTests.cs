using System.Net.Sockets;
using EdgeVitals.Gateway.Alarms;
using EdgeVitals.Gateway.Wearers;
using EdgeVitals.Wire;
using MQTTnet;

namespace EdgeVitals.Tests.Gateway;

/// <summary>Each kind of bad input over a real socket: counted, nothing else harmed.</summary>
public sealed class IngestTests
{
    [Fact]
    public async Task Frame_is_durable_before_it_is_acknowledged()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await using TestDevice device = await gateway.DeviceAsync("d1");

        Assert.Equal(MqttClientPublishReasonCode.Success, await device.SendAsync(TestDevice.HeartRate(1, 7, 0, 700)));
        Assert.Equal(1, gateway.Journal.Count());
        Assert.Equal("7", await device.NextAckAsync());
        Assert.Equal(1, gateway.Status.FramesJournaled);
    }

    [Fact]
    public async Task Frame_sent_twice_is_kept_once_and_acknowledged_twice()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await using TestDevice device = await gateway.DeviceAsync("d1");
        Frame frame = TestDevice.HeartRate(1, 7, 0, 700);

        await device.SendAsync(frame);
        await device.SendAsync(frame);

        Assert.Equal("7", await device.NextAckAsync());
        Assert.Equal("7", await device.NextAckAsync());
        Assert.Equal(1, gateway.Journal.Count());
        Assert.Equal(1, gateway.Status.FramesDuplicated);
    }

    [Fact]
    public async Task Malformed_frame_is_put_aside_and_not_acknowledged()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await using TestDevice device = await gateway.DeviceAsync("d1");
        byte[] cut = GateHarness.Bytes(TestDevice.HeartRate(1, 7, 0, 700, 701))[..^1];

        await device.PublishAsync(Topics.Backfill("site", "d1"), cut);
        await device.PublishAsync(
            Topics.Live("site", "d1", "spo2"), GateHarness.Bytes(TestDevice.HeartRate(1, 8, 0, 700)));
        await device.SendAsync(TestDevice.HeartRate(1, 9, 0, 700));

        Assert.Equal("9", await device.NextAckAsync());
        Assert.Equal(2, gateway.Status.FramesQuarantined);
        Assert.Equal(
            ["the channel is not the topic's", FrameError.Text(FrameError.Truncated)],
            gateway.Journal.Quarantined(9).Select(q => q.Reason));
        Assert.Equal(1, gateway.Journal.Count());
    }

    [Fact]
    public async Task Unknown_device_and_wrong_token_are_refused_and_counted()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await using TestDevice known = await gateway.DeviceAsync("d1");
        int port = gateway.Get<EdgeVitals.Gateway.GatewayAddresses>().MqttPort;

        await using TestDevice stranger = await TestDevice.ConnectAsync(port, "d2", "token");
        await using TestDevice liar = await TestDevice.ConnectAsync(port, "d1", "token");

        Assert.False(stranger.Client.IsConnected);
        Assert.False(liar.Client.IsConnected);
        Assert.Equal(2, gateway.Status.UnknownDevices);
        await known.SendAsync(TestDevice.HeartRate(1, 1, 0, 700));
        Assert.Equal("1", await known.NextAckAsync());
    }

    [Fact]
    public async Task Device_in_anothers_name_is_refused_and_may_not_listen()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await using TestDevice first = await gateway.DeviceAsync("d1");
        await using TestDevice second = await gateway.DeviceAsync("d2");
        byte[] frame = GateHarness.Bytes(TestDevice.HeartRate(1, 7, 0, 700));

        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized,
            await second.PublishAsync(Topics.Backfill("site", "d1"), frame));
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized,
            await second.PublishAsync(Topics.Backfill("elsewhere", "d2"), frame));
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized,
            await second.PublishAsync(Topics.Ack("site", "d2"), frame));
        Assert.False(await second.SubscribeAsync(Topics.Ack("site", "d1")));
        Assert.False(await second.SubscribeAsync("ev/1/site/#"));
        Assert.False(await second.SubscribeAsync(Topics.Live("site", "d2", "spo2")));

        Assert.Equal(6, gateway.Status.ForeignTopics);
        Assert.Equal(0, gateway.Journal.Count());
    }

    [Fact]
    public async Task Oversized_packet_closes_its_connection_and_no_other()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await using TestDevice device = await gateway.DeviceAsync("d1");
        using var stranger = new TcpClient();
        await stranger.ConnectAsync(
            "127.0.0.1", gateway.Get<EdgeVitals.Gateway.GatewayAddresses>().MqttPort,
            TestContext.Current.CancellationToken);
        NetworkStream stream = stranger.GetStream();
        await stream.WriteAsync(new byte[] { 0x10, 0xFF, 0xFF, 0xFF, 0x7F }, TestContext.Current.CancellationToken);

        Assert.Equal(0, await ReadToEndAsync(stream));
        await device.SendAsync(TestDevice.HeartRate(1, 1, 0, 700));
        Assert.Equal("1", await device.NextAckAsync());
        Assert.Equal(1, gateway.Get<EdgeVitals.Broker.EdgeBroker>().Counters.GuardedConnections);
    }

    [Fact]
    public async Task Future_frame_is_kept_acknowledged_and_shown_when_its_time_comes()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await using TestDevice device = await gateway.DeviceAsync("d1");
        const long hour = 3_600_000_000;
        await device.StateClockAsync(1, gateway.Now + hour);

        await device.SendAsync(TestDevice.HeartRate(1, 1, 0, 700, 710));
        Assert.Equal("1", await device.NextAckAsync());
        Assert.Equal(1, gateway.Status.FramesFuture);
        gateway.Get<Projection>().Tick();
        Assert.False(gateway.Get<WearerBoard>().Views()[0].HeartRate.IsValid);

        gateway.Clock.Now += TimeSpan.FromHours(1);
        gateway.Get<Projection>().Tick();
        Reading reading = gateway.Get<WearerBoard>().Views()[0].HeartRate;
        Assert.Equal(71.0, reading.Value, 9);
        Assert.Equal(gateway.Now + 2_000_000, reading.UtcMicros);
    }

    [Fact]
    public async Task Time_request_is_answered_with_the_gateways_clock_and_maps_the_boot()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await using TestDevice device = await gateway.DeviceAsync("d1");
        byte[] buffer = new byte[TimeRequest.MaximumEncodedBytes];
        int length = TimeRequest.Encode(new TimeRequest { BootId = 3, DeviceTicks = 5_000_000 }, buffer, 0);

        await device.PublishAsync(Topics.TimeRequest("site", "d1"), buffer[..length]);

        (string topic, byte[] payload) = await device.NextAsync();
        var response = new TimeResponse();
        Assert.Equal(FrameError.None, TimeResponse.TryDecode(payload, 0, payload.Length, response));
        Assert.Equal(Topics.TimeResponse("site", "d1"), topic);
        Assert.Equal((3, 5_000_000L, gateway.Now, gateway.Now),
            (response.BootId, response.DeviceTicks, response.ReceivedUtcMicros, response.SentUtcMicros));
        Assert.True(gateway.Journal.TryClock("d1", 3, out EdgeVitals.Gateway.Journal.BootClock clock));
        Assert.Equal(gateway.Now - 5_000_000, clock.OffsetMicros);
    }

    [Fact]
    public async Task Live_tachycardia_becomes_one_alarm_on_the_wearer()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await using TestDevice device = await gateway.DeviceAsync("d1");
        await device.StateClockAsync(1, gateway.Now - 60_000_000);
        var opened = new TaskCompletionSource<Episode>(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Get<AlarmDesk>().Changed += e => opened.TrySetResult(e);

        await device.PublishAsync(Topics.Live("site", "d1", "heart-rate"),
            GateHarness.Bytes(TestDevice.HeartRate(1, 1, 50_000_000, 1400, 1410, 1420, 1430)));

        Episode episode = await opened.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("wearer-d1", "heart-rate-high"), (episode.WearerId, episode.Rule.Id));
        Assert.Equal(1, gateway.Status.AlarmsOpened);
    }

    private static async Task<int> ReadToEndAsync(NetworkStream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[16], TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // A reset closes as well as an end.
            return 0;
        }
    }
}
