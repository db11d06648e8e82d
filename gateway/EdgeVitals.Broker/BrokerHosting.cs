using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MQTTnet.AspNetCore;
using MQTTnet.Server;

namespace EdgeVitals.Broker;

/// <summary>Puts the guarded MQTT listener into a web host: Kestrel, TLS where configured, guard, MQTTnet.</summary>
public static class BrokerHosting
{
    /// <summary>
    /// Adds the listener and the <see cref="EdgeBroker"/> singleton. An <see cref="IBrokerPolicy"/> must be registered.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static WebApplicationBuilder AddEdgeBroker(this WebApplicationBuilder builder, BrokerOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.Services.AddSingleton(options.Validated());
        builder.Services.AddSingleton<BrokerCounters>();
        builder.Services.AddSingleton<EdgeBroker>();
        builder.Services.AddHostedMqttServerWithServices(o => o.WithoutDefaultEndpoint());
        builder.Services.AddMqttConnectionHandler();
        builder.Services.AddConnections();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var broker = kestrel.ApplicationServices.GetRequiredService<EdgeBroker>();
            kestrel.Listen(options.Address, options.Port, listen => Compose(listen, options, broker));
        });
        return builder;
    }

    /// <summary>Connects the policy to the MQTT server; call it once between Build and Run.</summary>
    public static WebApplication UseEdgeBroker(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var broker = app.Services.GetRequiredService<EdgeBroker>();
        app.UseMqttServer(broker.Attach);
        return app;
    }

    private static void Compose(ListenOptions listen, BrokerOptions options, EdgeBroker broker)
    {
        broker.Listening(listen);
        if (options.Certificate is not null) listen.UseHttps(options.Certificate);
        listen.Use(next => connection => GuardedAsync(connection, next, options, broker));
        listen.UseMqtt();
    }

    private static async Task GuardedAsync(
        ConnectionContext connection, ConnectionDelegate next, BrokerOptions options, EdgeBroker broker)
    {
        BrokerCounters counters = broker.Counters;
        ILogger log = broker.Log;
        int open = counters.ConnectionOpened();
        string peer = connection.RemoteEndPoint?.ToString() ?? "unknown";
        try
        {
            if (open > options.MaximumConnections)
            {
                Abort($"more than {options.MaximumConnections} connections");
                return;
            }

            // The network's own clock, not the injected one: a rehearsal at 3,600-fold speed still has real sockets.
            using var timeout = TimeProvider.System.CreateTimer(
                _ => Abort($"no accepted CONNECT within {options.ConnackTimeout.TotalSeconds:0.#} s"),
                null, options.ConnackTimeout, Timeout.InfiniteTimeSpan);
            var reader = new PacketGuard(connection.Transport.Input, options, timeout.Dispose, Abort);
            connection.Transport = new GuardedTransport(reader, connection.Transport.Output);
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            counters.ConnectionClosed();
        }

        void Abort(string reason)
        {
            counters.Guarded();
            BrokerLog.ConnectionGuarded(log, peer, reason);
            connection.Abort(new ConnectionAbortedException(reason));
        }
    }

    private sealed record GuardedTransport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
