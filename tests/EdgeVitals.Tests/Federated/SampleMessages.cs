using EdgeVitals.Federated;
using EdgeVitals.Tests.Privacy;

namespace EdgeVitals.Tests.Federated;

/// <summary>
/// One message of each kind, and its golden bytes, which an independent encoder wrote: a changed byte is a changed
/// protocol.
/// </summary>
internal static class SampleMessages
{
    public const int Day = 20513;

    public static readonly string[] Names =
        ["task-subspace", "task-surveillance", "round", "update", "ack", "model"];

    public static byte[] Golden(string name) => File.ReadAllBytes(Path.Combine(
        RepositoryFiles.Root, "tests", "EdgeVitals.Tests", "Federated", "Golden", name + ".cbor"));

    public static TaskDefinition Subspace() => StandardTasks.AnomalySubspace("north", 50, 3);

    public static TaskDefinition Surveillance() => StandardTasks.SurveillanceDaily("north", 50, 3);

    public static RoundAnnouncement Round() => RoundAnnouncement.For(Surveillance(), Day);

    public static UpdateMessage Update() => new()
    {
        Tenant = "north",
        Gateway = "g-7f3a",
        TaskId = StandardTasks.SurveillanceDailyId,
        TaskHash = Surveillance().Hash,
        Round = Day,
        BudgetDay = Day + 1,
        UpdateId = new Guid("00010203-0405-0607-0809-0a0b0c0d0e0f"),
        ClipNorm = 2,
        GridExponent = 0,
        SigmaSquared = 145,
        KeyId = "00112233445566778899aabbccddeeff",
        LedgerHead = [.. Enumerable.Range(0, 32).Select(i => (byte)i)],
        LedgerSequence = 4_294_967_296,
        SoftwareVersion = "0.1.0+abc",
        Vector = [37, -4],
    };

    public static UpdateAck Ack() => new()
    {
        UpdateId = new Guid("00010203-0405-0607-0809-0a0b0c0d0e0f"),
        Status = UpdateStatus.Rejected,
        Reason = "task hash: another definition",
    };

    public static ModelMessage Model()
    {
        double half = Math.Sqrt(0.5);
        return new ModelMessage
        {
            Tenant = "north",
            ModelId = "anomaly",
            Version = 2,
            TaskId = StandardTasks.AnomalySubspaceId,
            Rounds = 14,
            LastRound = Day,
            Dimension = 2,
            Covariance = [2.5, 0.5, 0.5, 2.5],
            Eigenvalues = [3, 2],
            Eigenvectors = [half, half, half, -half],
            ExpectedErrorPerEntry = 0.1,
        };
    }

    public static byte[] Encode(string name) => name switch
    {
        "task-subspace" => Subspace().Encode(),
        "task-surveillance" => Surveillance().Encode(),
        "round" => Round().Encode(),
        "update" => Update().Encode(),
        "ack" => Ack().Encode(),
        _ => Model().Encode(),
    };

    /// <summary>Decodes by name and encodes again; null with the reason where the bytes are refused.</summary>
    public static byte[]? DecodeAndEncode(string name, byte[] bytes, out string reason) => name switch
    {
        "task-subspace" or "task-surveillance" =>
            TaskDefinition.TryDecode(bytes, out TaskDefinition? task, out reason) ? task.Encode() : null,
        "round" => RoundAnnouncement.TryDecode(bytes, out RoundAnnouncement? round, out reason) ? round.Encode() : null,
        "update" => UpdateMessage.TryDecode(bytes, out UpdateMessage? update, out reason) ? update.Encode() : null,
        "ack" => UpdateAck.TryDecode(bytes, out UpdateAck? ack, out reason) ? ack.Encode() : null,
        _ => ModelMessage.TryDecode(bytes, out ModelMessage? model, out reason) ? model.Encode() : null,
    };
}
