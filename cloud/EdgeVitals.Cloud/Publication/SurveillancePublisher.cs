using EdgeVitals.Cloud.Rounds;
using EdgeVitals.Federated;
using EdgeVitals.Surveillance;

namespace EdgeVitals.Cloud.Publication;

/// <summary>
/// Turns published indicator sums into rates with intervals. A share's denominator is the fixed cap of places, never
/// a count of persons; every interval holds the sampling error and the privacy noise together.
/// </summary>
public sealed class SurveillancePublisher(EstimateStore estimates, RoundStore rounds)
{
    /// <summary>Most days in a pooled number: the ledger's cap period.</summary>
    private const int PoolDays = CloudTasks.PeriodDays;

    /// <summary>Publishes the rates of a day, and the pooled ones up to it.</summary>
    internal void Publish(TaskDefinition task, int day, DateTimeOffset now)
    {
        var design = new SurveillanceDesign(task.WearerCap, task.SigmaSquared, task.GridExponent);
        int worn = Index(task, "worn"), elevated = Index(task, "elevated");
        var window = rounds.PublishedSums(task.Id, Convert.ToHexStringLower(task.Hash), day, PoolDays)
            .Where(s => s.Day > day - PoolDays)
            .Select(s => new DailyCounts(s.Day, s.Sum[worn], s.Sum[elevated], s.Gateways)).ToList();
        var today = window.Where(d => d.Day == day).ToList();
        estimates.Add([.. Estimates(today, design, day, now, pooled: false),
            .. Estimates(window, design, day, now, pooled: true)]);
    }

    /// <summary>Publishes that there is no number for a day, and why.</summary>
    internal void Blank(int day, DateTimeOffset now, int gateways, string reason) => estimates.Add(
        Measures.Daily.Select(measure => new PublishedEstimate
        {
            Measure = measure,
            EventDay = EpochDays.Date(day),
            IssueDay = DateOnly.FromDateTime(now.UtcDateTime),
            IssuedAt = now,
            Days = 0,
            Gateways = gateways,
            Places = 0,
            NoiseVariance = 0,
            Blank = reason,
        }).ToList());

    /// <summary>The three measures over one day, or their means over several.</summary>
    internal static IEnumerable<PublishedEstimate> Estimates(
        IReadOnlyList<DailyCounts> days, SurveillanceDesign design, int day, DateTimeOffset now, bool pooled)
    {
        DailyEstimate estimate = DailySurveillance.Pool(days, design);
        var frame = new PublishedEstimate
        {
            Measure = "",
            EventDay = EpochDays.Date(day),
            IssueDay = DateOnly.FromDateTime(now.UtcDateTime),
            IssuedAt = now,
            Days = estimate.Rounds,
            Gateways = (int)Math.Round((double)estimate.Messages / estimate.Rounds),
            Places = (long)Math.Round(estimate.Denominator),
            NoiseVariance = estimate.NoiseVariance,
        };
        yield return Filled(frame, Measures.Participation, estimate.Participation, pooled);
        yield return Filled(frame, Measures.ElevatedShare, estimate.ElevatedShare, pooled);
        yield return Filled(frame, Measures.ElevatedRate, estimate.ElevatedRate, pooled);
    }

    private static PublishedEstimate Filled(PublishedEstimate frame, string measure, Estimate? estimate, bool pooled) =>
        frame with
        {
            Measure = pooled ? Measures.Pooled(measure) : measure,
            Value = estimate?.Value,
            Lower = estimate?.Lower,
            Upper = estimate?.Upper,
            Blank = estimate is null ? BlankReason.TooFewWorn : "",
        };

    private static int Index(TaskDefinition task, string feature)
    {
        int index = Array.IndexOf(task.Features, feature);
        return index >= 0 ? index : throw new InvalidOperationException($"task {task.Id} has no indicator {feature}");
    }
}
