using System.Diagnostics.CodeAnalysis;

namespace EdgeVitals.Federated;

/// <summary>A round of a task: which day's data, and when it opens, is contributed to and closes.</summary>
public sealed record RoundAnnouncement
{
    private const int Fields = 9;
    private const int MaximumEncodedBytes = 1024;

    /// <summary>Schema version, <see cref="Limits.SchemaVersion"/>.</summary>
    public int SchemaVersion { get; init; } = Limits.SchemaVersion;

    /// <summary>Tenant that owns the task.</summary>
    public required string Tenant { get; init; }

    /// <summary>Task id.</summary>
    public required string TaskId { get; init; }

    /// <summary><see cref="TaskDefinition.Hash"/> of the definition that this round uses, 32 bytes.</summary>
    public required byte[] TaskHash { get; init; }

    /// <summary>Round number; equals <see cref="DataDay"/>.</summary>
    public required long Round { get; init; }

    /// <summary>UTC day whose data is contributed, days since 1970-01-01.</summary>
    public required int DataDay { get; init; }

    /// <summary>Instant at which the round opens, whole milliseconds.</summary>
    public required DateTimeOffset OpenAt { get; init; }

    /// <summary>Instant at which gateways publish; the same for all, so that timing says nothing.</summary>
    public required DateTimeOffset ContributeAt { get; init; }

    /// <summary>Instant at which the round is closed or abandoned.</summary>
    public required DateTimeOffset CloseAt { get; init; }

    /// <summary>The round of a data day by the task's own hours.</summary>
    public static RoundAnnouncement For(TaskDefinition task, int dataDay)
    {
        ArgumentNullException.ThrowIfNull(task);
        DateTimeOffset next = BudgetCalendar.StartOf(dataDay + 1);
        return new RoundAnnouncement
        {
            Tenant = task.Tenant,
            TaskId = task.Id,
            TaskHash = task.Hash,
            Round = dataDay,
            DataDay = dataDay,
            OpenAt = next.AddHours(task.OpenHour),
            ContributeAt = next.AddHours(task.ContributeHour),
            CloseAt = next.AddHours(task.DeadlineHour),
        };
    }

    /// <summary>Deterministic CBOR. Throws ArgumentException where <see cref="Fault"/> finds a fault.</summary>
    public byte[] Encode()
    {
        if (Fault() is string fault)
        {
            throw new ArgumentException("This round cannot be encoded: " + fault);
        }

        return new FieldWriter(Fields)
            .Integer(SchemaVersion).Text(Tenant).Text(TaskId).Bytes(TaskHash).Integer(Round).Integer(DataDay)
            .Integer(OpenAt.ToUnixTimeMilliseconds()).Integer(ContributeAt.ToUnixTimeMilliseconds())
            .Integer(CloseAt.ToUnixTimeMilliseconds())
            .Close();
    }

    /// <summary>Decodes a closed schema; false with a reason for anything else.</summary>
    public static bool TryDecode(
        ReadOnlyMemory<byte> encoded, [NotNullWhen(true)] out RoundAnnouncement? round, out string reason)
    {
        if (!FieldReader.TryRead(encoded, MaximumEncodedBytes, Fields, Read, out round, out reason))
        {
            return false;
        }

        reason = round!.Fault() ?? "";
        round = reason.Length == 0 ? round : null;
        return round is not null;
    }

    /// <summary>Why this announcement may not be used, or null.</summary>
    public string? Fault()
    {
        if (SchemaVersion != Limits.SchemaVersion)
        {
            return "schema version: not " + Limits.SchemaVersion;
        }

        if (!Limits.IsId(Tenant) || !Limits.IsId(TaskId))
        {
            return "tenant or task id: not 1 to 64 of A-Z a-z 0-9 _ -";
        }

        if (TaskHash is not { Length: Limits.HashBytes })
        {
            return "task hash: not 32 bytes";
        }

        if (Round != DataDay || DataDay is < 0 or > BudgetCalendar.LastDay)
        {
            return "round: not a data day";
        }

        if (!WholeMilliseconds(OpenAt) || !WholeMilliseconds(ContributeAt) || !WholeMilliseconds(CloseAt))
        {
            return "instants: not whole milliseconds";
        }

        return OpenAt <= ContributeAt && ContributeAt < CloseAt ? null : "instants: not open <= contribute < close";
    }

    private static bool WholeMilliseconds(DateTimeOffset instant) =>
        instant.UtcTicks % TimeSpan.TicksPerMillisecond == 0;

    private static RoundAnnouncement Read(FieldReader fields) => new()
    {
        SchemaVersion = (int)fields.Integer("schema version", Limits.SchemaVersion, Limits.SchemaVersion),
        Tenant = fields.Text("tenant", Limits.IdLength),
        TaskId = fields.Text("task id", Limits.IdLength),
        TaskHash = fields.Bytes("task hash", Limits.HashBytes),
        Round = fields.Integer("round", 0, BudgetCalendar.LastDay),
        DataDay = (int)fields.Integer("data day", 0, BudgetCalendar.LastDay),
        OpenAt = Instant(fields, "open"),
        ContributeAt = Instant(fields, "contribute"),
        CloseAt = Instant(fields, "close"),
    };

    private static DateTimeOffset Instant(FieldReader fields, string name) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            fields.Integer(name, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
}
