namespace EdgeVitals.Gateway.Journal;

/// <summary>What people at the clinic have set and what they must find again: devices, wearers, consent, alarm
/// episodes, the model in use, the newest charge.</summary>
public static class ClinicFile
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS wearers (
            ordinal INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS devices (
            id TEXT PRIMARY KEY, token_hash BLOB NOT NULL, paired INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS assignments (
            id INTEGER PRIMARY KEY, device TEXT NOT NULL, wearer TEXT NOT NULL, since INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS consent (
            id INTEGER PRIMARY KEY, wearer TEXT NOT NULL, purpose TEXT NOT NULL, granted INTEGER NOT NULL,
            at INTEGER NOT NULL, by TEXT NOT NULL);
        CREATE TRIGGER IF NOT EXISTS consent_kept BEFORE UPDATE ON consent
            BEGIN SELECT RAISE(ABORT, 'a consent receipt is append-only'); END;
        CREATE TRIGGER IF NOT EXISTS consent_stays BEFORE DELETE ON consent
            BEGIN SELECT RAISE(ABORT, 'a consent receipt is append-only'); END;
        CREATE TABLE IF NOT EXISTS limits (
            wearer TEXT NOT NULL, rule TEXT NOT NULL, value REAL NOT NULL, PRIMARY KEY (wearer, rule)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS episodes (
            id TEXT PRIMARY KEY, wearer TEXT NOT NULL, rule TEXT NOT NULL, opened INTEGER NOT NULL,
            last INTEGER NOT NULL, extreme REAL, late INTEGER NOT NULL, closed INTEGER, acknowledged INTEGER,
            acknowledged_by TEXT) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS episodes_lost (episode TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS episodes_rule ON episodes (wearer, rule);
        CREATE TABLE IF NOT EXISTS models (
            id TEXT PRIMARY KEY, version INTEGER NOT NULL, message BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS ledger_mark (
            one INTEGER PRIMARY KEY CHECK (one = 1), sequence INTEGER NOT NULL, hash BLOB NOT NULL);
        """;

    /// <summary>Path in the data folder.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "clinic.db");

    /// <summary>Opens or creates the file.</summary>
    public static SqliteFile Open(string dataDirectory) => SqliteFile.Open(PathIn(dataDirectory), Schema);
}
