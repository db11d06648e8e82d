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
        Span<double> minutes = stackalloc double[MinutesPerDay];
        double[] values = new double[Dimension];

        Paint(day, bins.HeartRate, minutes);
        int worn = CountPresent(minutes);
        values[RestingHeartRate] = Median(minutes[..RestEndMinute], MinimumRestMinutes);
        values[MeanHeartRate] = Mean(minutes);
        Paint(day, bins.BodyTemperature, minutes);
        values[Temperature] = Mean(minutes);
        Paint(day, bins.SpO2, minutes);
        values[SpO2] = Mean(minutes);
        Paint(day, bins.RespiratoryRate, minutes);
        values[RespiratoryRate] = Mean(minutes);
        PaintRate(day, bins.Steps, minutes);
        values[LogSteps] = LogOfSteps(minutes);
        return new DayFeatures(day, values, worn);
    }

    /// <summary>Writes each minute's value, the shortest bin that covers it, or NaN.</summary>
    private static void Paint(int day, IReadOnlyList<FeatureBin> bins, Span<double> minutes) =>
        Paint(day, bins, minutes, static bin => bin.Mean);

    /// <summary>As Paint, with a bin's total spread evenly over its minutes.</summary>
    private static void PaintRate(int day, IReadOnlyList<FeatureBin> bins, Span<double> minutes) =>
        Paint(day, bins, minutes, static bin => bin.Total / bin.Minutes);

    private static void Paint(
        int day, IReadOnlyList<FeatureBin> bins, Span<double> minutes, Func<FeatureBin, double> valueOf)
    {
        Span<int> lengths = stackalloc int[MinutesPerDay];
        lengths.Fill(int.MaxValue);
        minutes.Fill(double.NaN);
        long dayStart = (long)day * MinutesPerDay;
        for (int i = 0; i < bins.Count; i++)
        {
            FeatureBin bin = bins[i];
            int from = (int)Math.Clamp(bin.StartMinute - dayStart, 0, MinutesPerDay);
            int to = (int)Math.Clamp(bin.EndMinute - dayStart, 0, MinutesPerDay);
            if (bin.Quality < MinimumQuality || bin.Count <= 0 || from == to)
            {
                continue;
            }
            double value = valueOf(bin);
            for (int minute = from; minute < to; minute++)
            {
                if (bin.Minutes < lengths[minute])
                {
                    minutes[minute] = value;
                    lengths[minute] = bin.Minutes;
                }
            }
        }
    }

    private static int CountPresent(ReadOnlySpan<double> minutes)
    {
        int count = 0;
        foreach (double value in minutes)
        {
            count += double.IsNaN(value) ? 0 : 1;
        }
        return count;
    }

    private static double Mean(ReadOnlySpan<double> minutes)
    {
        double sum = 0;
        int count = 0;
        foreach (double value in minutes)
        {
            if (!double.IsNaN(value))
            {
                sum += value;
                count++;
            }
        }
        return count < MinimumMeanMinutes ? double.NaN : sum / count;
    }

    private static double Median(ReadOnlySpan<double> minutes, int minimum)
    {
        Span<double> present = stackalloc double[minutes.Length];
        int count = 0;
        foreach (double value in minutes)
        {
            if (!double.IsNaN(value))
            {
                present[count++] = value;
            }
        }
        return count < minimum ? double.NaN : Order.MedianInPlace(present[..count]);
    }

    private static double LogOfSteps(ReadOnlySpan<double> stepsPerMinute)
    {
        double steps = 0;
        int count = 0;
        foreach (double value in stepsPerMinute)
        {
            if (!double.IsNaN(value))
            {
                steps += value;
                count++;
            }
        }
        return count < MinimumStepMinutes || steps < 0 ? double.NaN : Math.Log(1 + steps);
    }
}
