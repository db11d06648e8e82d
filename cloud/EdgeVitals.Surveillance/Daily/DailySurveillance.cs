namespace EdgeVitals.Surveillance;

/// <summary>From the noisy sums of closed rounds to participation and elevated rates.</summary>
/// <remarks>
/// Pooling adds the counts of the days and the variances of their noise, so k days narrow the noise part by sqrt(k).
/// Limit: the binomial part takes wearer-days as independent, but the same wearers come back each day. Where the
/// noise dominates (the usual case) this does not show; where it does not, a pooled interval is about the prevalence
/// among these wearers and not about new ones.
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

    /// <summary>The estimate over several closed rounds of distinct days, in any order.</summary>
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

        double denominator = (double)design.WearerCap * messages;
        double variance = design.NoiseVariance(messages);
        double wornCount = design.Wearers(worn), elevatedCount = design.Wearers(elevated);
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
