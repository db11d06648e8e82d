namespace EdgeVitals.Signals;

/// <summary>
/// Six features of a wearer's UTC day. Missing is NaN and stays NaN: a day without temperature is not a day of 0 °C.
/// </summary>
public static class DailyFeatures
{
    /// <summary>Number of features.</summary>
    public const int Dimension = 6;

    /// <summary>Index of the median heart rate 00:00-06:00 UTC, /min.</summary>
    public const int RestingHeartRate = 0;

    /// <summary>Index of the mean heart rate, /min.</summary>
    public const int MeanHeartRate = 1;

    /// <summary>Index of the mean body temperature, °C.</summary>
    public const int Temperature = 2;

    /// <summary>Index of the mean oxygen saturation, %.</summary>
    public const int SpO2 = 3;

    /// <summary>Index of the mean respiratory rate, /min.</summary>
    public const int RespiratoryRate = 4;

    /// <summary>Index of ln(1 + steps of the day).</summary>
    public const int LogSteps = 5;

    /// <summary>
    /// Bins below this quality are left out. Half of the scale: the device gives 100 to a window whose beats all
    /// passed its interval and template checks, so that 50 is a window with every second beat doubtful.
    /// </summary>
    public const int MinimumQuality = 50;

    /// <summary>
    /// Minutes of heart rate that a resting value needs of the 360 between 00:00 and 06:00: half. With less, an hour
    /// awake would be the median.
    /// </summary>
    public const int MinimumRestMinutes = 180;

    /// <summary>
    /// Minutes that a daily mean needs: six hours. The circadian swing is about five beats a minute to either side,
    /// so a mean over fewer hours follows the hours that were worn rather than the wearer.
    /// </summary>
    public const int MinimumMeanMinutes = 360;

    /// <summary>Minutes of the day that steps need: a total over fewer than ten worn hours is a count of wear.
    /// </summary>
    public const int MinimumStepMinutes = Indicators.MinimumWornMinutes;

    private const int MinutesPerDay = 1440;
    private const int RestEndMinute = 6 * 60;

    /// <summary>Names of the features, in order; stable, they are part of stored models.</summary>
    public static string[] Names =>
    [
        "resting-heart-rate", "mean-heart-rate", "body-temperature", "spo2", "respiratory-rate", "log-steps",
    ];

    /// <summary>Computes the features of one day from each channel's bins; see <see cref="DailyBins"/>.</summary>
    /// <param name="day">Days since 1970-01-01, UTC.</param>
    /// <param name="bins">Bins that may also hold other days.</param>
    public static DayFeatures Compute(int day, DailyBins bins)
    {
        ArgumentNullException.ThrowIfNull(bins);
        long start = (long)day * MinutesPerDay;
        Span<double> minutes = stackalloc double[MinutesPerDay];
        double[] values = new double[Dimension];
        string[] missing = new string[Dimension];

        MinuteGrid.Paint(start, bins.HeartRate, bins.EcgHeartRate, minutes);
        int worn = MinuteGrid.CountPresent(minutes);
        Span<double> rest = minutes[..RestEndMinute];
        Put(RestingHeartRate, MinuteGrid.Median(rest, MinimumRestMinutes), rest, MinimumRestMinutes,
            bins.HeartRateCoverage);
        PutMean(MeanHeartRate, minutes, bins.HeartRateCoverage);
        MinuteGrid.Paint(start, bins.BodyTemperature, minutes);
        PutMean(Temperature, minutes, bins.BodyTemperatureCoverage);
        MinuteGrid.Paint(start, bins.SpO2, minutes);
        PutMean(SpO2, minutes, bins.SpO2Coverage);
        MinuteGrid.PaintRespiration(start, bins.RespiratoryRate, bins.EcgRespiratoryRate, minutes);
        PutMean(RespiratoryRate, minutes, bins.RespiratoryRateCoverage);
        // Nobody seen: why, the heart rate knows.
        bool isUnseen = MinuteGrid.PaintSteps(start, bins, minutes);
        Put(LogSteps, LogOfSteps(minutes), minutes, MinimumStepMinutes,
            isUnseen ? bins.HeartRateCoverage : bins.StepsCoverage);
        return new DayFeatures(day, values, worn) { Missing = missing };

        void PutMean(int feature, ReadOnlySpan<double> of, ChannelCoverage? coverage) =>
            Put(feature, MinuteGrid.Mean(of, MinimumMeanMinutes), of, MinimumMeanMinutes, coverage);

        void Put(int feature, double value, ReadOnlySpan<double> of, int needed, ChannelCoverage? coverage)
        {
            values[feature] = value;
            missing[feature] = double.IsNaN(value)
                ? Missingness.Of(MinuteGrid.CountPresent(of), needed, coverage?.Day(day) ?? default) : "";
        }
    }

    private static double LogOfSteps(ReadOnlySpan<double> stepsPerMinute)
    {
        double steps = MinuteGrid.Sum(stepsPerMinute);
        return MinuteGrid.CountPresent(stepsPerMinute) < MinimumStepMinutes || steps < 0
            ? double.NaN : Math.Log(1 + steps);
    }
}
