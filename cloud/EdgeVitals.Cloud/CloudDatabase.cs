using Microsoft.Data.Sqlite;

namespace EdgeVitals.Cloud;

/// <summary>
/// The one SQLite file of a cloud program. Every connection runs in WAL with synchronous FULL, so what was committed
/// stands after a power cut, and a command of the same data directory can read and enrol beside a running server.
/// </summary>
public sealed class CloudDatabase : IDisposable
{
    /// <summary>Name of the file inside the data directory.</summary>
    public const string FileName = "cloud.db";

    /// <summary>
    /// How long a writer waits for another one, in milliseconds, before it fails. Writes take about 1 ms.
    /// </summary>
    private const int BusyMilliseconds = 10_000;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS grains (
            id TEXT NOT NULL, name TEXT NOT NULL, etag INTEGER NOT NULL, data BLOB, PRIMARY KEY (id, name));
        CREATE TABLE IF NOT EXISTS gateways (
            id TEXT PRIMARY KEY, public_key TEXT NOT NULL, token_hash BLOB NOT NULL,
            enrolled_at TEXT NOT NULL, revoked_at TEXT);
        CREATE TABLE IF NOT EXISTS auditors (
            id TEXT PRIMARY KEY, token_hash BLOB NOT NULL, created_at TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS rounds (
            task TEXT NOT NULL, day INTEGER NOT NULL, state TEXT NOT NULL, gateways INTEGER NOT NULL,
            opened_at TEXT, closed_at TEXT, reason TEXT NOT NULL, sum TEXT, task_hash TEXT NOT NULL,
            PRIMARY KEY (task, day));
        CREATE TABLE IF NOT EXISTS receipts (
            task TEXT NOT NULL, day INTEGER NOT NULL, gateway TEXT NOT NULL, update_id TEXT NOT NULL,
            digest TEXT NOT NULL, received_at TEXT NOT NULL, PRIMARY KEY (task, day, gateway));
        CREATE TABLE IF NOT EXISTS estimates (
            measure TEXT NOT NULL, event_day INTEGER NOT NULL, issue_day INTEGER NOT NULL, issued_at TEXT NOT NULL,
            days INTEGER NOT NULL, gateways INTEGER NOT NULL, places INTEGER NOT NULL, noise_variance REAL NOT NULL,
            value REAL, lower REAL, upper REAL, blank TEXT NOT NULL, PRIMARY KEY (measure, event_day, issue_day));
        CREATE TABLE IF NOT EXISTS models (
            model TEXT NOT NULL, version INTEGER NOT NULL, task TEXT NOT NULL, last_round INTEGER NOT NULL,
            rounds INTEGER NOT NULL, gateways INTEGER NOT NULL, published_at TEXT NOT NULL, message BLOB NOT NULL,
            PRIMARY KEY (model, version), UNIQUE (model, last_round));
        """;

    private readonly string _connection;

    private CloudDatabase(string path, SqliteOpenMode mode)
    {
        Path = path;
        _connection = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            DefaultTimeout = BusyMilliseconds / 1000,
        }.ToString();
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Opens the file for reading and writing, with folder and tables made where absent.</summary>
    public static CloudDatabase Create(string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        var database = new CloudDatabase(PathIn(dataDirectory), SqliteOpenMode.ReadWriteCreate);
        using var connection = database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL;" + Schema;
        command.ExecuteNonQuery();
        return database;
    }

    /// <summary>Opens an existing file for reading alone; null where no server has ever run there.</summary>
    public static CloudDatabase? OpenReadOnly(string dataDirectory) =>
        File.Exists(PathIn(dataDirectory))
            ? new CloudDatabase(PathIn(dataDirectory), SqliteOpenMode.ReadOnly)
            : null;

    /// <summary>A connection for one piece of work; the caller disposes it (connections are pooled).</summary>
    internal SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        using var pragma = connection.CreateCommand();
        pragma.CommandText = $"PRAGMA synchronous=FULL; PRAGMA busy_timeout={BusyMilliseconds};";
        pragma.ExecuteNonQuery();
        return connection;
    }

    /// <summary>Reads a setting; null where it was never written.</summary>
    public string? Setting(string name)
    {
        using var connection = Open();
        using var command = connection.Sql("SELECT value FROM settings WHERE name = $name", ("$name", name));
        return (string?)command.ExecuteScalar();
    }

    /// <summary>Writes a setting over an older value.</summary>
    public void SetSetting(string name, string value)
    {
        using var connection = Open();
        using var command = connection.Sql(
            "INSERT INTO settings VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            ("$name", name), ("$value", value));
        command.ExecuteNonQuery();
    }

    /// <summary>Closes pooled connections, so that the file can be moved or deleted.</summary>
    public void Dispose()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
    }

    private static string PathIn(string dataDirectory) =>
        System.IO.Path.Combine(System.IO.Path.GetFullPath(dataDirectory), FileName);
}

/// <summary>Commands with parameters in one expression.</summary>
internal static class SqliteCommands
{
    internal static SqliteCommand Sql(
        this SqliteConnection connection, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        // The text is always a constant of this assembly; every value goes in as a parameter.
#pragma warning disable CA2100
        command.CommandText = text;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    internal static string Stored(this DateTimeOffset instant) => instant.ToUniversalTime().ToString("O");

    internal static DateTimeOffset Instant(this SqliteDataReader reader, int column) =>
        DateTimeOffset.Parse(reader.GetString(column));
}
