using EdgeVitals.Federated;
using EdgeVitals.Gateway.Journal;

namespace EdgeVitals.Gateway.Consent;

/// <summary>What a wearer may agree to.</summary>
public enum ConsentPurpose
{
    /// <summary>Learning, together with other clinics, what an unusual day looks like.</summary>
    Learning,

    /// <summary>Daily counts for public health.</summary>
    Surveillance,
}

/// <summary>A decision, as it was made.</summary>
/// <param name="WearerId">Whose.</param>
/// <param name="Purpose">For what.</param>
/// <param name="IsGranted">Granted or withdrawn.</param>
/// <param name="At">When.</param>
/// <param name="By">Who entered it.</param>
public sealed record ConsentReceipt(
    string WearerId, ConsentPurpose Purpose, bool IsGranted, DateTimeOffset At, string By);

/// <summary>
/// Consent of each wearer for each purpose: denied until granted, the newest receipt counts, and no receipt is ever
/// changed (a trigger in the file holds that). The gate reads it at the moment of a release, so a withdrawal takes
/// effect in the next round.
/// </summary>
public sealed class ConsentBook(SqliteFile clinic, GatewayOptions options)
{
    /// <summary>Writes a receipt that grants.</summary>
    public void Grant(string wearerId, ConsentPurpose purpose, string by = "clinic") =>
        Write(wearerId, purpose, true, by);

    /// <summary>Writes a receipt that withdraws.</summary>
    public void Withdraw(string wearerId, ConsentPurpose purpose, string by = "clinic") =>
        Write(wearerId, purpose, false, by);

    /// <summary>Whether the newest receipt grants.</summary>
    public bool IsGranted(string wearerId, ConsentPurpose purpose) => Granted(purpose).Contains(wearerId);

    /// <summary>The wearers whose newest receipt for the purpose grants.</summary>
    public HashSet<string> Granted(ConsentPurpose purpose) => [.. clinic.Query("""
        SELECT wearer FROM consent WHERE granted = 1 AND id IN (
            SELECT max(id) FROM consent WHERE purpose = $p GROUP BY wearer)
        """, r => r.GetString(0), ("$p", purpose.ToString()))];

    /// <summary>All receipts of a wearer, oldest first.</summary>
    public List<ConsentReceipt> Receipts(string wearerId) => clinic.Query(
        "SELECT purpose, granted, at, by FROM consent WHERE wearer = $w ORDER BY id",
        r => new ConsentReceipt(wearerId, Enum.Parse<ConsentPurpose>(r.GetString(0)), r.GetInt64(1) == 1,
            UtcMicros.ToInstant(r.GetInt64(2)), r.GetString(3)), ("$w", wearerId));

    /// <summary>The purpose that a kind of task serves.</summary>
    public static ConsentPurpose PurposeOf(TaskKind kind) => kind switch
    {
        TaskKind.SecondMoment => ConsentPurpose.Learning,
        TaskKind.Indicators => ConsentPurpose.Surveillance,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No purpose covers this kind of task."),
    };

    private void Write(string wearerId, ConsentPurpose purpose, bool isGranted, string by)
    {
        if (clinic.Query("SELECT count(*) FROM wearers WHERE id = $w", r => r.GetInt64(0), ("$w", wearerId))[0] == 0)
        {
            throw new ArgumentException("There is no wearer of that id.", nameof(wearerId));
        }
        clinic.Execute("INSERT INTO consent (wearer, purpose, granted, at, by) VALUES ($w, $p, $g, $t, $b)",
            ("$w", wearerId), ("$p", purpose.ToString()), ("$g", isGranted ? 1 : 0),
            ("$t", UtcMicros.Now(options.Time)), ("$b", by));
    }
}
