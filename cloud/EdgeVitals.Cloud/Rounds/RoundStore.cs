using System.Text.Json;

namespace EdgeVitals.Cloud.Rounds;

/// <summary>
/// The history of rounds: one row a round, its exact sum where published, one receipt a counted update.
/// </summary>
public sealed class RoundStore(CloudDatabase database)
{
    /// <summary>Writes down that a round was opened.</summary>
    internal void Opened(string task, RoundState state)
    {
        using var connection = database.Open();
        using var command = connection.Sql(
            "INSERT INTO rounds VALUES ($task, $day, $state, 0, $opened, NULL, '', NULL, $hash) ON CONFLICT DO NOTHING",
            ("$task", task), ("$day", state.Day), ("$state", RoundOutcome.Collecting),
            ("$opened", state.OpenedAt.Stored()), ("$hash", state.TaskHash));
        command.ExecuteNonQuery();
    }

    /// <summary>Writes down that no round was opened for a day, because the program did not run.</summary>
    internal void Missed(string task, string taskHash, int day)
    {
        using var connection = database.Open();
        using var command = connection.Sql(
            "INSERT INTO rounds VALUES ($task, $day, $state, 0, NULL, NULL, $why, NULL, $hash) ON CONFLICT DO NOTHING",
            ("$task", task), ("$day", day), ("$state", RoundOutcome.Missed), ("$why", "cloud-not-running"),
            ("$hash", taskHash));
        command.ExecuteNonQuery();
    }

    /// <summary>Ends a round in one transaction; doing it again after a crash writes the same rows.</summary>
    internal void Closed(string task, RoundState state, string outcome, string reason)
    {
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction();
        using var round = connection.Sql(
            "INSERT INTO rounds VALUES ($task, $day, $state, $n, $opened, $closed, $why, $sum, $hash) "
            + "ON CONFLICT DO UPDATE SET state = $state, gateways = $n, closed_at = $closed, reason = $why, sum = $sum",
            ("$task", task), ("$day", state.Day), ("$state", outcome), ("$n", state.Receipts.Count),
            ("$opened", state.OpenedAt.Stored()), ("$closed", state.ClosedAt.Stored()), ("$why", reason),
            ("$sum", outcome == RoundOutcome.Published ? JsonSerializer.Serialize(state.Sum) : null),
            ("$hash", state.TaskHash));
        round.ExecuteNonQuery();
        foreach (var (gateway, receipt) in state.Receipts)
        {
            using var row = connection.Sql(
                "INSERT INTO receipts VALUES ($task, $day, $gateway, $id, $digest, $at) ON CONFLICT DO NOTHING",
                ("$task", task), ("$day", state.Day), ("$gateway", gateway), ("$id", receipt.UpdateId.ToString()),
                ("$digest", receipt.Digest), ("$at", receipt.ReceivedAt.Stored()));
            row.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    /// <summary>The receipt of a gateway in a closed round; null where nothing was counted.</summary>
    internal UpdateReceipt? Receipt(string task, long day, string gateway)
    {
        using var connection = database.Open();
        using var command = connection.Sql(
            "SELECT update_id, digest, received_at FROM receipts "
            + "WHERE task = $task AND day = $day AND gateway = $gateway",
            ("$task", task), ("$day", day), ("$gateway", gateway));
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? new UpdateReceipt(Guid.Parse(reader.GetString(0)), reader.GetString(1), reader.Instant(2))
            : null;
    }

    /// <summary>The newest published sums of a task under one definition, newest first.</summary>
    internal IReadOnlyList<PublishedSum> PublishedSums(string task, string taskHash, int lastDay, int limit)
    {
        using var connection = database.Open();
        using var command = connection.Sql(
            "SELECT day, gateways, sum FROM rounds WHERE task = $task AND task_hash = $hash AND state = $state "
            + "AND day <= $last ORDER BY day DESC LIMIT $limit",
            ("$task", task), ("$hash", taskHash), ("$state", RoundOutcome.Published), ("$last", lastDay),
            ("$limit", limit));
        using var reader = command.ExecuteReader();
        var sums = new List<PublishedSum>();
        while (reader.Read())
        {
            sums.Add(new PublishedSum(
                reader.GetInt32(0), reader.GetInt32(1), JsonSerializer.Deserialize<Int128[]>(reader.GetString(2))!));
        }
        return sums;
    }

    /// <summary>The newest rounds of all tasks, newest first.</summary>
    public IReadOnlyList<RoundRow> List(int limit = 400)
    {
        using var connection = database.Open();
        using var command = connection.Sql(
            "SELECT task, day, state, gateways, opened_at, closed_at, reason FROM rounds "
            + "ORDER BY day DESC, task LIMIT $limit", ("$limit", limit));
        using var reader = command.ExecuteReader();
        var rows = new List<RoundRow>();
        while (reader.Read())
        {
            rows.Add(new RoundRow(
                reader.GetString(0), EpochDays.Date(reader.GetInt32(1)),
                reader.GetString(2), reader.GetInt32(3),
                reader.IsDBNull(4) ? null : reader.Instant(4), reader.IsDBNull(5) ? null : reader.Instant(5),
                reader.GetString(6)));
        }
        return rows;
    }

    /// <summary>How many rounds ended with an outcome, by task.</summary>
    public IReadOnlyDictionary<string, long> Count(string outcome)
    {
        using var connection = database.Open();
        using var command = connection.Sql(
            "SELECT task, COUNT(*) FROM rounds WHERE state = $state GROUP BY task", ("$state", outcome));
        using var reader = command.ExecuteReader();
        var counts = new Dictionary<string, long>();
        while (reader.Read()) counts[reader.GetString(0)] = reader.GetInt64(1);
        return counts;
    }
}

/// <summary>States of a row of the rounds table.</summary>
public static class RoundOutcome
{
    /// <summary>Open for updates.</summary>
    public const string Collecting = "collecting";

    /// <summary>Closed with enough gateways.</summary>
    public const string Published = "published";

    /// <summary>Closed without publication; the reason says why.</summary>
    public const string Abandoned = "abandoned";

    /// <summary>Never opened, because the program did not run in its window.</summary>
    public const string Missed = "missed";
}

/// <summary>A row of the rounds table.</summary>
public sealed record RoundRow(
    string Task, DateOnly Day, string State, int Gateways, DateTimeOffset? OpenedAt, DateTimeOffset? ClosedAt,
    string Reason);

/// <summary>The exact sum of a published round, in grid units, and how many gateways are in it.</summary>
internal sealed record PublishedSum(int Day, int Gateways, Int128[] Sum);
