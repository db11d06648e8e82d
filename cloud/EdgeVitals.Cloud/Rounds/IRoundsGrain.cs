namespace EdgeVitals.Cloud.Rounds;

/// <summary>Runs the rounds of one task of one tenant; the key is "tenant/task".</summary>
[Alias("EdgeVitals.Cloud.Rounds.IRoundsGrain")]
public interface IRoundsGrain : IGrainWithStringKey
{
    /// <summary>Opens and closes what is due now.</summary>
    /// <returns>When the next step is due, in UTC of the tenant's clock.</returns>
    [Alias("Advance")]
    Task<DateTimeOffset> AdvanceAsync();

    /// <summary>Counts a verified update once, durably, or says why not.</summary>
    [Alias("Count")]
    Task<CountVerdict> CountAsync(VerifiedUpdate update);

    /// <summary>Announces the open round again; says nothing where an update of it would not be counted.</summary>
    [Alias("Announce")]
    Task AnnounceAsync();
}

/// <summary>An update whose signature, schema and task parameters have been checked.</summary>
[GenerateSerializer, Immutable, Alias("EdgeVitals.Cloud.Rounds.VerifiedUpdate")]
public sealed record VerifiedUpdate
{
    /// <summary>The sender's pseudonym.</summary>
    [Id(0)] public required string Gateway { get; init; }

    /// <summary>The round it is for, in days since 1970-01-01.</summary>
    [Id(1)] public required long Round { get; init; }

    /// <summary>Its own id.</summary>
    [Id(2)] public required Guid UpdateId { get; init; }

    /// <summary>SHA-256 of the signed message, in hexadecimal.</summary>
    [Id(3)] public required string Digest { get; init; }

    /// <summary>Its noised sum, in grid units.</summary>
    [Id(4)] public required long[] Vector { get; init; }
}

/// <summary>What became of an update in its round.</summary>
/// <param name="Outcome">Counted, seen before, or refused.</param>
/// <param name="Reason">A code of <see cref="Ingress.RejectReason"/> where refused, else empty.</param>
[GenerateSerializer, Immutable, Alias("EdgeVitals.Cloud.Rounds.CountVerdict")]
public readonly record struct CountVerdict([property: Id(0)] CountOutcome Outcome, [property: Id(1)] string Reason);

/// <summary>What became of an update in its round.</summary>
public enum CountOutcome
{
    /// <summary>Counted now.</summary>
    Counted,

    /// <summary>The same message was counted before.</summary>
    Duplicate,

    /// <summary>Not counted.</summary>
    Refused,
}
