using System.Text.Json;
using Microsoft.Data.Sqlite;
using Orleans.Runtime;
using Orleans.Storage;

namespace EdgeVitals.Cloud.Rounds;

/// <summary>
/// Grain states as rows (id, name, etag, data) of the cloud's SQLite file. A write is a compare-and-set on the etag:
/// a grain that was activated twice, or that reads an older row, cannot overwrite the other's sums.
/// </summary>
/// <remarks>Orleans' AdoNet provider does not run on SQLite, so the three calls are our own.</remarks>
public sealed class SqliteGrainStorage(CloudDatabase database) : IGrainStorage
{
    /// <summary>Name under which grains ask for this storage.</summary>
    public const string Name = "cloud";

    /// <inheritdoc />
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        using var connection = database.Open();
        using var command = connection.Sql(
            "SELECT etag, data FROM grains WHERE id = $id AND name = $name",
            ("$id", grainId.ToString()), ("$name", stateName));
        using var reader = command.ExecuteReader();
        grainState.ETag = null!;
        grainState.RecordExists = false;
        grainState.State = Activator.CreateInstance<T>();
        if (!reader.Read()) return Task.CompletedTask;
        grainState.ETag = reader.GetInt64(0).ToString();
        if (reader.IsDBNull(1)) return Task.CompletedTask;
        grainState.RecordExists = true;
        grainState.State = JsonSerializer.Deserialize<T>((byte[])reader[1])
            ?? throw new InvalidDataException($"grain {grainId} has an empty state {stateName}");
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Put(stateName, grainId, grainState, JsonSerializer.SerializeToUtf8Bytes(grainState.State));
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        // The row stays with its etag and no data: a writer that still holds an older etag fails as it must.
        Put(stateName, grainId, grainState, null);
        grainState.RecordExists = false;
        grainState.State = Activator.CreateInstance<T>();
        return Task.CompletedTask;
    }

    private void Put<T>(string stateName, GrainId grainId, IGrainState<T> grainState, byte[]? data)
    {
        using var connection = database.Open();
        long? held = grainState.ETag is null ? null : long.Parse(grainState.ETag);
        using var command = connection.Sql(
            held is null
                ? "INSERT INTO grains VALUES ($id, $name, 1, $data) ON CONFLICT DO NOTHING"
                : "UPDATE grains SET etag = etag + 1, data = $data WHERE id = $id AND name = $name AND etag = $etag",
            ("$id", grainId.ToString()), ("$name", stateName), ("$data", data), ("$etag", held));
        if (command.ExecuteNonQuery() == 1)
        {
            grainState.ETag = ((held ?? 0) + 1).ToString();
            return;
        }
        throw new InconsistentStateException(
            $"grain {grainId} state {stateName} was written elsewhere",
            StoredEtag(connection, stateName, grainId) ?? "none", grainState.ETag ?? "none");
    }

    private static string? StoredEtag(SqliteConnection connection, string stateName, GrainId grainId)
    {
        using var command = connection.Sql(
            "SELECT etag FROM grains WHERE id = $id AND name = $name",
            ("$id", grainId.ToString()), ("$name", stateName));
        return command.ExecuteScalar()?.ToString();
    }
}
