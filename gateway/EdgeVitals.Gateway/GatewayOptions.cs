using System.Net;
using System.Security.Cryptography.X509Certificates;
using EdgeVitals.Federated;
using EdgeVitals.Gateway.Release;

namespace EdgeVitals.Gateway;

/// <summary>Everything a gateway is started with.</summary>
public sealed record GatewayOptions
{
    /// <summary>Folder of the journal, clinic file, ledger and keys; created when absent.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Site in the device topics, 1..64 of [A-Za-z0-9_-]; default "clinic".</summary>
    public string Site { get; init; } = "clinic";

    /// <summary>Address of the device listener; anything but loopback needs a certificate.</summary>
    public IPAddress MqttAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Port of the device listener, 0 for a free one. A busy port is replaced by a free one.</summary>
    public int MqttPort { get; init; }

    /// <summary>Certificate of the device listener; with it the listener speaks TLS only.</summary>
    public X509Certificate2? MqttCertificate { get; init; }

    /// <summary>Port of the screens on loopback, 0 for a free one. A busy port is replaced by a free one.</summary>
    public int WebPort { get; init; }

    /// <summary>Whether this gateway serves its screens; without them no web component is loaded.</summary>
    public bool Screens { get; init; } = true;

    /// <summary>Enrolment at a cloud, or null for a gateway that stands alone.</summary>
    public Enrollment? Uplink { get; init; }

    /// <summary>Clock of the clinic; a rehearsal runs it faster than real time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Text that every page shows when the clock is not real, or null.</summary>
    public string? TimeBanner { get; init; }

    /// <summary>What the clinic allows to be released.</summary>
    public ReleasePolicy Policy { get; init; } = new();

    /// <summary>Makers' channels files beside those in the data folder's <c>channels</c>; default none.</summary>
    public IReadOnlyList<string> ChannelFiles { get; init; } = [];

    /// <summary>Frames that may wait for a commit; a full queue holds the senders back. Default 4,096.</summary>
    public int IngestQueue { get; init; } = 4096;

    /// <summary>Most frames in one transaction, default 512: one fsync for all of them.</summary>
    public int CommitBatch { get; init; } = 512;

    /// <summary>How far beyond now (plus the stated clock uncertainty) a frame may end before it waits, default 5 min.
    /// </summary>
    public TimeSpan FutureTolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Days of frames the journal keeps, default 400; at least the 45 of a baseline plus its gap.</summary>
    public int JournalDays { get; init; } = 400;

    /// <summary>Malformed messages put aside, default 1,000; the oldest give way.</summary>
    public int QuarantineLimit { get; init; } = 1000;

    /// <summary>Silence after which a wearer's values are stale, default 15 min, at least three reports.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Lowest level that is logged, default warning.</summary>
    public LogLevel MinimumLogLevel { get; init; } = LogLevel.Warning;

    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    internal GatewayOptions Validated()
    {
        Require(Wire.Topics.IsValidId(Site), "--site", "1..64 characters of A-Z a-z 0-9 _ -");
        Require(DataDirectory.Length > 0, "--data", "a folder");
        Require(MqttPort is >= 0 and <= 65535, "--mqtt-port", "0..65535");
        Require(WebPort is >= 0 and <= 65535, "--web-port", "0..65535");
        Require(IPAddress.IsLoopback(MqttAddress) || MqttCertificate is not null, "--tls-certificate",
            "a PEM or PFX file; it is required when --mqtt-address is not loopback");
        Require(IngestQueue is >= 1 and <= 1_000_000, nameof(IngestQueue), "1..1000000");
        Require(CommitBatch is >= 1 and <= 10_000, nameof(CommitBatch), "1..10000");
        Require(JournalDays is >= 60 and <= 36_500, nameof(JournalDays), "60..36500");
        Require(QuarantineLimit is >= 1 and <= 1_000_000, nameof(QuarantineLimit), "1..1000000");
        Require(FutureTolerance >= TimeSpan.Zero, nameof(FutureTolerance), "zero or more");
        Require(StaleAfter > TimeSpan.Zero, nameof(StaleAfter), "more than zero");
        return this;
    }

    private static void Require(bool holds, string option, string accepts)
    {
        if (!holds)
        {
            throw new ArgumentException($"{option}: accepts {accepts}");
        }
    }
}
