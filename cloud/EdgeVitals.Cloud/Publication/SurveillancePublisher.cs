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
    /// <remarks>
    /// Over several days counts, places and noise variance are means a day. The same persons wear the devices day
    /// after day, so more days are no more persons: the sampling error stays that of one day, and only the privacy
    /// noise, which is fresh in each, averages out. <see cref="DailySurveillance.Pool"/> takes wearer-days as
    /// independent, which would promise too narrow an interval for a prevalence among persons.
    /// </remarks>
    internal static IEnumerable<PublishedEstimate> Estimates(
        IReadOnlyList<DailyCounts> days, SurveillanceDesign design, int day, DateTimeOffset now, bool pooled)
    {
        double k = days.Count;
        long messages = days.Sum(d => (long)d.Gateways);
        double worn = days.Sum(d => design.Wearers(d.Worn)) / k;
        double elevated = days.Sum(d => design.Wearers(d.Elevated)) / k;
        double places = design.WearerCap * messages / k;
        double noise = design.NoiseVariance(messages) / (k * k);
        var frame = new PublishedEstimate
        {
            Measure = "",
            EventDay = EpochDays.Date(day),
            IssueDay = DateOnly.FromDateTime(now.UtcDateTime),
            IssuedAt = now,
            Days = days.Count,
            Gateways = (int)Math.Round(messages / k),
            Places = (long)Math.Round(places),
            NoiseVariance = noise,
        };
        yield return Filled(frame, Measures.Participation, ScoreInterval.Solve(worn, places, noise, design.Z), pooled);
        yield return Filled(
            frame, Measures.ElevatedShare, ScoreInterval.Solve(elevated, places, noise, design.Z), pooled);
        bool known = ScoreInterval.TrySolveRatio(elevated, worn, noise, noise, design.Z, out Estimate rate);
        yield return Filled(frame, Measures.ElevatedRate, known ? rate : null, pooled);
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
