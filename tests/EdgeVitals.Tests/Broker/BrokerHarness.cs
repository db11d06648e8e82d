using System.Collections.Concurrent;
using EdgeVitals.Broker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeVitals.Tests.Broker;

/// <summary>A real listener on a free loopback port with a small policy: a user owns the topics under its name.</summary>
internal sealed class BrokerHarness : IBrokerPolicy, IAsyncDisposable
{
    private readonly WebApplication _app;

    private BrokerHarness(BrokerOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.Services.AddSingleton<IBrokerPolicy>(this);
        builder.AddEdgeBroker(options);
        _app = builder.Build();
        _app.UseEdgeBroker();
    }

    public EdgeBroker Broker => _app.Services.GetRequiredService<EdgeBroker>();

    public ConcurrentQueue<InboundMessage> Received { get; } = new();

    public RecordingLog Log { get; } = new();

    public bool Failing { get; set; }

    public static async Task<BrokerHarness> StartAsync(BrokerOptions? options = null)
    {
        var harness = new BrokerHarness(options ?? new BrokerOptions());
        await harness._app.StartAsync(TestContext.Current.CancellationToken);
        // The first inside message waits until the server accepts connections.
        await harness.Broker.PublishAsync("ready", "1"u8.ToArray(), false, TestContext.Current.CancellationToken);
        return harness;
    }

    public async Task<IMqttClient> ConnectAsync(string user, string? clientId = null, string? willTopic = null)
    {
        IMqttClient client = new MqttClientFactory().CreateMqttClient();
        MqttClientOptionsBuilder options = new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", Broker.Port).WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500)
            .WithClientId(clientId ?? user).WithCredentials(user, "secret");
        if (willTopic is not null) options.WithWillTopic(willTopic).WithWillPayload("gone");
        await client.ConnectAsync(options.Build(), TestContext.Current.CancellationToken);
        return client;
    }

    public ValueTask<MqttConnectReasonCode> ConnectAsync(
        string clientId, string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken) =>
        new(password.Span.SequenceEqual("secret"u8)
            ? MqttConnectReasonCode.Success
            : MqttConnectReasonCode.BadUserNameOrPassword);

    public bool MayPublish(string userName, string topic) =>
        topic.StartsWith(userName + "/", StringComparison.Ordinal);

    public bool MaySubscribe(string userName, string filter) =>
        filter.StartsWith(userName + "/", StringComparison.Ordinal);

    public ValueTask<PublishVerdict> ReceivedAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        if (Failing) throw new IOException("the disk is full");
        Received.Enqueue(message);
        return new(PublishVerdict.Accept);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}

/// <summary>Keeps the rendered log lines for a test to look at.</summary>
internal sealed class RecordingLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<(EventId Id, string Line)> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) => Lines.Enqueue((eventId, formatter(state, exception)));

    public void Dispose()
    {
    }
}
