using Microsoft.Data.Sqlite;

namespace EdgeVitals.Gateway.Journal;

/// <summary>
/// One SQLite file with one connection and one lock: write-ahead log and synchronous FULL, so that a commit that
/// returned is on the disk.
/// </summary>
public sealed class SqliteFile : IDisposable
{
    private readonly SqliteConnection _connection;

    private SqliteFile(SqliteConnection connection, string path)
    {
        _connection = connection;
        Path = path;
    }

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>Held while a command or transaction of this file runs: a connection is not for two threads.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Opens or creates the file and its tables.</summary>
    /// <param name="path">The file; its folder is created.</param>
    /// <param name="schema">Statements that create what is missing.</param>
    public static SqliteFile Open(string path, string schema)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        var builder = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 10 };
        var connection = new SqliteConnection(builder.ConnectionString);
        try
        {
            connection.Open();
            var file = new SqliteFile(connection, path);
            file.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
            file.Execute(schema);
            return file;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A transaction; the caller holds <see cref="Gate"/> until it is committed or disposed.</summary>
    public SqliteTransaction Begin() => _connection.BeginTransaction();

    /// <summary>A command with its parameters; the caller holds <see cref="Gate"/> while it runs.</summary>
    public SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is a constant of this program; values travel as parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach ((string name, object? value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }
        return command;
    }

    /// <summary>Runs a statement by itself and returns the number of rows that it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        lock (Gate)
        {
            using SqliteCommand command = Command(sql, parameters);
            return command.ExecuteNonQuery();
        }
    }

    /// <summary>Reads all rows of a query.</summary>
    public List<T> Query<T>(
        string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        lock (Gate)
        {
            using SqliteCommand command = Command(sql, parameters);
            using SqliteDataReader reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(row(reader));
            }
            return rows;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Gate)
        {
            _connection.Dispose();
        }
    }
}
