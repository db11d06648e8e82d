namespace EdgeVitals.Cloud.Publication;

/// <summary>
/// Every number as it was published, keyed by event day and issue day. Rows are inserted and never changed, so what
/// was known on an earlier day can always be told.
/// </summary>
public sealed class EstimateStore(CloudDatabase database)
{
    private const string Columns =
        "measure, event_day, issue_day, issued_at, days, gateways, places, noise_variance, value, lower, upper, blank";

    /// <summary>Stores estimates in one transaction; one that is there already stays as it is.</summary>
    internal void Add(IReadOnlyList<PublishedEstimate> estimates)
    {
        using var connection = database.Open();
        using var transaction = connection.BeginTransaction();
        foreach (var e in estimates)
        {
            using var command = connection.Sql(
                $"INSERT INTO estimates ({Columns}) VALUES ($measure, $event, $issue, $at, $days, $gateways, $places, "
                + "$noise, $value, $lower, $upper, $blank) ON CONFLICT DO NOTHING",
                ("$measure", e.Measure), ("$event", e.EventDay.DayNumber - EpochDays.Epoch),
                ("$issue", e.IssueDay.DayNumber - EpochDays.Epoch), ("$at", e.IssuedAt.Stored()), ("$days", e.Days),
                ("$gateways", e.Gateways), ("$places", e.Places), ("$noise", e.NoiseVariance), ("$value", e.Value),
                ("$lower", e.Lower), ("$upper", e.Upper), ("$blank", e.Blank));
            command.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    /// <summary>The newest estimates of all measures, oldest day first.</summary>
    public IReadOnlyList<PublishedEstimate> List(int limit = 2000)
    {
        using var connection = database.Open();
        using var command = connection.Sql(
            $"SELECT * FROM (SELECT {Columns} FROM estimates ORDER BY event_day DESC, issue_day DESC LIMIT $limit) "
            + "ORDER BY event_day, issue_day, measure", ("$limit", limit));
        using var reader = command.ExecuteReader();
        var list = new List<PublishedEstimate>();
        while (reader.Read())
        {
            list.Add(new PublishedEstimate
            {
                Measure = reader.GetString(0),
                EventDay = EpochDays.Date(reader.GetInt32(1)),
                IssueDay = EpochDays.Date(reader.GetInt32(2)),
                IssuedAt = reader.Instant(3),
                Days = reader.GetInt32(4),
                Gateways = reader.GetInt32(5),
                Places = reader.GetInt64(6),
                NoiseVariance = reader.GetDouble(7),
                Value = reader.IsDBNull(8) ? null : reader.GetDouble(8),
                Lower = reader.IsDBNull(9) ? null : reader.GetDouble(9),
                Upper = reader.IsDBNull(10) ? null : reader.GetDouble(10),
                Blank = reader.GetString(11),
            });
        }
        return list;
    }
}
