using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using EdgeVitals.Privacy;

namespace EdgeVitals.Gateway.Audit;

/// <summary>
/// What a release costs whom. Events are stored, never ε: a better accountant can then be applied to the past.
/// </summary>
/// <param name="AtMicros">When it was charged, UTC micros.</param>
/// <param name="Task">Task id.</param>
/// <param name="TaskHash">SHA-256 of the task's definition, hexadecimal.</param>
/// <param name="Round">Round of the task.</param>
/// <param name="UpdateId">The one update that this charge pays for.</param>
/// <param name="Mechanism">Name of the noise.</param>
/// <param name="SensitivitySquared">Squared L2 sensitivity under replace-one, grid units².</param>
/// <param name="SigmaSquared">Squared scale of the noise, grid units².</param>
/// <param name="BudgetDay">Day of the charge, days since 1970-01-01 UTC.</param>
/// <param name="DataFrom">First day whose data the release depends on.</param>
/// <param name="DataTo">Last day whose data the release depends on.</param>
/// <param name="Wearers">Ids of the charged wearers; they stay in the building.</param>
public sealed record LedgerCharge(
    long AtMicros, string Task, string TaskHash, long Round, Guid UpdateId, string Mechanism,
    long SensitivitySquared, long SigmaSquared, int BudgetDay, int DataFrom, int DataTo,
    IReadOnlyList<string> Wearers)
{
    /// <summary>
    /// 32 random bytes, hexadecimal, made by the ledger and kept in the building. The chain's head leaves with each
    /// update; without them whoever guesses ids could try out which wearers it stands for.
    /// </summary>
    public string Salt { get; init; } = "";

    /// <summary>What was released, for an accountant. A mechanism that this version does not know has no price that it
    /// could tell: its event is unsupported, and never free.</summary>
    /// <exception cref="PrivacyException">Noise or sensitivity is none.</exception>
    public PrivacyEvent ToEvent() => Mechanism == nameof(Federated.Mechanism.DiscreteGaussian)
        ? new DiscreteGaussianEvent(SigmaSquared, SensitivitySquared) : new UnsupportedEvent(Mechanism);
}

/// <summary>A charge with its place in the chain.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="Body">The charge as UTF-8 JSON, exactly as hashed.</param>
/// <param name="Hash">SHA-256 of the previous hash, the sequence (8 bytes, big-endian) and the body.</param>
public sealed record LedgerEntry(long Sequence, byte[] Body, byte[] Hash)
{
    /// <summary>The hash before the first entry.</summary>
    public static byte[] Genesis => new byte[SHA256.HashSizeInBytes];

    /// <summary>The charge; throws <see cref="JsonException"/> when the body is not one.</summary>
    public LedgerCharge Charge => JsonSerializer.Deserialize<LedgerCharge>(Body, JsonSerializerOptions.Web)
        ?? throw new JsonException("The body of a ledger entry is null.");

    /// <summary>The entry that follows <paramref name="previous"/>.</summary>
    public static LedgerEntry After(long sequence, byte[] previous, LedgerCharge charge)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(charge, JsonSerializerOptions.Web);
        return new LedgerEntry(sequence, body, HashOf(previous, sequence, body));
    }

    /// <summary>The hash that an entry of this place and body must have.</summary>
    public static byte[] HashOf(ReadOnlySpan<byte> previous, long sequence, ReadOnlySpan<byte> body)
    {
        byte[] place = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(place, sequence);
        return SHA256.HashData([.. previous, .. place, .. body]);
    }
}
