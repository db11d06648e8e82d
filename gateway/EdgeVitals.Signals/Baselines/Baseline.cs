namespace EdgeVitals.Signals;

/// <summary>
/// What is normal for one wearer: median and scaled median absolute deviation of each daily feature. Robust, so that
/// a few ill or feverish days among the history do not move it.
/// </summary>
public sealed record Baseline
{
    /// <summary>Days that make a baseline: two weeks cover both kinds of weekday.</summary>
    public const int MinimumDays = 14;

    /// <summary>Longest history used; older days belong to another season or training state.</summary>
    public const int MaximumDays = 45;

    /// <summary>Days between the history and the day judged, so that an onset does not hide itself.</summary>
    public const int GapDays = 2;

    /// <summary>
    /// 1/Φ⁻¹(3/4): makes the median absolute deviation of a normal sample estimate its standard deviation
    /// (Rousseeuw and Croux 1993, eq. 1.2). Another factor would rescale every z and every alarm threshold.
    /// </summary>
    public const double MadToDeviation = 1.4826;

    /// <summary>Standardised values are held to this, so that one broken sensor cannot own a model or a sum.</summary>
    public const double Limit = 8.0;

    /// <summary>
    /// Smallest deviation per feature, in its unit: below it a steady fortnight would turn a harmless change into
    /// many deviations. Heart rates 1 /min: a daily value from half-minute windows is no better. Temperature 0.1 °C:
    /// the TMP117's stated accuracy from 30 to 45 °C. SpO₂ 0.5 %: a quarter of the 2 % A_rms that an oximeter of
    /// this kind reaches, averaged over a day. Respiration 0.5 /min: the error of the estimate against a belt.
    /// ln(steps) 0.15: steps counters differ by 5 % and days of equal habit by 15 %.
    /// </summary>
    public static double[] Floors => [1.0, 1.0, 0.1, 0.5, 0.5, 0.15];

    /// <summary>Median of each feature in its unit; NaN where no day has it.</summary>
    public required double[] Median { get; init; }

    /// <summary>Scaled median absolute deviation of each feature, at least its floor.</summary>
    public required double[] Mad { get; init; }

    /// <summary>Days that had each feature.</summary>
    public required int[] Days { get; init; }

    /// <summary>
    /// True when at least one feature has <see cref="MinimumDays"/> days. A feature with fewer stays out of
    /// <see cref="Standardise"/>, so a device without thermometer can still have a baseline.
    /// </summary>
    public bool IsReady => Days.Max() >= MinimumDays;

    /// <summary>First and last day whose features make the baseline for judging <paramref name="day"/>.</summary>
    public static (int First, int Last) WindowFor(int day) => (day - GapDays - MaximumDays, day - GapDays - 1);

    /// <summary>Learns a baseline from days of <see cref="DailyFeatures.Dimension"/> values, NaN where missing.
    /// </summary>
    public static Baseline From(IReadOnlyList<double[]> days)
    {
        ArgumentNullException.ThrowIfNull(days);
        double[] floors = Floors;
        double[] median = new double[DailyFeatures.Dimension];
        double[] mad = new double[DailyFeatures.Dimension];
        int[] counts = new int[DailyFeatures.Dimension];
        double[] present = new double[days.Count];
        for (int feature = 0; feature < DailyFeatures.Dimension; feature++)
        {
            int count = 0;
            foreach (double[] day in days)
            {
                RequireDimension(day.Length);
                if (double.IsFinite(day[feature]))
                {
                    present[count++] = day[feature];
                }
            }
            Span<double> values = present.AsSpan(0, count);
            double middle = Order.MedianInPlace(values);
            foreach (ref double value in values)
            {
                value = Math.Abs(value - middle);
            }
            double deviation = count == 0 ? 0 : Order.MedianInPlace(values) * MadToDeviation;
            median[feature] = middle;
            mad[feature] = Math.Max(deviation, floors[feature]);
            counts[feature] = count;
        }
        return new Baseline { Median = median, Mad = mad, Days = counts };
    }

    /// <summary>
    /// z = (x − median) / deviation, held to ±<see cref="Limit"/>. A value that is missing or has no baseline yet
    /// becomes 0: no evidence either way.
    /// </summary>
    public double[] Standardise(ReadOnlySpan<double> x)
    {
        RequireDimension(x.Length);
        double[] z = new double[DailyFeatures.Dimension];
        for (int feature = 0; feature < z.Length; feature++)
        {
            if (double.IsFinite(x[feature]) && Days[feature] >= MinimumDays)
            {
                z[feature] = Math.Clamp((x[feature] - Median[feature]) / Mad[feature], -Limit, Limit);
            }
        }
        return z;
    }

    private static void RequireDimension(int length)
    {
        if (length != DailyFeatures.Dimension)
        {
            throw new ArgumentException($"A day has {DailyFeatures.Dimension} features, not {length}.");
        }
    }
}
