using System.Diagnostics.CodeAnalysis;

namespace EdgeVitals.Federated;

/// <summary>What became of an update.</summary>
public enum UpdateStatus
{
    /// <summary>Stored durably and counted.</summary>
    Accepted = 1,

    /// <summary>This update id was stored before; nothing changed.</summary>
    Duplicate = 2,

    /// <summary>Refused for the stated reason; resending the same bytes cannot succeed.</summary>
    Rejected = 3,
}

/// <summary>The cloud's answer to one update; the gateway frees its outbox on this alone.</summary>
public sealed record UpdateAck
{
    /// <summary>Longest reason, UTF-8 bytes.</summary>
    public const int ReasonBytes = 256;

    private const int Fields = 4;
    private const int MaximumEncodedBytes = 512;
    private const int GuidBytes = 16;

    /// <summary>Schema version, <see cref="Limits.SchemaVersion"/>.</summary>
    public int SchemaVersion { get; init; } = Limits.SchemaVersion;

    /// <summary>The update that is answered.</summary>
    public required Guid UpdateId { get; init; }

    /// <summary>What became of it.</summary>
    public required UpdateStatus Status { get; init; }

    /// <summary>Why it was refused; empty otherwise.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Deterministic CBOR. Throws ArgumentException where <see cref="Fault"/> finds a fault.</summary>
    public byte[] Encode()
    {
        if (Fault() is string fault)
        {
            throw new ArgumentException("This acknowledgement cannot be encoded: " + fault);
        }

        return new FieldWriter(Fields)
            .Integer(SchemaVersion).Bytes(UpdateId.ToByteArray(bigEndian: true)).Integer((int)Status).Text(Reason)
            .Close();
    }

    /// <summary>Decodes a closed schema; false with a reason for anything else.</summary>
    public static bool TryDecode(
        ReadOnlyMemory<byte> encoded, [NotNullWhen(true)] out UpdateAck? ack, out string reason)
    {
        if (!FieldReader.TryRead(encoded, MaximumEncodedBytes, Fields, Read, out ack, out reason))
        {
            return false;
        }

        reason = ack!.Fault() ?? "";
        ack = reason.Length == 0 ? ack : null;
        return ack is not null;
    }

    /// <summary>Why this acknowledgement may not be used, or null.</summary>
    public string? Fault()
    {
        if (SchemaVersion != Limits.SchemaVersion)
        {
            return "schema version: not " + Limits.SchemaVersion;
        }

        if (UpdateId == Guid.Empty)
        {
            return "update id: empty";
        }

        if (!Enum.IsDefined(Status))
        {
            return "status: unknown";
        }

        return Reason is null || System.Text.Encoding.UTF8.GetByteCount(Reason) > ReasonBytes
            ? "reason: longer than 256 bytes"
            : null;
    }

    private static UpdateAck Read(FieldReader fields) => new()
    {
        SchemaVersion = (int)fields.Integer("schema version", Limits.SchemaVersion, Limits.SchemaVersion),
        UpdateId = new Guid(fields.Bytes("update id", GuidBytes), bigEndian: true),
        Status = (UpdateStatus)fields.Integer("status", 0, int.MaxValue),
        Reason = fields.Text("reason", ReasonBytes, mayBeEmpty: true),
    };
}
