using System.Buffers;
using System.Net;
using EdgeVitals.Federated;
using EdgeVitals.Gateway.Release;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeVitals.Gateway.Uplink;

/// <summary>
/// The connection to the cloud. It sends nothing but <see cref="Release{T}"/>, as often as it takes until the cloud
/// answers, always the stored bytes. Its own pauses are real time: a rehearsal's clock runs far too fast for a socket.
/// </summary>
public sealed class UplinkClient(
    CloudMessages messages, ReleaseGate gate, RoundSchedule schedule, GatewayOptions options, GatewayStatus status,
    ILogger<UplinkClient> log) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Resend = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan NetworkTimeout = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim _wake = new(0);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (options.Uplink is not { } enrollment)
        {
            return;
        }
        schedule.Released += () => _wake.Release();
        TimeSpan pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using IMqttClient client = new MqttClientFactory().CreateMqttClient();
                await ConnectAsync(client, enrollment, stoppingToken).ConfigureAwait(false);
                pause = FirstPause;
                await SendAsync(client, enrollment, stoppingToken).ConfigureAwait(false);
                throw new MqttCommunicationException("the connection was closed");
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested && IsNetwork(exception))
            {
                status.UplinkConnected = false;
                GatewayLog.UplinkLost(log, exception.Message, pause.TotalSeconds);
                await Task.Delay(pause, TimeProvider.System, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                status.UplinkConnected = false;
            }
        }
    }

    private async Task ConnectAsync(IMqttClient client, Enrollment enrollment, CancellationToken cancellationToken)
    {
        client.ApplicationMessageReceivedAsync += received =>
        {
            // Verifying and storing is short and must not be lost; it is done before the message is acknowledged.
            messages.Take(received.ApplicationMessage.Topic, received.ApplicationMessage.Payload.ToArray());
            return Task.CompletedTask;
        };
        client.DisconnectedAsync += _ =>
        {
            _wake.Release();
            return Task.CompletedTask;
        };
        MqttClientOptionsBuilder builder = new MqttClientOptionsBuilder()
            .WithTcpServer(enrollment.Host, enrollment.Port)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(enrollment.Gateway)
            .WithCredentials(enrollment.Gateway, enrollment.Token)
            .WithCleanStart()
            .WithTimeout(NetworkTimeout)
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(30));
        if (!IsLoopback(enrollment.Host))
        {
            builder = builder.WithTlsOptions(tls => tls.UseTls());
        }
        MqttClientConnectResult connected =
            await client.ConnectAsync(builder.Build(), cancellationToken).ConfigureAwait(false);
        if (connected.ResultCode != MqttClientConnectResultCode.Success)
        {
            throw new MqttCommunicationException($"refused: {connected.ResultCode}");
        }
        await client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder()
            .WithTopicFilter(
                UplinkTopics.Ack(enrollment.Tenant, enrollment.Gateway), MqttQualityOfServiceLevel.AtLeastOnce)
            .WithTopicFilter(UplinkTopics.AllTasks(enrollment.Tenant), MqttQualityOfServiceLevel.AtLeastOnce)
            .WithTopicFilter(UplinkTopics.AllRounds(enrollment.Tenant), MqttQualityOfServiceLevel.AtLeastOnce)
            .WithTopicFilter(UplinkTopics.AllModels(enrollment.Tenant), MqttQualityOfServiceLevel.AtLeastOnce)
            .Build(), cancellationToken).ConfigureAwait(false);
        status.UplinkConnected = true;
        GatewayLog.UplinkConnected(log, enrollment.Host, enrollment.Port);
    }

    private async Task SendAsync(IMqttClient client, Enrollment enrollment, CancellationToken cancellationToken)
    {
        while (client.IsConnected)
        {
            foreach (Release<UpdateMessage> release in gate.Pending())
            {
                await SendAsync(client, enrollment, release, cancellationToken).ConfigureAwait(false);
            }
            await WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Until a wake-up, the time to send again, or the instant of a stored release on the clinic's clock.
    /// </summary>
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task wake = _wake.WaitAsync(Resend, ended.Token);
        Task due = gate.UntilNextSend() is { } wait ? Task.Delay(wait, options.Time, ended.Token) : wake;
        await Task.WhenAny(wake, due).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task SendAsync(IMqttClient client, Enrollment enrollment, Release<UpdateMessage> release,
        CancellationToken cancellationToken)
    {
        MqttApplicationMessage message = new MqttApplicationMessageBuilder()
            .WithTopic(UplinkTopics.Up(enrollment.Tenant, enrollment.Gateway, release.TaskId, release.Round))
            .WithPayload(release.Message.ToArray())
            .WithContentType(ContentTypes.Update)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        MqttClientPublishResult result =
            await client.PublishAsync(message, cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            throw new MqttCommunicationException($"publish refused: {result.ReasonCode}");
        }
    }

    private static bool IsNetwork(Exception exception) => exception is MqttCommunicationException
        or MqttProtocolViolationException or IOException or System.Net.Sockets.SocketException or TimeoutException
        or OperationCanceledException or MqttClientDisconnectedException or MqttClientNotConnectedException
        or System.Security.Authentication.AuthenticationException or InvalidOperationException;

    /// <summary>Whether a host is this machine.</summary>
    internal static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
