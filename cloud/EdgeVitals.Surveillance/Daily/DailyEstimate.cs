namespace EdgeVitals.Surveillance;

/// <summary>What one day, or several pooled days, say. Every interval contains the privacy noise.</summary>
public sealed record DailyEstimate
{
    /// <summary>First data day, days since 1970-01-01.</summary>
    public required int FirstDay { get; init; }

    /// <summary>Last data day.</summary>
    public required int LastDay { get; init; }

    /// <summary>Number of rounds pooled.</summary>
    public required int Rounds { get; init; }

    /// <summary>Messages pooled: gateways summed over the rounds.</summary>
    public required long Messages { get; init; }

    /// <summary>Denominator: cap times gateways, mean a day.</summary>
    public required double Denominator { get; init; }

    /// <summary>Noisy count of wearers who wore the device, consent and have a baseline, mean a day, signed.</summary>
    public required double Worn { get; init; }

    /// <summary>Noisy count of elevated wearers, mean a day, signed.</summary>
    public required double Elevated { get; init; }

    /// <summary>Noise variance of each of the two means, wearers squared.</summary>
    public required double NoiseVariance { get; init; }

    /// <summary>Share of the cap that wore the device, consents and has a baseline.</summary>
    public required Estimate Participation { get; init; }

    /// <summary>Share of the cap that was elevated.</summary>
    public required Estimate ElevatedShare { get; init; }

    /// <summary>Share of <see cref="Worn"/> that was elevated; null where <see cref="BlankReason"/> says why.</summary>
    public required Estimate? ElevatedRate { get; init; }

    /// <summary>Why <see cref="ElevatedRate"/> is blank; empty where it is not.</summary>
    public required string BlankReason { get; init; }
}
