namespace EdgeVitals.Signals;

/// <summary>Intervals between the heartbeats of one hour and what stands behind them.</summary>
/// <param name="Milliseconds">Intervals in ms, in order.</param>
/// <param name="Source">The signal.</param>
/// <param name="ResolutionMilliseconds">See <see cref="IntervalOrigin.ResolutionMilliseconds"/>.</param>
public sealed record HourIntervals(
    ReadOnlyMemory<double> Milliseconds, IntervalSource Source, double ResolutionMilliseconds);

/// <summary>
/// Features of a wearer's UTC hour, from the same bins and by the same rule of minutes as <see cref="DailyFeatures"/>.
/// Hours are hours since 1970 in UTC: no day has 23 or 25 of them. Missing is NaN, with its reason beside it.
/// </summary>
public static class HourlyFeatures
{
    /// <summary>Number of features.</summary>
    public const int Dimension = 8;

    /// <summary>Index of the mean heart rate, /min.</summary>
    public const int MeanHeartRate = 0;

    /// <summary>Index of the median of the minutes' heart rates, /min.</summary>
    public const int MedianHeartRate = 1;

    /// <summary>Index of the lowest mean of <see cref="RestingMinutes"/> minutes in a row, /min: the hour's candidate
    /// for a resting heart rate.</summary>
    public const int LowestHeartRate = 2;

    /// <summary>Index of RMSSD, ms, only where <see cref="VariabilityGate"/> lets it be shown.</summary>
    public const int Rmssd = 3;

    /// <summary>Index of the mean oxygen saturation, %.</summary>
    public const int SpO2 = 4;

    /// <summary>Index of the mean body temperature, °C.</summary>
    public const int Temperature = 5;

    /// <summary>Index of the mean respiratory rate, /min.</summary>
    public const int RespiratoryRate = 6;

    /// <summary>Index of the steps of the minutes that were counted.</summary>
    public const int Steps = 7;

    /// <summary>Minutes that an hourly value needs: as many as a resting heart rate is averaged over. A bin of an hour
    /// stands for its sixty minutes.</summary>
    public const int MinimumMinutes = RestingMinutes;

    /// <summary>Minutes in a row whose mean may be a resting heart rate: with one minute the lowest of sixty is the
    /// noise of a minute, 5.7 /min in free life.</summary>
    public const int RestingMinutes = 5;

    private const int MinutesPerHour = 60;

    /// <summary>Names of the features, in order.</summary>
    public static string[] Names =>
    [
        "mean-heart-rate", "median-heart-rate", "lowest-heart-rate", "rmssd", "spo2", "body-temperature",
        "respiratory-rate", "steps",
    ];

    /// <summary>Computes the features of one hour from each channel's bins; see <see cref="DailyBins"/>.</summary>
    /// <param name="hour">Hours since 1970, UTC.</param>
    /// <param name="bins">Bins that may also hold other hours, and what the devices say of them.</param>
    /// <param name="intervals">The hour's beats, or null where none are known.</param>
    public static HourFeatures Compute(long hour, DailyBins bins, HourIntervals? intervals = null)
    {
        ArgumentNullException.ThrowIfNull(bins);
        long start = hour * MinutesPerHour;
        Span<double> minutes = stackalloc double[MinutesPerHour];
        double[] values = new double[Dimension];
        double[] present = new double[Dimension];
        string[] missing = new string[Dimension];

        MinuteGrid.Paint(start, bins.HeartRate, bins.EcgHeartRate, minutes);
        int worn = MinuteGrid.CountPresent(minutes);
        Put(MeanHeartRate, MinuteGrid.Mean(minutes, MinimumMinutes), minutes, bins.HeartRateCoverage);
        Put(MedianHeartRate, MinuteGrid.Median(minutes, MinimumMinutes), minutes, bins.HeartRateCoverage);
        Put(LowestHeartRate, Lowest(minutes), minutes, bins.HeartRateCoverage);
        (values[Rmssd], present[Rmssd], missing[Rmssd]) = Gated(intervals);
        MinuteGrid.Paint(start, bins.SpO2, minutes);
        Put(SpO2, MinuteGrid.Mean(minutes, MinimumMinutes), minutes, bins.SpO2Coverage);
        MinuteGrid.Paint(start, bins.BodyTemperature, minutes);
        Put(Temperature, MinuteGrid.Mean(minutes, MinimumMinutes), minutes, bins.BodyTemperatureCoverage);
        MinuteGrid.PaintRespiration(start, bins.RespiratoryRate, bins.EcgRespiratoryRate, minutes);
        Put(RespiratoryRate, MinuteGrid.Mean(minutes, MinimumMinutes), minutes, bins.RespiratoryRateCoverage);
        // Nobody seen: why, the heart rate knows.
        bool isUnseen = MinuteGrid.PaintSteps(start, bins, minutes);
        bool isCounted = MinuteGrid.CountPresent(minutes) >= MinimumMinutes;
        Put(Steps, isCounted ? MinuteGrid.Sum(minutes) : double.NaN, minutes,
            isUnseen ? bins.HeartRateCoverage : bins.StepsCoverage);
        return new HourFeatures(hour, values, present, missing, worn);

        void Put(int feature, double value, ReadOnlySpan<double> of, ChannelCoverage? coverage)
        {
            int count = MinuteGrid.CountPresent(of);
            values[feature] = value;
            present[feature] = count / (double)MinutesPerHour;
            missing[feature] = double.IsNaN(value)
                ? Reason(count, coverage?.Hour(hour) ?? default) : "";
        }
    }

    /// <summary>A lowest value may lack its five minutes in a row although there are five minutes.</summary>
    private static string Reason(int minutes, Coverage coverage) =>
        Missingness.Of(minutes, MinimumMinutes, coverage) is { Length: > 0 } reason ? reason : Missingness.TooFew;

    private static double Lowest(ReadOnlySpan<double> minutes)
    {
        double lowest = double.NaN;
        for (int i = 0; i + RestingMinutes <= minutes.Length; i++)
        {
            double mean = MinuteGrid.Mean(minutes.Slice(i, RestingMinutes), RestingMinutes);
            lowest = double.IsNaN(lowest) || mean < lowest ? mean : lowest;
        }
        return lowest;
    }

    private static (double Value, double Present, string Missing) Gated(HourIntervals? intervals)
    {
        if (intervals is null || intervals.Milliseconds.Length == 0)
        {
            return (double.NaN, 0, Missingness.NoIntervals);
        }
        ReadOnlySpan<double> list = intervals.Milliseconds.Span;
        if (!HeartRateVariability.TryComputeCorrected(list, out Variability hrv, out int dropped, out string reason))
        {
            return (double.NaN, 0, reason);
        }
        double share = (list.Length - dropped) / (double)list.Length;
        var origin = new IntervalOrigin(
            intervals.Source, intervals.ResolutionMilliseconds, list.Length, list.Length - dropped);
        return VariabilityGate.MayShowRmssd(origin, out reason) ? (hrv.Rmssd, share, "") : (double.NaN, share, reason);
    }
}
