using EdgeVitals.Wire;
using Microsoft.Data.Sqlite;

namespace EdgeVitals.Gateway.Journal;

/// <summary>
/// Every frame that a device sent, once, in the order of arrival. A frame is acknowledged only after
/// <see cref="Append"/> has returned. Everything that the gateway shows or learns is derived from here.
/// </summary>
public sealed class FrameJournal : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS frames (
            id INTEGER PRIMARY KEY, device TEXT NOT NULL, boot INTEGER NOT NULL, seq INTEGER NOT NULL,
            channel INTEGER NOT NULL, start_ticks INTEGER NOT NULL, end_ticks INTEGER NOT NULL,
            offset INTEGER, utc_end INTEGER, state INTEGER NOT NULL, bytes BLOB NOT NULL,
            UNIQUE (device, boot, seq));
        CREATE INDEX IF NOT EXISTS frames_held ON frames (state, utc_end) WHERE state <> 0;
        CREATE INDEX IF NOT EXISTS frames_time ON frames (utc_end);
        CREATE TABLE IF NOT EXISTS clocks (
            device TEXT NOT NULL, boot INTEGER NOT NULL, offset INTEGER NOT NULL, uncertainty INTEGER NOT NULL,
            PRIMARY KEY (device, boot)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS quarantine (
            id INTEGER PRIMARY KEY, received INTEGER NOT NULL, device TEXT NOT NULL, topic TEXT NOT NULL,
            reason TEXT NOT NULL, bytes BLOB NOT NULL);
        """;

    private readonly SqliteFile _file;
    private readonly GatewayOptions _options;
    private readonly Dictionary<(string Device, int Boot), BootClock> _clocks = [];

    private FrameJournal(SqliteFile file, GatewayOptions options, WalTail tail)
    {
        _file = file;
        _options = options;
        TailAtStart = tail;
        foreach ((string device, int boot, BootClock clock) in file.Query(
            "SELECT device, boot, offset, uncertainty FROM clocks",
            r => (r.GetString(0), r.GetInt32(1), new BootClock(r.GetInt64(2), r.GetInt64(3)))))
        {
            _clocks[(device, boot)] = clock;
        }
    }

    /// <summary>The write-ahead log as it was found, before SQLite opened it.</summary>
    public WalTail TailAtStart { get; }

    /// <summary>Name of the journal in the data folder.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "journal.db");

    /// <summary>Opens the journal; a tail that a power cut left behind is counted and logged, its frames come again.
    /// </summary>
    public static FrameJournal Open(GatewayOptions options, GatewayStatus status, ILogger<FrameJournal> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(status);
        string path = PathIn(options.DataDirectory);
        WalTail tail = WalInspector.Inspect(path + "-wal");
        if (tail.TornBytes > 0)
        {
            status.Count(GatewayCount.TornTail);
            GatewayLog.TornTail(log, tail.TornBytes, tail.CommittedFrames);
        }
        return new FrameJournal(SqliteFile.Open(path, Schema), options, tail);
    }

    /// <summary>
    /// Makes a batch durable in one transaction. When this throws, nothing of the batch was kept and nothing may be
    /// acknowledged.
    /// </summary>
    public FrameOutcome[] Append(IReadOnlyList<PendingFrame> batch, long nowMicros)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var outcomes = new FrameOutcome[batch.Count];
        lock (_file.Gate)
        {
            using SqliteTransaction transaction = _file.Begin();
            using SqliteCommand insert = _file.Command("""
                INSERT INTO frames (device, boot, seq, channel, start_ticks, end_ticks, offset, utc_end, state, bytes)
                VALUES ($d, $b, $s, $c, $t, $e, $o, $u, $x, $f) ON CONFLICT (device, boot, seq) DO NOTHING
                """, ("$d", ""), ("$b", 0), ("$s", 0L), ("$c", 0), ("$t", 0L), ("$e", 0L), ("$o", null), ("$u", null),
                ("$x", 0), ("$f", Array.Empty<byte>()));
            insert.Transaction = transaction;
            for (int i = 0; i < batch.Count; i++)
            {
                PendingFrame frame = batch[i];
                bool mapped = _clocks.TryGetValue((frame.Device, frame.Boot), out BootClock clock);
                long utcEnd = frame.EndTicks + clock.OffsetMicros;
                FrameOutcome state = !mapped ? FrameOutcome.Unmapped
                    : utcEnd > Horizon(nowMicros) + Math.Max(0, clock.UncertaintyMicros) ? FrameOutcome.Future
                    : FrameOutcome.Shown;
                SqliteParameterCollection values = insert.Parameters;
                values[0].Value = frame.Device;
                values[1].Value = frame.Boot;
                values[2].Value = frame.Sequence;
                values[3].Value = frame.Channel;
                values[4].Value = frame.StartTicks;
                values[5].Value = frame.EndTicks;
                values[6].Value = mapped ? clock.OffsetMicros : DBNull.Value;
                values[7].Value = mapped ? utcEnd : DBNull.Value;
                values[8].Value = (int)state;
                values[9].Value = frame.Bytes.ToArray();
                outcomes[i] = insert.ExecuteNonQuery() == 1 ? state : FrameOutcome.Duplicate;
            }
            transaction.Commit();
        }
        return outcomes;
    }

    /// <summary>The clock of a boot, if it is known.</summary>
    public bool TryClock(string device, int boot, out BootClock clock)
    {
        lock (_file.Gate)
        {
            return _clocks.TryGetValue((device, boot), out clock);
        }
    }

    /// <summary>
    /// Stores how a boot's ticks map to UTC. Frames that waited for it become due; those mapped before keep their
    /// time, so that a minute once counted does not move. A device's own statement replaces an estimate, never the
    /// other way round.
    /// </summary>
    public void SetClock(string device, int boot, BootClock clock)
    {
        lock (_file.Gate)
        {
            bool known = _clocks.TryGetValue((device, boot), out BootClock before);
            if (known && (before == clock || (clock.UncertaintyMicros < 0 && before.UncertaintyMicros >= 0)))
            {
                return;
            }
            using SqliteTransaction transaction = _file.Begin();
            using SqliteCommand upsert = _file.Command("""
                INSERT INTO clocks (device, boot, offset, uncertainty) VALUES ($d, $b, $o, $u)
                ON CONFLICT (device, boot) DO UPDATE SET offset = excluded.offset, uncertainty = excluded.uncertainty;
                UPDATE frames SET offset = $o, utc_end = end_ticks + $o, state = 1
                WHERE state = 2 AND device = $d AND boot = $b
                """, ("$d", device), ("$b", boot), ("$o", clock.OffsetMicros), ("$u", clock.UncertaintyMicros));
            upsert.Transaction = transaction;
            upsert.ExecuteNonQuery();
            transaction.Commit();
            _clocks[(device, boot)] = clock;
        }
    }

    /// <summary>Takes the held frames that have become due, at most <paramref name="limit"/>, oldest first.</summary>
    public List<JournalFrame> TakeDue(long nowMicros, int limit)
    {
        lock (_file.Gate)
        {
            var due = _file.Query("""
                SELECT id, device, boot, seq, offset, bytes FROM frames WHERE state = 1 AND utc_end <= $n
                ORDER BY utc_end, id LIMIT $l
                """, r => (Id: r.GetInt64(0), Frame: Read(r, 1)), ("$n", Horizon(nowMicros)), ("$l", limit));
            if (due.Count == 0)
            {
                return [];
            }
            using SqliteTransaction transaction = _file.Begin();
            foreach ((long id, _) in due)
            {
                using SqliteCommand show = _file.Command("UPDATE frames SET state = 0 WHERE id = $i", ("$i", id));
                show.Transaction = transaction;
                show.ExecuteNonQuery();
            }
            transaction.Commit();
            return [.. due.Select(d => d.Frame)];
        }
    }

    /// <summary>Row of the newest frame, 0 for none.</summary>
    public long LastId() => _file.Query("SELECT coalesce(max(id), 0) FROM frames", r => r.GetInt64(0))[0];

    /// <summary>Shown frames that end at or after <paramref name="sinceMicros"/>, in the order of arrival, from the
    /// row after <paramref name="afterId"/> to <paramref name="lastId"/>; read in pages so that no reader holds the
    /// lock for long.</summary>
    public List<(long Id, JournalFrame Frame)> Page(long sinceMicros, long afterId, long lastId, int limit) =>
        _file.Query("""
        SELECT id, device, boot, seq, offset, bytes FROM frames
        WHERE id > $a AND id <= $z AND state = 0 AND utc_end >= $s ORDER BY id LIMIT $l
        """, r => (r.GetInt64(0), Read(r, 1)), ("$s", sinceMicros), ("$a", afterId), ("$z", lastId), ("$l", limit));

    /// <summary>Puts a message aside that could not be decoded; the oldest beyond the limit give way.</summary>
    public void Quarantine(string device, string topic, string reason, ReadOnlyMemory<byte> bytes, long nowMicros) =>
        _file.Execute("""
            INSERT INTO quarantine (received, device, topic, reason, bytes) VALUES ($n, $d, $t, $r, $b);
            DELETE FROM quarantine WHERE id <= (SELECT max(id) FROM quarantine) - $l
            """, ("$n", nowMicros), ("$d", device), ("$t", topic), ("$r", reason),
            ("$b", bytes[..Math.Min(bytes.Length, Frame.MaximumEncodedBytes)].ToArray()),
            ("$l", _options.QuarantineLimit));

    /// <summary>Messages put aside, newest first: device and reason.</summary>
    public List<(string Device, string Reason)> Quarantined(int limit) => _file.Query(
        "SELECT device, reason FROM quarantine ORDER BY id DESC LIMIT $l",
        r => (r.GetString(0), r.GetString(1)), ("$l", limit));

    /// <summary>Number of frames in the journal.</summary>
    public long Count() => _file.Query("SELECT count(*) FROM frames", r => r.GetInt64(0))[0];

    /// <summary>Deletes shown frames that ended before the given time, and answers how many.</summary>
    public int Prune(long beforeMicros) =>
        _file.Execute("DELETE FROM frames WHERE state = 0 AND utc_end < $b", ("$b", beforeMicros));

    /// <summary>SQLite's own check of the file: "ok" or the first finding.</summary>
    public string IntegrityCheck() => _file.Query("PRAGMA integrity_check(1)", r => r.GetString(0))[0];

    /// <summary>Holds the file to a number of pages, as a full disk would; for the tests of a full disk.</summary>
    internal void LimitPages(long pages) => _file.Query($"PRAGMA max_page_count = {pages}", r => r.GetInt64(0));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private long Horizon(long nowMicros) => nowMicros + (long)_options.FutureTolerance.TotalMicroseconds;

    private static JournalFrame Read(SqliteDataReader r, int at) => new(
        r.GetString(at), r.GetInt32(at + 1), r.GetInt64(at + 2), r.GetInt64(at + 3), (byte[])r.GetValue(at + 4));
}
