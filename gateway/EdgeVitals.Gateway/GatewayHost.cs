using System.Net;
using System.Reflection;
using EdgeVitals.Broker;
using EdgeVitals.Federated;
using EdgeVitals.Gateway.Alarms;
using EdgeVitals.Gateway.Anomaly;
using EdgeVitals.Gateway.Audit;
using EdgeVitals.Gateway.Catalog;
using EdgeVitals.Gateway.Consent;
using EdgeVitals.Gateway.Ingest;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Pairing;
using EdgeVitals.Gateway.Release;
using EdgeVitals.Gateway.Screens;
using EdgeVitals.Gateway.Training;
using EdgeVitals.Gateway.Updates;
using EdgeVitals.Gateway.Uplink;
using EdgeVitals.Gateway.Wearers;
using EdgeVitals.Privacy;
using MQTTnet.Server;

namespace EdgeVitals.Gateway;

/// <summary>Puts a gateway together; several may live in one process, each with its own data folder.</summary>
public static class GatewayHost
{
    /// <summary>Version that goes into updates and onto the screens.</summary>
    public static string Version { get; } = typeof(GatewayHost).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(5);

    /// <summary>Builds the web application of one gateway; the caller starts, stops and disposes it.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static WebApplication Build(GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = options.Validated();
        Directory.CreateDirectory(options.DataDirectory);
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(GatewayHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
            // Twelve gateways in one process need no twelve watchers of the same absent files.
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(options.MinimumLogLevel);
        builder.Logging.AddConsole(c => c.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddSimpleConsole(c => c.SingleLine = true);
        options = options with
        {
            MqttPort = FreePort.Or(options.MqttAddress, options.MqttPort),
            WebPort = options.Screens ? FreePort.Or(IPAddress.Loopback, options.WebPort) : 0,
        };
        AddServices(builder.Services, options);
        builder.AddEdgeBroker(new BrokerOptions
        {
            Address = options.MqttAddress,
            Port = options.MqttPort,
            Certificate = options.MqttCertificate,
        });
        if (options.Screens)
        {
            ScreenHosting.Add(builder, options);
        }
        builder.Services.Configure<HostOptions>(h => h.ShutdownTimeout = LongestStop);
        WebApplication app = builder.Build();
        app.UseEdgeBroker();
        app.Lifetime.ApplicationStopping.Register(() => CloseSessions(app.Services.GetRequiredService<MqttServer>()));
        if (options.Screens)
        {
            ScreenHosting.Use(app);
        }
        return app;
    }

    /// <summary>Kestrel waits at its stop for connections to end, and a device's never does: close them first. The
    /// devices keep what was not acknowledged.</summary>
    private static void CloseSessions(MqttServer server)
    {
        if (server.IsStarted)
        {
            server.StopAsync(new MqttServerStopOptions()).Wait(LongestStop);
        }
    }

    /// <summary>Order matters for the hosted services: they start from top to bottom and stop from bottom to top.
    /// </summary>
    private static void AddServices(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<GatewayStatus>();
        services.AddSingleton(_ => ClinicFile.Open(options.DataDirectory));
        services.AddSingleton(s => FrameJournal.Open(
            options, s.GetRequiredService<GatewayStatus>(), s.GetRequiredService<ILogger<FrameJournal>>()));
        services.AddSingleton(_ => ReleaseLedger.Open(options.DataDirectory));
        services.AddSingleton<LedgerMark>();
        services.AddSingleton(_ => GatewayKey.Open(options.DataDirectory));
        services.AddSingleton<IRandomBytes>(_ => new CryptoRandom());
        services.AddSingleton(s => new Lazy<EdgeBroker>(s.GetRequiredService<EdgeBroker>));
        services.AddSingleton<GatewayAddresses>();
        services.AddSingleton<SignInLinks>();
        services.AddSingleton<PairingBook>();
        services.AddSingleton<ConsentBook>();
        services.AddSingleton<FirmwareQueue>();
        services.AddSingleton<DevicePolicy>();
        services.AddSingleton<IBrokerPolicy>(s => s.GetRequiredService<DevicePolicy>());
        services.AddSingleton<ChannelCatalog>();
        services.AddSingleton<WearerBoard>();
        services.AddSingleton<AlarmDesk>();
        services.AddSingleton<AnomalyModels>();
        services.AddSingleton<ContributionSource>();
        services.AddSingleton<ReleaseGate>();
        services.AddSingleton<CloudMessages>();
        AddLoop<JournalWriter>(services);
        AddLoop<Projection>(services);
        AddLoop<AnomalyWatch>(services);
        AddLoop(services, s => new RoundSchedule(
            s.GetRequiredService<ReleaseGate>(), s.GetRequiredService<Projection>().Rebuilt, options,
            s.GetRequiredService<ILogger<RoundSchedule>>()));
        AddLoop<UplinkClient>(services);
        AddLoop<FirmwareSender>(services);
        AddLoop<ChannelWatch>(services);
    }

    private static void AddLoop<T>(IServiceCollection services, Func<IServiceProvider, T>? make = null)
        where T : class, IHostedService
    {
        services.AddSingleton(make ?? (s => ActivatorUtilities.CreateInstance<T>(s)));
        services.AddHostedService(s => s.GetRequiredService<T>());
    }
}
