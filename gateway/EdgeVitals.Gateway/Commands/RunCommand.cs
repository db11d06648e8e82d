using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeVitals.Federated;
using EdgeVitals.Gateway.Catalog;
using EdgeVitals.Gateway.Pairing;
using EdgeVitals.Gateway.Uplink;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVitals.Gateway.Commands;

internal static class RunCommand
{
    private static readonly Option<string> Data = SharedOptions.Data();
    private static readonly Option<string> Site = new("--site")
    {
        Description = "site id in the device topics, 1..64 characters of A-Z a-z 0-9 _ -",
        DefaultValueFactory = _ => "clinic",
    };

    private static readonly Option<string> MqttAddress = new("--mqtt-address")
    {
        Description = "an IP address; one that is not loopback needs --tls-certificate",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private static readonly Option<int> MqttPort = new("--mqtt-port")
    {
        Description = "a port, 0..65535, 0 for a free one",
        DefaultValueFactory = _ => 8883,
    };

    private static readonly Option<int> WebPort = new("--web-port")
    {
        Description = "a port, 0..65535, 0 for a free one",
        DefaultValueFactory = _ => 8080,
    };

    private static readonly Option<string?> Uplink = new("--uplink")
    {
        Description = "the enrolment file that the cloud made",
    };

    private static readonly Option<string?> Certificate = new("--tls-certificate")
    {
        Description = "a PEM file with certificate and private key, or a PFX file without password",
    };

    private static readonly Option<string?> VirtualTime = new("--virtual-time")
    {
        Description = "SCALE@START[/ANCHOR], such as 3600@2026-03-01T18:00:00Z",
    };

    private static readonly Option<string[]> ChannelFiles = ChannelsCommand.Files();

    private static readonly Option<bool> Json = SharedOptions.Json();

    public static Command Create()
    {
        var command = new Command("run", "Run the gateway until it is interrupted.")
        {
            Data, Site, MqttAddress, MqttPort, WebPort, Uplink, Certificate, VirtualTime,
            ChannelFiles, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        GatewayOptions options = Read(parsed).Validated();
        // A bad --channels file is told before anything is made on the disk.
        _ = new ChannelCatalog(options, NullLogger<ChannelCatalog>.Instance);
        await using WebApplication app = GatewayHost.Build(options);
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        var addresses = app.Services.GetRequiredService<GatewayAddresses>();
        string signIn = app.Services.GetRequiredService<SignInLinks>().Create();
        ILogger log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(RunCommand));
        WarnIfMoved(log, options.MqttPort, addresses.MqttPort);
        WarnIfMoved(log, options.WebPort, addresses.Web!.Port);
        string scheme = options.MqttCertificate is null ? "mqtt" : "mqtts";
        string mqtt = $"{scheme}://{addresses.MqttHost}:{addresses.MqttPort}";
        var started = new { mqtt, mqttPort = addresses.MqttPort, web = addresses.Web, signIn, options.Site };
        CommandLine.Print(parsed, parsed.GetValue(Json), started, $"devices  {mqtt}  (site {options.Site})",
            $"screens  {addresses.Web}", $"sign in  {signIn}  (works once)");
        await parsed.InvocationConfiguration.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
        await app.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        return CommandLine.Done;
    }

    private static GatewayOptions Read(ParseResult parsed)
    {
        RehearsalClock? clock = null;
        if (parsed.GetValue(VirtualTime) is { } virtualTime
            && !RehearsalClock.TryParse(virtualTime, out clock, out string reason))
        {
            throw new UsageException($"--virtual-time: accepts {VirtualTime.Description}; {reason}");
        }
        if (!IPAddress.TryParse(parsed.GetValue(MqttAddress), out IPAddress? address))
        {
            throw new UsageException($"--mqtt-address: accepts {MqttAddress.Description}");
        }
        Enrollment? enrollment = ReadEnrollment(parsed.GetValue(Uplink));
        if (clock is not null && enrollment is not null && !UplinkClient.IsLoopback(enrollment.Host))
        {
            // A clock that runs ahead would spend a month's budget of real wearers in minutes.
            throw new UsageException("--virtual-time: accepts only an enrolment whose host is loopback; "
                + $"--uplink names '{enrollment.Host}'");
        }
        return new GatewayOptions
        {
            DataDirectory = parsed.GetRequiredValue(Data),
            Site = parsed.GetValue(Site)!,
            MqttAddress = address,
            MqttPort = parsed.GetValue(MqttPort),
            WebPort = parsed.GetValue(WebPort),
            MqttCertificate = ReadCertificate(parsed.GetValue(Certificate)),
            Uplink = enrollment,
            ChannelFiles = parsed.GetValue(ChannelFiles) ?? [],
            Time = clock ?? TimeProvider.System,
            TimeBanner = clock?.Banner,
        };
    }

    private static Enrollment? ReadEnrollment(string? path)
    {
        if (path is null)
        {
            return null;
        }
        string reason = "no such file";
        if (File.Exists(path) && Enrollment.TryParse(File.ReadAllText(path), out Enrollment? enrollment, out reason))
        {
            return enrollment;
        }
        throw new UsageException($"--uplink: accepts {Uplink.Description}; '{path}': {reason}");
    }

    private static X509Certificate2? ReadCertificate(string? path)
    {
        if (path is null)
        {
            return null;
        }
        try
        {
            return Path.GetExtension(path).ToUpperInvariant() is ".PFX" or ".P12"
                ? X509CertificateLoader.LoadPkcs12FromFile(path, null) : X509Certificate2.CreateFromPemFile(path);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException
            or UnauthorizedAccessException)
        {
            throw new UsageException($"--tls-certificate: accepts {Certificate.Description}; {exception.Message}");
        }
    }

    private static void WarnIfMoved(ILogger log, int wanted, int port)
    {
        if (wanted != 0 && wanted != port)
        {
            GatewayLog.PortTaken(log, wanted, port);
        }
    }
}
