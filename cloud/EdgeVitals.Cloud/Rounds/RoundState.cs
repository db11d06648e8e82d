using EdgeVitals.Federated;

namespace EdgeVitals.Cloud.Rounds;

/// <summary>Where a task's newest round stands.</summary>
public enum RoundPhase
{
    /// <summary>No round is open.</summary>
    Idle,

    /// <summary>A round is open and takes updates.</summary>
    Collecting,

    /// <summary>The sum is fixed; its publication is under way and is repeated after a crash.</summary>
    Closing,
}

/// <summary>
/// What a rounds grain keeps: O(dimension) for the sum and one receipt a gateway, whatever the number of updates.
/// A new instance is written for each change, so that a failed write leaves the grain with what is stored.
/// </summary>
public sealed record RoundState
{
    /// <summary>Where the round stands.</summary>
    public RoundPhase Phase { get; init; }

    /// <summary>Data day of the newest round, in days since 1970-01-01; -1 before the first.</summary>
    public int Day { get; init; } = -1;

    /// <summary>When it was opened.</summary>
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>When gateways shall contribute.</summary>
    public DateTimeOffset ContributeAt { get; init; }

    /// <summary>Its deadline.</summary>
    public DateTimeOffset CloseAt { get; init; }

    /// <summary>When it was closed; meaningful while <see cref="RoundPhase.Closing"/>.</summary>
    public DateTimeOffset ClosedAt { get; init; }

    /// <summary>Hash of the task definition that it runs under, in hexadecimal.</summary>
    public string TaskHash { get; init; } = "";

    /// <summary>Why the round must be abandoned, or empty.</summary>
    public string AbandonReason { get; init; } = "";

    /// <summary>Exact sum of the counted vectors, in grid units.</summary>
    public Int128[] Sum { get; init; } = [];

    /// <summary>The counted update of each gateway.</summary>
    public IReadOnlyDictionary<string, UpdateReceipt> Receipts { get; init; } =
        new Dictionary<string, UpdateReceipt>();

    /// <summary>Whether an update of this round would be counted now; only then may the round be announced.</summary>
    /// <param name="now">The tenant's time.</param>
    /// <param name="taskHash">Hash of the definition that the task has now, in hexadecimal.</param>
    public bool TakesUpdates(DateTimeOffset now, string taskHash) =>
        Phase == RoundPhase.Collecting && now < CloseAt && TaskHash == taskHash;

    /// <summary>This state with one more vector; integers only, so any arrival order gives the same bits.</summary>
    public RoundState With(string gateway, UpdateReceipt receipt, ReadOnlySpan<long> vector)
    {
        var sum = new ExactSum(Sum, Receipts.Count);
        sum.Add(vector);
        return this with
        {
            Sum = sum.ToArray(),
            Receipts = new Dictionary<string, UpdateReceipt>(Receipts) { [gateway] = receipt },
        };
    }
}

/// <summary>Proof that a gateway's update of a round was counted.</summary>
/// <param name="UpdateId">The update's own id.</param>
/// <param name="Digest">SHA-256 of the signed message, in hexadecimal: the same id with other bytes is another.</param>
/// <param name="ReceivedAt">When it was counted.</param>
public sealed record UpdateReceipt(Guid UpdateId, string Digest, DateTimeOffset ReceivedAt);
