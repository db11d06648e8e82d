namespace EdgeVitals.Cloud.Models;

/// <summary>Every published model, as it was signed.</summary>
public sealed class ModelStore(CloudDatabase database)
{
    private const string Columns = "model, version, task, last_round, rounds, gateways, published_at, message";

    /// <summary>The model made of a round, or null where there is none yet.</summary>
    internal ModelRow? OfRound(string model, int lastRound) => Query(
        "WHERE model = $model AND last_round = $round", 1, ("$model", model), ("$round", lastRound)).FirstOrDefault();

    /// <summary>The newest version of a model, or null.</summary>
    public ModelRow? Latest(string model) => Query("WHERE model = $model", 1, ("$model", model)).FirstOrDefault();

    /// <summary>The newest version of every model.</summary>
    public IReadOnlyList<ModelRow> Latest() => Query(
        "WHERE version = (SELECT MAX(version) FROM models AS m WHERE m.model = models.model)", 100);

    /// <summary>Versions of every model, newest first.</summary>
    public IReadOnlyList<ModelRow> List(int limit = 200) => Query("", limit);

    /// <summary>How many versions have been published.</summary>
    public long Count()
    {
        using var connection = database.Open();
        using var command = connection.Sql("SELECT COUNT(*) FROM models");
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Stores a new version; version and round are unique.</summary>
    internal void Add(ModelRow row)
    {
        using var connection = database.Open();
        using var command = connection.Sql(
            $"INSERT INTO models ({Columns}) "
            + "VALUES ($model, $version, $task, $last, $rounds, $gateways, $at, $message)",
            ("$model", row.Model), ("$version", row.Version), ("$task", row.Task), ("$last", row.LastRound),
            ("$rounds", row.Rounds), ("$gateways", row.GatewaySums), ("$at", row.PublishedAt.Stored()),
            ("$message", row.Message));
        command.ExecuteNonQuery();
    }

    private List<ModelRow> Query(string where, int limit, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var connection = database.Open();
        using var command = connection.Sql(
            $"SELECT {Columns} FROM models {where} ORDER BY version DESC, model LIMIT {limit}", parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<ModelRow>();
        while (reader.Read())
        {
            rows.Add(new ModelRow(
                reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetInt32(3), reader.GetInt32(4),
                reader.GetInt32(5), reader.Instant(6), (byte[])reader[7]));
        }
        return rows;
    }
}

/// <summary>A published model.</summary>
/// <param name="Model">Its id.</param>
/// <param name="Version">Its version, from 1.</param>
/// <param name="Task">The task whose rounds it sums.</param>
/// <param name="LastRound">The newest of them, in days since 1970-01-01.</param>
/// <param name="Rounds">How many rounds are in it.</param>
/// <param name="GatewaySums">How many gateway sums are in it, over all its rounds.</param>
/// <param name="PublishedAt">When it was published.</param>
/// <param name="Message">The signed message, as gateways get it.</param>
public sealed record ModelRow(
    string Model, long Version, string Task, int LastRound, int Rounds, int GatewaySums, DateTimeOffset PublishedAt,
    byte[] Message);
