using System.Net;
using System.Net.Sockets;
using EdgeVitals.Broker;
using EdgeVitals.Cloud.Access;
using EdgeVitals.Cloud.Dashboard;
using EdgeVitals.Cloud.Enrollment;
using EdgeVitals.Cloud.Ingress;
using EdgeVitals.Cloud.Models;
using EdgeVitals.Cloud.Publication;
using EdgeVitals.Cloud.Rounds;
using EdgeVitals.Federated;
using Microsoft.AspNetCore.DataProtection;
using MudBlazor.Services;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;

namespace EdgeVitals.Cloud;

/// <summary>Builds the whole cloud program: broker, silo, rounds, pages and JSON API in one host.</summary>
public static class CloudHost
{
    /// <summary>Builds a host; start it, and its singletons <see cref="CloudStatus"/>, <see cref="SignInLinks"/>,
    /// <see cref="GatewayRegistry"/> and <see cref="CloudAddresses"/> can be asked.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public static WebApplication Build(CloudOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problem() is { } problem) throw new ArgumentException(problem, nameof(options));
        var database = CloudDatabase.Create(options.DataDirectory);
        var signer = CloudKey.LoadOrCreate(options.DataDirectory);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Fleet hosts this program beside another one: its assets and pages are found by its own name.
            ApplicationName = typeof(CloudHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        AddLogging(builder, options);
        // The silo first: hosted services start in this order, and the rounds' loop calls grains at once.
        AddSilo(builder, options);
        AddServices(builder.Services, options, database, signer);
        var addresses = new CloudAddresses(options);
        builder.Services.AddSingleton(addresses);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, FreePort.Or(IPAddress.Loopback, options.WebPort), addresses.Listening));
        builder.AddEdgeBroker(new BrokerOptions
        {
            Address = options.MqttAddress,
            Port = FreePort.Or(options.MqttAddress, options.MqttPort),
            Certificate = options.Certificate,
            MaximumPacketBytes = Math.Max(PacketFloor, new CloudTasks(options).LargestUpdateBytes + TopicBytes),
        });
        CloudAccess.AddTo(builder.Services, options);
        if (options.Screens) AddScreens(builder);
        return Compose(builder.Build(), options, database);
    }

    /// <summary>Smallest packet limit, in bytes: CONNECT alone may take 8 KiB.</summary>
    private const int PacketFloor = 16 * 1024;

    /// <summary>What a PUBLISH adds to its payload, rounded up: topic, properties and header.</summary>
    private const int TopicBytes = 4 * 1024;

    private static WebApplication Compose(WebApplication app, CloudOptions options, CloudDatabase database)
    {
        app.UseEdgeBroker();
        app.Use(CloudAccess.SecurityHeaders);
        app.UseAuthentication();
        app.UseAuthorization();
        CloudAccess.MapSignIn(app);
        CloudApi.Map(app);
        if (options.Screens)
        {
            app.UseAntiforgery();
            string endpoints = Path.Combine(
                AppContext.BaseDirectory, 
                $"{typeof(CloudHost).Assembly.GetName().Name}.staticwebassets.endpoints.json");
            app.MapStaticAssets(endpoints).AllowAnonymous();
            // Our own header forbids frames altogether; Blazor's would add a second, weaker one.
            app.MapRazorComponents<App>()
                .AddInteractiveServerRenderMode(mode => mode.ContentSecurityFrameAncestorsPolicy = null)
                .RequireAuthorization();
        }
        var broker = app.Services.GetRequiredService<EdgeBroker>();
        var addresses = app.Services.GetRequiredService<CloudAddresses>();
        app.Lifetime.ApplicationStarted.Register(() => Started(app, options, database, broker, addresses));
        return app;
    }

    private static void Started(
        WebApplication app, CloudOptions options, CloudDatabase database, EdgeBroker broker, CloudAddresses addresses)
    {
        addresses.MqttPort = broker.Port;
        app.Services.GetRequiredService<SignInLinks>().StartedAt(addresses.Web);
        // Left for commands that enrol gateways beside the running server.
        database.SetSetting(CloudSettings.Tenant, options.Tenant);
        database.SetSetting(CloudSettings.PublicKey, app.Services.GetRequiredService<MessageSigner>().PublicPem);
        database.SetSetting(CloudSettings.MqttHost, addresses.MqttHost);
        database.SetSetting(CloudSettings.MqttPort, addresses.MqttPort.ToString());
    }

    private static void AddLogging(WebApplicationBuilder builder, CloudOptions options)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        // Standard output belongs to --json.
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(options.MinimumLogLevel);
        var least = (LogLevel)Math.Max((int)options.MinimumLogLevel, (int)LogLevel.Warning);
        foreach (string noisy in new[] { "Orleans", "Microsoft", "MQTTnet", "Polly" })
            builder.Logging.AddFilter(noisy, least);
        // Advice about garbage collection is no news for whoever runs one small silo.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        // Its first check compares with zero and so reports the machine's uptime as a hang.
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        // Cookie keys lie unencrypted beside the database, in a folder that its owner alone can read.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }

    private static void AddServices(
        IServiceCollection services, CloudOptions options, CloudDatabase database, MessageSigner signer)
    {
        // Built by a factory so that the container disposes them with the host.
        services.AddSingleton(_ => database);
        services.AddSingleton(_ => signer);
        services.AddSingleton(options);
        services.AddSingleton<CloudTasks>();
        services.AddSingleton(new GatewayRegistry(database, options.Time));
        services.AddSingleton<RoundStore>();
        services.AddSingleton<ModelStore>();
        services.AddSingleton<EstimateStore>();
        services.AddSingleton<CloudStatus>();
        services.AddSingleton<ModelPublisher>();
        services.AddSingleton<SurveillancePublisher>();
        services.AddSingleton<RoundsSignal>();
        services.AddSingleton<Downlink>();
        services.AddSingleton<UpdateInbox>();
        services.AddSingleton<UpdateCheck>();
        services.AddSingleton<SignInLinks>();
        services.AddSingleton<IBrokerPolicy, UplinkPolicy>();
        services.AddHostedService<DownlinkPump>();
        services.AddHostedService<UpdateWorker>();
        services.AddHostedService<RoundsDriver>();
        services.AddDataProtection()
            .SetApplicationName("EdgeVitals.Cloud")
            .PersistKeysToFileSystem(PrivateFolder(Path.Combine(options.DataDirectory, "keys")));
    }

    private static DirectoryInfo PrivateFolder(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static void AddSilo(WebApplicationBuilder builder, CloudOptions options)
    {
        int silo = options.SiloPort == 0 ? FreePort.Take() : options.SiloPort;
        int gateway = options.SiloGatewayPort == 0 ? FreePort.Take() : options.SiloGatewayPort;
        builder.UseOrleans(orleans =>
        {
            orleans.UseLocalhostClustering(silo, gateway, serviceId: "edgevitals-cloud", clusterId: options.Tenant);
            orleans.Services.AddGrainStorage(
                SqliteGrainStorage.Name,
                (services, _) => new SqliteGrainStorage(services.GetRequiredService<CloudDatabase>()));
            // A killed process must not be waited for: the only silo is gone with it.
            orleans.Configure<ClusterMembershipOptions>(membership => membership.LivenessEnabled = false);
        });
    }

    private static void AddScreens(WebApplicationBuilder builder)
    {
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddMudServices();
    }
}
