namespace EdgeVitals.Fleet.Demonstration;

/// <summary>What a demonstration looks like at one moment.</summary>
public sealed record DemoSnapshot
{
    /// <summary>Virtual time.</summary>
    public required DateTimeOffset VirtualTime { get; init; }

    /// <summary>The declaration of virtual time.</summary>
    public required string Banner { get; init; }

    /// <summary>The counts so far.</summary>
    public required DemoSummary Summary { get; init; }

    /// <summary>Frames a second since the last snapshot.</summary>
    public required double FramesPerSecond { get; init; }

    /// <summary>Latest estimate in words; empty before the first.</summary>
    public required string Estimate { get; init; }

    /// <summary>The most urgent open alarm episodes of the clinic with the screens, in words.</summary>
    public required IReadOnlyList<string> OpenAlarms { get; init; }

    /// <summary>Rounds by task and state, in words.</summary>
    public required IReadOnlyList<string> Rounds { get; init; }

    /// <summary>Pages with a one-time sign-in link each: title, link.</summary>
    public required IReadOnlyList<(string Title, string Link)> Pages { get; init; }
}
