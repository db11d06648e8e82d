using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeVitals.Cloud.Access;
using EdgeVitals.Federated;

namespace EdgeVitals.Cloud.Commands;

/// <summary>edgevitals-cloud run: the server, until it is told to stop.</summary>
internal static class RunCommand
{
    private static readonly CloudOptions Normal = new() { DataDirectory = "." };

    private static readonly Option<string> Data = CloudCommands.Data();
    private static readonly Option<string> Tenant = CloudCommands.Text(
        "--tenant", "NAME", $"Tenant in every topic; default {Normal.Tenant}.");
    private static readonly Option<string> MqttAddress = CloudCommands.Text(
        "--mqtt-address", "ADDRESS", "Address of the MQTT listener; default 127.0.0.1.");
    private static readonly Option<int> MqttPort = CloudCommands.Number(
        "--mqtt-port", 0, 65535, 0, "Port of the MQTT listener; 0 takes a free one.");
    private static readonly Option<string> PublicHost = CloudCommands.Text(
        "--public-host", "HOST", "Host name given to enrolled gateways; default the MQTT address.");
    private static readonly Option<int> WebPort = CloudCommands.Number(
        "--web-port", 0, 65535, 0, "Port of the pages on 127.0.0.1; 0 takes a free one.");
    private static readonly Option<string> VirtualTime = CloudCommands.Text(
        "--virtual-time", "SCALE@START[/ANCHOR]", "Run rehearsal time, such as 3600@2026-03-01T18:00:00Z.");
    private static readonly Option<int> WearerCap = CloudCommands.Number(
        "--wearer-cap", 1, 100_000, Normal.WearerCap, "Most wearers that one gateway may sum.");
    private static readonly Option<int> MinimumGateways = CloudCommands.Number(
        "--minimum-gateways", 1, 10_000, Normal.MinimumGateways, "Fewest gateways of a published round.");
    private static readonly Option<string> Certificate = CloudCommands.Text(
        "--tls-certificate", "FILE", "PKCS#12 (.pfx), or PEM with certificate and key, of the MQTT listener.");
    private static readonly Option<bool> Json = CloudCommands.JsonFlag();

    internal static Command Create()
    {
        var command = new Command("run", "Run the broker, the rounds, the pages and the JSON API.");
        foreach (Option option in new Option[]
        {
            Data, Tenant, MqttAddress, MqttPort, PublicHost, WebPort, VirtualTime, WearerCap, MinimumGateways,
            Certificate, Json,
        })
        {
            command.Options.Add(option);
        }
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!TryOptions(parsed, out var options, out string problem)) return CloudCommands.Usage(problem);
        await using var app = CloudHost.Build(options);
        await app.StartAsync(cancellationToken);
        var addresses = app.Services.GetRequiredService<CloudAddresses>();
        string link = app.Services.GetRequiredService<SignInLinks>().Create();
        if (parsed.GetValue(Json))
        {
            CloudCommands.Print(new
            {
                Program = "edgevitals-cloud",
                options.Tenant,
                Web = addresses.Web,
                SignIn = link,
                addresses.MqttHost,
                addresses.MqttPort,
                Tls = options.Certificate is not null,
                VirtualTime = options.TimeBanner,
            });
        }
        else
        {
            foreach (string line in Lines(parsed, options, addresses, link)) Console.Out.WriteLine(line);
        }
        await app.WaitForShutdownAsync(cancellationToken);
        return CloudCommands.Done;
    }

    private static IEnumerable<string> Lines(
        ParseResult parsed, CloudOptions options, CloudAddresses addresses, string link)
    {
        if (parsed.GetValue(WebPort) is var web and not 0 && web != addresses.WebPort)
            yield return $"web port {web} is in use; took {addresses.WebPort}";
        if (parsed.GetValue(MqttPort) is var mqtt and not 0 && mqtt != addresses.MqttPort)
            yield return $"MQTT port {mqtt} is in use; took {addresses.MqttPort}";
        yield return $"tenant    {options.Tenant}";
        yield return "gateways  "
            + $"mqtt{(options.Certificate is null ? "" : "s")}://{addresses.MqttHost}:{addresses.MqttPort}";
        yield return $"dashboard {link}";
        if (options.TimeBanner is { } banner) yield return banner;
    }

    private static bool TryOptions(ParseResult parsed, out CloudOptions options, out string problem)
    {
        options = Normal;
        string? address = parsed.GetValue(MqttAddress), certificate = parsed.GetValue(Certificate);
        if (!IPAddress.TryParse(address ?? "127.0.0.1", out var mqtt))
        {
            problem = $"--mqtt-address '{address}': an IP address such as 127.0.0.1 or 0.0.0.0";
            return false;
        }
        RehearsalClock? clock = null;
        if (parsed.GetValue(VirtualTime) is { } virtualTime
            && !RehearsalClock.TryParse(virtualTime, out clock, out string why))
        {
            problem = $"--virtual-time '{virtualTime}': SCALE@START[/ANCHOR], "
                + $"such as 3600@2026-03-01T18:00:00Z ({why})";
            return false;
        }
        X509Certificate2? tls = null;
        if (certificate is not null && (tls = Load(certificate)) is null)
        {
            problem = $"--tls-certificate '{certificate}': a PKCS#12 file, or a PEM file with certificate and key";
            return false;
        }
        options = new CloudOptions
        {
            DataDirectory = Path.GetFullPath(parsed.GetRequiredValue(Data)),
            Tenant = parsed.GetValue(Tenant) ?? Normal.Tenant,
            MqttAddress = mqtt,
            MqttPort = parsed.GetValue(MqttPort),
            PublicHost = parsed.GetValue(PublicHost),
            WebPort = parsed.GetValue(WebPort),
            Certificate = tls,
            WearerCap = parsed.GetValue(WearerCap),
            MinimumGateways = parsed.GetValue(MinimumGateways),
        };
        if (clock is not null) options = options with { Time = clock, TimeBanner = clock.Banner };
        problem = options.Problem() ?? "";
        return problem.Length == 0;
    }

    private static X509Certificate2? Load(string path)
    {
        try
        {
            using var certificate = Path.GetExtension(path) is ".pfx" or ".p12"
                ? X509CertificateLoader.LoadPkcs12FromFile(path, null)
                : X509Certificate2.CreateFromPemFile(path);
            // SChannel cannot use a key that lives in memory alone, so it goes through PKCS#12 once.
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException
            or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
