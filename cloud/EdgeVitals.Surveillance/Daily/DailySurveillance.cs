namespace EdgeVitals.Surveillance;

/// <summary>From the noisy sums of closed rounds to participation and elevated rates.</summary>
/// <remarks>
/// Pooled counts, places and noise variance are means a day. The same persons wear the devices day after day, so more
/// days are no more persons: the sampling part of a pooled interval stays that of one day, and only the privacy noise,
/// which is fresh in each, averages out.
/// </remarks>
public static class DailySurveillance
{
    /// <summary>Coded reason of a blank rate: the noise alone could explain the number of wearers.</summary>
    public const string TooFewWorn = "too-few-worn";

    /// <summary>Days that one pooled estimate may span: the longest view is a leap year.</summary>
    public const int MaximumRounds = 366;

    /// <summary>The estimate of one closed round.</summary>
    public static DailyEstimate Estimate(DailyCounts counts, SurveillanceDesign design)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return Pool([counts], design);
    }

    /// <summary>The mean over several closed rounds of distinct days, in any order.</summary>
    public static DailyEstimate Pool(IReadOnlyList<DailyCounts> days, SurveillanceDesign design)
    {
        Require(days, design);
        Int128 worn = 0, elevated = 0;
        long messages = 0;
        foreach (DailyCounts day in days)
        {
            // Integers first, doubles last: the estimate is the same bits in any order.
            worn = checked(worn + day.Worn);
            elevated = checked(elevated + day.Elevated);
            messages += day.Gateways;
        }

        double k = days.Count;
        double denominator = design.WearerCap * messages / k;
        double variance = design.NoiseVariance(messages) / (k * k);
        double wornCount = design.Wearers(worn) / k, elevatedCount = design.Wearers(elevated) / k;
        bool known = ScoreInterval.TrySolveRatio(
            elevatedCount, wornCount, variance, variance, design.Z, out Estimate rate);
        return new DailyEstimate
        {
            FirstDay = days.Min(day => day.Day),
            LastDay = days.Max(day => day.Day),
            Rounds = days.Count,
            Messages = messages,
            Denominator = denominator,
            Worn = wornCount,
            Elevated = elevatedCount,
            NoiseVariance = variance,
            Participation = ScoreInterval.Solve(wornCount, denominator, variance, design.Z),
            ElevatedShare = ScoreInterval.Solve(elevatedCount, denominator, variance, design.Z),
            ElevatedRate = known ? rate : null,
            BlankReason = known ? "" : TooFewWorn,
        };
    }

    private static void Require(IReadOnlyList<DailyCounts> days, SurveillanceDesign design)
    {
        ArgumentNullException.ThrowIfNull(days);
        ArgumentNullException.ThrowIfNull(design);
        if (days.Count is 0 or > MaximumRounds)
        {
            throw new ArgumentException($"{days.Count} rounds; expected 1 to {MaximumRounds}.", nameof(days));
        }

        if (days.Any(day => day.Gateways < 1) || days.Select(day => day.Day).Distinct().Count() != days.Count)
        {
            throw new ArgumentException("A round has no gateway, or a day occurs twice.", nameof(days));
        }

        if (design.WearerCap < 1 || design.SigmaSquared < 1 || design.GridExponent is < 0 or > 20)
        {
            throw new ArgumentException("Cap, noise or grid out of range.", nameof(design));
        }
    }
}
