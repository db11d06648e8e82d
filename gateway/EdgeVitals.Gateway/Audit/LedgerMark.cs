using EdgeVitals.Gateway.Journal;

namespace EdgeVitals.Gateway.Audit;

/// <summary>
/// The clinic file's memory of the newest charge. A ledger that is gone, or was put back from an old copy, holds in
/// itself and would let every wearer pay twice; against this mark it shows.
/// </summary>
public sealed class LedgerMark(SqliteFile clinic)
{
    /// <summary>Notes a charge, after it is durable and before its noise is drawn: what left was noted.</summary>
    public void Note(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        clinic.Execute("""
            INSERT INTO ledger_mark (one, sequence, hash) VALUES (1, $s, $h)
            ON CONFLICT (one) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash
            """, ("$s", entry.Sequence), ("$h", entry.Hash));
    }

    /// <summary>What is wrong with the ledger, or empty.</summary>
    /// <param name="ledger">The ledger, or null when its file is missing.</param>
    public string Objection(ReleaseLedger? ledger)
    {
        List<(long Sequence, byte[] Hash)> marks = clinic.Query(
            "SELECT sequence, hash FROM ledger_mark", r => (r.GetInt64(0), (byte[])r.GetValue(1)));
        if (marks.Count == 0)
        {
            return "";
        }
        (long sequence, byte[] hash) = marks[0];
        if (ledger?.HashAt(sequence) is not { } found)
        {
            return $"the ledger ends at entry {ledger?.Sequence ?? 0}, but the clinic file remembers entry {sequence}";
        }
        return found.AsSpan().SequenceEqual(hash) ? ""
            : $"entry {sequence} of the ledger is not the one that the clinic file remembers";
    }
}
