using EdgeVitals.Fleet.Replay;

namespace EdgeVitals.Fleet.Demonstration;

/// <summary>How a demonstration is set up.</summary>
public sealed record DemoOptions
{
    /// <summary>Virtual seconds a real second; the default makes one second one hour.</summary>
    public decimal Scale { get; init; } = 3600;

    /// <summary>Gateways beside the one with the screens and the emulated chips.</summary>
    public int Gateways { get; init; } = 10;

    /// <summary>Wearers under each gateway; also the tasks' fixed denominator.</summary>
    public int WearersPerGateway { get; init; } = 60;

    /// <summary>Wearers at the first gateway whose vitals come from emulated chips through the whole firmware.</summary>
    public int ChipWearers { get; init; } = 6;

    /// <summary>Virtual days of feature history before the first second, so that baselines exist.</summary>
    public int HistoryDays { get; init; } = 30;

    /// <summary>Hours that a feature-level wearable collects before it switches its radio on.</summary>
    public int BurstHours { get; init; } = 4;

    /// <summary>Share of feature-level wearers who fall ill on the first days, 0..1.</summary>
    public double OutbreakShare { get; init; } = 0.25;

    /// <summary>Seed of all virtual persons. Noise, keys and tokens never depend on it.</summary>
    public ulong Seed { get; init; } = 20260301;

    /// <summary>Real time until the demonstration ends by itself; null runs until it is stopped.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>No terminal view and no browser pages, progress in plain lines.</summary>
    public bool Headless { get; init; }

    /// <summary>Recordings to replay through the emulated chips; empty for none.</summary>
    public IReadOnlyList<Recording> Recordings { get; init; } = [];

    /// <summary>Port of the clinic's pages; a free one when it is taken.</summary>
    public int GatewayPort { get; init; } = 5080;

    /// <summary>Port of the public-health pages; a free one when it is taken.</summary>
    public int CloudPort { get; init; } = 5081;

    /// <summary>Instant at which virtual time starts: 18:00 of a day, six real seconds before its first midnight.
    /// </summary>
    public required DateTimeOffset Start { get; init; }
}
