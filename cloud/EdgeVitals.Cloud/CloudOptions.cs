using System.Net;
using System.Security.Cryptography.X509Certificates;
using EdgeVitals.Federated;

namespace EdgeVitals.Cloud;

/// <summary>How one cloud program is set up; validated by <see cref="CloudHost.Build"/>.</summary>
public sealed record CloudOptions
{
    /// <summary>Folder of the database, the signing key and the data-protection keys; created where absent.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Name of the tenant in every topic: 1 to 64 of letters, digits, '-' and '_'.</summary>
    public string Tenant { get; init; } = "public-health";

    /// <summary>Address of the MQTT listener. Anything but loopback needs <see cref="Certificate"/>.</summary>
    public IPAddress MqttAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Port of the MQTT listener; 0 takes a free one.</summary>
    public int MqttPort { get; init; }

    /// <summary>
    /// Host name that enrolled gateways are told to connect to; null means <see cref="MqttAddress"/>.
    /// </summary>
    public string? PublicHost { get; init; }

    /// <summary>Port of the pages and the JSON API on loopback; 0 takes a free one.</summary>
    public int WebPort { get; init; }

    /// <summary>Silo-to-silo port on loopback; 0 takes a free one. Orleans' own default would collide.</summary>
    public int SiloPort { get; init; }

    /// <summary>Grain client port on loopback; 0 takes a free one.</summary>
    public int SiloGatewayPort { get; init; }

    /// <summary>Certificate of the MQTT listener; null speaks plain MQTT, allowed on loopback alone.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Clock of rounds, days and receipts. Orleans, cookies and sockets stay on the system's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Text of the virtual-time banner, shown on every page; null in real time.</summary>
    public string? TimeBanner { get; init; }

    /// <summary>Most wearers that one gateway may sum; the fixed denominator of every rate. 1 to 100,000.</summary>
    public int WearerCap { get; init; } = 50;

    /// <summary>
    /// Fewest gateways of a round that is published; also the minimum cohort of an estimate. 1 to 10,000.
    /// </summary>
    public int MinimumGateways { get; init; } = 3;

    /// <summary>Most published rounds that one model accumulates. 30 days is the ledger's cap period.</summary>
    public int ModelWindowRounds { get; init; } = 30;

    /// <summary>Uplink messages that wait for verification at once; a further one waits in its connection.</summary>
    public int InboxLimit { get; init; } = 256;

    /// <summary>False leaves the pages out (the JSON API, MQTT and rounds run as ever).</summary>
    public bool Screens { get; init; } = true;

    /// <summary>Least level of log lines on standard error.</summary>
    public LogLevel MinimumLogLevel { get; init; } = LogLevel.Information;

    /// <summary>How long a one-time sign-in link may lie unused, in real time.</summary>
    public TimeSpan SignInLinkLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>One line that names the first option out of range and what it accepts, or null.</summary>
    public string? Problem()
    {
        if (string.IsNullOrWhiteSpace(DataDirectory)) return "--data: name a folder";
        if (!Limits.IsId(Tenant)) return $"--tenant '{Tenant}': 1 to 64 letters, digits, '-' or '_'";
        foreach (var (name, port) in new[]
        {
            ("--mqtt-port", MqttPort), ("--web-port", WebPort), ("--silo-port", SiloPort),
            ("--silo-gateway-port", SiloGatewayPort),
        })
        {
            if (port is < 0 or > 65535) return $"{name} {port}: 0 (a free port) to 65535";
        }
        if (WearerCap is < 1 or > 100_000) return $"--wearer-cap {WearerCap}: 1 to 100000 wearers";
        if (MinimumGateways is < 1 or > 10_000) return $"--minimum-gateways {MinimumGateways}: 1 to 10000 gateways";
        if (ModelWindowRounds is < 1 or > 365) return $"model window {ModelWindowRounds}: 1 to 365 rounds";
        if (InboxLimit is < 1 or > 65536) return $"inbox limit {InboxLimit}: 1 to 65536 messages";
        return Certificate is null && !IPAddress.IsLoopback(MqttAddress)
            ? $"--mqtt-address {MqttAddress}: without --tls-certificate only a loopback address such as 127.0.0.1"
            : null;
    }
}
