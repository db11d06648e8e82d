using System.Diagnostics.CodeAnalysis;

namespace EdgeVitals.Federated;

/// <summary>
/// What a gateway sends up: one charged, noised vector and the closed list of data-independent fields, nothing else.
/// </summary>
public sealed record UpdateMessage
{
    /// <summary>Longest software version, bytes.</summary>
    public const int SoftwareVersionBytes = 64;

    /// <summary>Characters of a key id, see <see cref="MessageSigner.KeyId"/>.</summary>
    public const int KeyIdLength = 32;

    private const int GuidBytes = 16;

    private const int MaximumOverheadBytes = 1024;
    private const int MaximumIntegerBytes = 9;

    /// <summary>
    /// The closed schema, in key order. A field that is not listed cannot be encoded and is refused when decoded.
    /// </summary>
    public static IReadOnlyList<UpdateField> Schema { get; } =
    [
        new(0, "schema version", false), new(1, "tenant", false), new(2, "gateway", false), new(3, "task id", false),
        new(4, "task hash", false), new(5, "round", false), new(6, "budget day", false), new(7, "update id", false),
        new(8, "mechanism", false), new(9, "clip norm", false), new(10, "grid exponent", false),
        new(11, "sigma squared", false), new(12, "key id", false), new(13, "ledger head", false),
        new(14, "ledger sequence", false), new(15, "software version", false), new(16, "vector", true),
    ];

    /// <summary>Schema version, <see cref="Limits.SchemaVersion"/>.</summary>
    public int SchemaVersion { get; init; } = Limits.SchemaVersion;

    /// <summary>Tenant that owns the task.</summary>
    public required string Tenant { get; init; }

    /// <summary>Random pseudonym of the gateway.</summary>
    public required string Gateway { get; init; }

    /// <summary>Task id.</summary>
    public required string TaskId { get; init; }

    /// <summary>Hash of the task definition that was charged, 32 bytes.</summary>
    public required byte[] TaskHash { get; init; }

    /// <summary>Round number (data day).</summary>
    public required long Round { get; init; }

    /// <summary>UTC day on which the wearers were charged, days since 1970-01-01.</summary>
    public required int BudgetDay { get; init; }

    /// <summary>Identity of this release; a retry resends the same bytes.</summary>
    public required Guid UpdateId { get; init; }

    /// <summary>The mechanism.</summary>
    public Mechanism Mechanism { get; init; } = Mechanism.DiscreteGaussian;

    /// <summary>Clipping norm C, grid units, as in the task.</summary>
    public required long ClipNorm { get; init; }

    /// <summary>Grid exponent k, as in the task.</summary>
    public required int GridExponent { get; init; }

    /// <summary>sigma^2 of the noise, grid units squared, as in the task.</summary>
    public required long SigmaSquared { get; init; }

    /// <summary>Id of the key that signs the message.</summary>
    public required string KeyId { get; init; }

    /// <summary>Hash of the ledger after the charge, 32 bytes.</summary>
    public required byte[] LedgerHead { get; init; }

    /// <summary>Sequence number of that ledger entry, at least 0.</summary>
    public required long LedgerSequence { get; init; }

    /// <summary>Version of the gateway's software.</summary>
    public required string SoftwareVersion { get; init; }

    /// <summary>The noised sum, grid units.</summary>
    public required long[] Vector { get; init; }

    /// <summary>Largest encoding of an update of a dimension, bytes.</summary>
    public static int MaximumEncodedBytes(int dimension) =>
        MaximumOverheadBytes + (MaximumIntegerBytes * dimension);

    /// <summary>Deterministic CBOR. Throws ArgumentException where <see cref="Fault"/> finds a fault.</summary>
    public byte[] Encode()
    {
        if (Fault() is string fault)
        {
            throw new ArgumentException("This update cannot be encoded: " + fault);
        }

        return new FieldWriter(Schema.Count)
            .Integer(SchemaVersion).Text(Tenant).Text(Gateway).Text(TaskId).Bytes(TaskHash).Integer(Round)
            .Integer(BudgetDay).Bytes(UpdateId.ToByteArray(bigEndian: true)).Integer((int)Mechanism)
            .Integer(ClipNorm).Integer(GridExponent).Integer(SigmaSquared).Text(KeyId).Bytes(LedgerHead)
            .Integer(LedgerSequence).Text(SoftwareVersion).Integers(Vector)
            .Close();
    }

    /// <summary>Decodes a closed schema; false with a reason for anything else.</summary>
    public static bool TryDecode(
        ReadOnlyMemory<byte> encoded, [NotNullWhen(true)] out UpdateMessage? update, out string reason)
    {
        int maximum = MaximumEncodedBytes(Limits.VectorLength);
        if (!FieldReader.TryRead(encoded, maximum, Schema.Count, Read, out update, out reason))
        {
            return false;
        }

        reason = update!.Fault() ?? "";
        update = reason.Length == 0 ? update : null;
        return update is not null;
    }

    /// <summary>Why this message may not be used, or null.</summary>
    public string? Fault()
    {
        if (SchemaVersion != Limits.SchemaVersion)
        {
            return "schema version: not " + Limits.SchemaVersion;
        }

        if (!Limits.IsId(Tenant) || !Limits.IsId(Gateway) || !Limits.IsId(TaskId))
        {
            return "tenant, gateway or task id: not 1 to 64 of A-Z a-z 0-9 _ -";
        }

        if (TaskHash is not { Length: Limits.HashBytes } || LedgerHead is not { Length: Limits.HashBytes })
        {
            return "task hash or ledger head: not 32 bytes";
        }

        if (Round is < 0 or > BudgetCalendar.LastDay || BudgetDay is < 0 or > BudgetCalendar.LastDay)
        {
            return "round or budget day: not a day";
        }

        if (LedgerSequence < 0)
        {
            return "ledger sequence: negative";
        }

        if (KeyId is not { Length: KeyIdLength } || !KeyId.All(char.IsAsciiHexDigitLower))
        {
            return "key id: not 32 lower hexadecimal digits";
        }

        return MechanismFault();
    }

    /// <summary>True where the message was made for this task: id, hash, clip, grid, noise, dimension.</summary>
    public bool Matches(TaskDefinition task, out string reason)
    {
        ArgumentNullException.ThrowIfNull(task);
        reason = (Tenant == task.Tenant && TaskId == task.Id) switch
        {
            false => "task: another one",
            true when !TaskHash.AsSpan().SequenceEqual(task.Hash) => "task hash: another definition",
            true when ClipNorm != task.ClipNorm || GridExponent != task.GridExponent
                || SigmaSquared != task.SigmaSquared => "clip norm, grid or noise: not the task's",
            true when Vector.Length != task.Dimension => "vector: not the task's dimension",
            true => "",
        };
        return reason.Length == 0;
    }

    private string? MechanismFault()
    {
        if (UpdateId == Guid.Empty)
        {
            return "update id: empty";
        }

        if (!Enum.IsDefined(Mechanism))
        {
            return "mechanism: unknown";
        }

        if (ClipNorm < 1 || GridExponent is < 0 or > Limits.GridExponent
            || SigmaSquared is < 1 or > Limits.SigmaSquared)
        {
            return "clip norm, grid exponent or sigma squared: out of range";
        }

        // Printable ASCII only: a version is no channel for text of any other kind.
        if (SoftwareVersion is null || SoftwareVersion.Length is 0 or > SoftwareVersionBytes
            || !SoftwareVersion.All(c => c is > ' ' and <= '~'))
        {
            return "software version: not 1 to 64 printable ASCII characters";
        }

        return Vector is null || Vector.Length is 0 or > Limits.VectorLength ? "vector: length out of range" : null;
    }

    private static UpdateMessage Read(FieldReader fields) => new()
    {
        SchemaVersion = (int)fields.Integer("schema version", Limits.SchemaVersion, Limits.SchemaVersion),
        Tenant = fields.Text("tenant", Limits.IdLength),
        Gateway = fields.Text("gateway", Limits.IdLength),
        TaskId = fields.Text("task id", Limits.IdLength),
        TaskHash = fields.Bytes("task hash", Limits.HashBytes),
        Round = fields.Integer("round", 0, BudgetCalendar.LastDay),
        BudgetDay = (int)fields.Integer("budget day", 0, BudgetCalendar.LastDay),
        UpdateId = new Guid(fields.Bytes("update id", GuidBytes), bigEndian: true),
        Mechanism = (Mechanism)fields.Integer("mechanism", 0, int.MaxValue),
        ClipNorm = fields.Integer("clip norm", 1, long.MaxValue),
        GridExponent = (int)fields.Integer("grid exponent", 0, Limits.GridExponent),
        SigmaSquared = fields.Integer("sigma squared", 1, Limits.SigmaSquared),
        KeyId = fields.Text("key id", KeyIdLength),
        LedgerHead = fields.Bytes("ledger head", Limits.HashBytes),
        LedgerSequence = fields.Integer("ledger sequence", 0, long.MaxValue),
        SoftwareVersion = fields.Text("software version", SoftwareVersionBytes),
        Vector = fields.Integers("vector", Limits.VectorLength),
    };
}
