using System.Security.Cryptography;
using System.Text.Json;
using EdgeVitals.Federated;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Privacy;
using Microsoft.Data.Sqlite;

namespace EdgeVitals.Gateway.Audit;

/// <summary>What a check of the chain found.</summary>
/// <param name="Entries">Entries read.</param>
/// <param name="FirstBad">Sequence of the first entry that does not hold, or 0.</param>
/// <param name="Reason">What is wrong with it, or empty.</param>
/// <param name="Head">Hash of the last good entry.</param>
public sealed record LedgerCheck(long Entries, long FirstBad, string Reason, byte[] Head)
{
    /// <summary>True when the whole chain holds.</summary>
    public bool Holds => FirstBad == 0;
}

/// <summary>
/// Append-only, hash-chained record of every charge. It is on the disk before noise is drawn, so a crash can cost
/// budget but never privacy. A ledger that does not hold answers no question and takes no charge.
/// </summary>
public sealed class ReleaseLedger : IDisposable
{
    /// <summary>Rows are protected by triggers against an honest mistake, by the chain against a dishonest hand.
    /// </summary>
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS ledger (
            sequence INTEGER PRIMARY KEY, task TEXT NOT NULL, round INTEGER NOT NULL, body BLOB NOT NULL,
            hash BLOB NOT NULL, UNIQUE (task, round));
        CREATE TRIGGER IF NOT EXISTS ledger_kept BEFORE UPDATE ON ledger
            BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
        CREATE TRIGGER IF NOT EXISTS ledger_stays BEFORE DELETE ON ledger
            BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
        CREATE TABLE IF NOT EXISTS outbox (
            update_id TEXT PRIMARY KEY, task TEXT NOT NULL, round INTEGER NOT NULL, sequence INTEGER NOT NULL,
            message BLOB NOT NULL, acknowledged INTEGER, answer TEXT, send_at INTEGER NOT NULL DEFAULT 0,
            UNIQUE (task, round)) WITHOUT ROWID;
        """;

    /// <summary>The cloud's reason for refusing a second update of a round. This gateway makes one only when its ledger
    /// has forgotten the first.</summary>
    internal const string SecondUpdate = "second-update";

    private const int SaltBytes = 32;
    private readonly SqliteFile _file;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedDictionary<int, double>> _spent = new(StringComparer.Ordinal);
    private readonly HashSet<(string, long)> _rounds = [];

    private ReleaseLedger(SqliteFile file)
    {
        _file = file;
        StartCheck = Check(file, Take);
        Sequence = StartCheck.Entries;
        Head = StartCheck.Head;
    }

    /// <summary>The chain as it was at the start.</summary>
    public LedgerCheck StartCheck { get; }

    /// <summary>Sequence of the newest entry, 0 for none.</summary>
    public long Sequence { get; private set; }

    /// <summary>Hash of the newest entry.</summary>
    public byte[] Head { get; private set; }

    /// <summary>Latest day that was charged; no charge may be of an earlier one.</summary>
    public int LastBudgetDay { get; private set; } = int.MinValue;

    /// <summary>Path in the data folder.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "ledger.db");

    /// <summary>Opens or creates the ledger and checks its chain.</summary>
    public static ReleaseLedger Open(string dataDirectory)
    {
        SqliteFile file = SqliteFile.Open(PathIn(dataDirectory), Schema);
        // An outbox of an earlier version has no instant of sending; what it still holds is due.
        if (file.Query("SELECT name FROM pragma_table_info('outbox') WHERE name = 'send_at'", r => 0).Count == 0)
        {
            file.Execute("ALTER TABLE outbox ADD COLUMN send_at INTEGER NOT NULL DEFAULT 0");
        }
        return new ReleaseLedger(file);
    }

    /// <summary>The file, for the outbox that lies beside the charges.</summary>
    internal SqliteFile File => _file;

    /// <summary>Whether a round has been charged.</summary>
    public bool Has(string task, long round)
    {
        lock (_gate)
        {
            return _rounds.Contains((task, round));
        }
    }

    /// <summary>Makes a charge durable and answers its entry.</summary>
    /// <exception cref="InvalidOperationException">The chain does not hold, the round was charged before, the day lies
    /// before the last one, or the mechanism's cost is not known.</exception>
    public LedgerEntry Append(LedgerCharge charge)
    {
        ArgumentNullException.ThrowIfNull(charge);
        lock (_gate)
        {
            if (!StartCheck.Holds || _rounds.Contains((charge.Task, charge.Round)) || charge.BudgetDay < LastBudgetDay
                || charge.ToEvent() is UnsupportedEvent)
            {
                throw new InvalidOperationException(
                    $"Ledger at {Sequence}: no charge for {charge.Task} {charge.Round} on day {charge.BudgetDay}.");
            }
            // The operating system's generator, not the noise's: a test may fix that one, never this one.
            charge = charge with { Salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes)) };
            LedgerEntry entry = LedgerEntry.After(Sequence + 1, Head, charge);
            lock (_file.Gate)
            {
                using SqliteTransaction transaction = _file.Begin();
                using SqliteCommand insert = _file.Command(
                    "INSERT INTO ledger (sequence, task, round, body, hash) VALUES ($s, $t, $r, $b, $h)",
                    ("$s", entry.Sequence), ("$t", charge.Task), ("$r", charge.Round), ("$b", entry.Body),
                    ("$h", entry.Hash));
                insert.Transaction = transaction;
                insert.ExecuteNonQuery();
                transaction.Commit();
            }
            Sequence = entry.Sequence;
            Head = entry.Hash;
            Take(charge);
            return entry;
        }
    }

    /// <summary>Sum of the zCDP ρ that a wearer was charged on the days first..last.</summary>
    public double SpentRho(string wearerId, int firstDay, int lastDay)
    {
        lock (_gate)
        {
            double rho = 0;
            if (_spent.TryGetValue(wearerId, out SortedDictionary<int, double>? days))
            {
                foreach ((int day, double spent) in days)
                {
                    rho += day >= firstDay && day <= lastDay ? spent : 0;
                }
            }
            return rho;
        }
    }

    /// <summary>Largest ε over all wearers in the days before and with <paramref name="today"/>, at δ.</summary>
    public double LargestEpsilon(int today, int days, double delta)
    {
        double rho = 0;
        lock (_gate)
        {
            foreach (string wearer in _spent.Keys)
            {
                rho = Math.Max(rho, SpentRho(wearer, today - days + 1, today));
            }
        }
        return rho == 0 ? 0 : Zcdp.ToEpsilon(rho, delta);
    }

    /// <summary>The newest entries, newest first.</summary>
    public List<LedgerEntry> Newest(int limit) => _file.Query(
        "SELECT sequence, body, hash FROM ledger ORDER BY sequence DESC LIMIT $l",
        r => new LedgerEntry(r.GetInt64(0), (byte[])r.GetValue(1), (byte[])r.GetValue(2)), ("$l", limit));

    /// <summary>Hash of the entry of that sequence; null when there is none.</summary>
    public byte[]? HashAt(long sequence) => _file.Query(
        "SELECT CAST(hash AS BLOB) FROM ledger WHERE sequence = $s", r => (byte[])r.GetValue(0), ("$s", sequence))
        .FirstOrDefault();

    /// <summary>Updates that the cloud refused, since that instant, because it had counted another one of the same
    /// round.</summary>
    public long SecondUpdates(long sinceMicros = 0) => _file.Query(
        "SELECT count(*) FROM outbox WHERE answer = $a AND acknowledged >= $s", r => r.GetInt64(0),
        ("$a", $"{UpdateStatus.Rejected} {SecondUpdate}"), ("$s", sinceMicros))[0];

    /// <summary>Recomputes the whole chain.</summary>
    public LedgerCheck Verify() => Check(_file, null);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Take(LedgerCharge charge)
    {
        double rho = Zcdp.Rho(charge.SensitivitySquared, charge.SigmaSquared);
        _rounds.Add((charge.Task, charge.Round));
        LastBudgetDay = Math.Max(LastBudgetDay, charge.BudgetDay);
        foreach (string wearer in charge.Wearers)
        {
            if (!_spent.TryGetValue(wearer, out SortedDictionary<int, double>? days))
            {
                days = [];
                _spent[wearer] = days;
            }
            days[charge.BudgetDay] = days.GetValueOrDefault(charge.BudgetDay) + rho;
        }
    }

    private static LedgerCheck Check(SqliteFile file, Action<LedgerCharge>? take)
    {
        byte[] head = LedgerEntry.Genesis;
        long sequence = 0;
        foreach ((LedgerEntry entry, string task, long round) in file.Query(
            // A hand that writes text where bytes belong must be found out, not end the check.
            """
            SELECT sequence, CAST(body AS BLOB), CAST(hash AS BLOB), CAST(task AS TEXT), CAST(round AS INTEGER)
            FROM ledger ORDER BY sequence
            """,
            r => (new LedgerEntry(r.GetInt64(0), (byte[])r.GetValue(1), (byte[])r.GetValue(2)), r.GetString(3),
                r.GetInt64(4))))
        {
            sequence++;
            string reason = Flaw(entry, sequence, head, task, round);
            if (reason.Length > 0)
            {
                return new LedgerCheck(sequence - 1, sequence, reason, head);
            }
            take?.Invoke(entry.Charge);
            head = entry.Hash;
        }
        // An entry cut off at the end leaves a chain that holds; the stored messages remember that it was there.
        long stored = file.Query("SELECT coalesce(max(sequence), 0) FROM outbox", r => r.GetInt64(0))[0];
        return stored > sequence ? new LedgerCheck(sequence, sequence + 1, "the entry is missing", head)
            : new LedgerCheck(sequence, 0, "", head);
    }

    private static string Flaw(LedgerEntry entry, long sequence, byte[] head, string task, long round)
    {
        if (entry.Sequence != sequence)
        {
            return "the entry is missing";
        }
        if (!LedgerEntry.HashOf(head, sequence, entry.Body).AsSpan().SequenceEqual(entry.Hash))
        {
            return "the hash does not follow from the entry before and the body";
        }
        try
        {
            LedgerCharge charge = entry.Charge;
            return charge.Task != task || charge.Round != round ? "the columns differ from the body"
                : charge.ToEvent() is UnsupportedEvent ? $"what {charge.Mechanism} costs is not known here" : "";
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return "the body is no charge";
        }
    }
}
