namespace EdgeVitals.Signals;

/// <summary>
/// Lays bins onto whole minutes of a stretch of time. Hourly and daily features both read from here, so that which bin
/// speaks for a minute is decided once.
/// </summary>
internal static class MinuteGrid
{
    private const double LeastMeasuredShare = 0.5;
    private const int MinutesPerHour = 60;

    /// <summary>Writes each minute's value, that of the shortest bin of sufficient quality that covers it, or NaN.
    /// </summary>
    /// <param name="start">First minute, minutes since 1970.</param>
    /// <param name="bins">Bins in any order, also of other times.</param>
    /// <param name="minutes">Receives the values; its length is the stretch.</param>
    public static void Paint(long start, IReadOnlyList<FeatureBin> bins, Span<double> minutes)
    {
        minutes.Fill(double.NaN);
        Fill(start, bins, static bin => bin.Mean, minutes);
    }

    /// <summary>The same for a quantity with two sensors: the second speaks where the first is silent.</summary>
    public static void Paint(
        long start, IReadOnlyList<FeatureBin> first, IReadOnlyList<FeatureBin> second, Span<double> minutes)
    {
        Paint(start, first, minutes);
        if (second.Count > 0)
        {
            Fill(start, second, static bin => bin.Mean, minutes);
        }
    }

    /// <summary>As Paint, for a quantity that is counted: a bin's total spread evenly over its minutes, what was not
    /// measured at the rate of what was. A bin that was measured for less than half says nothing: half a minute of
    /// walking is no hour of it.</summary>
    public static void PaintRate(long start, IReadOnlyList<FeatureBin> bins, Span<double> minutes)
    {
        minutes.Fill(double.NaN);
        Fill(start, bins, static bin => bin.MeasuredShare < LeastMeasuredShare
            ? double.NaN : bin.Total / (bin.Minutes * bin.MeasuredShare), minutes);
    }

    /// <summary>As Paint, for the respiratory rate: where both sensors have the minute it is fused as on the card
    /// (<see cref="RespirationFusion.OfSensors"/>), and missing where they disagree; else the one that is there.
    /// </summary>
    public static void PaintRespiration(
        long start, IReadOnlyList<FeatureBin> oximeter, IReadOnlyList<FeatureBin> ecg, Span<double> minutes)
    {
        Paint(start, oximeter, minutes);
        if (ecg.Count == 0)
        {
            return;
        }
        double[] second = new double[minutes.Length];
        double[] quality = new double[minutes.Length];
        double[] secondQuality = new double[minutes.Length];
        Paint(start, ecg, second);
        PaintQuality(start, oximeter, quality);
        PaintQuality(start, ecg, secondQuality);
        for (int i = 0; i < minutes.Length; i++)
        {
            minutes[i] = double.IsNaN(minutes[i]) ? second[i] : double.IsNaN(second[i]) ? minutes[i]
                : RespirationFusion.OfSensors(minutes[i], quality[i], second[i], secondQuality[i]).PerMinute;
        }

        static void PaintQuality(long start, IReadOnlyList<FeatureBin> bins, double[] minutes)
        {
            Array.Fill(minutes, double.NaN);
            Fill(start, bins, static bin => bin.Quality / 100.0, minutes);
        }
    }

    /// <summary>As <see cref="PaintRate"/>, for steps: they count in the hours in which a heart rate, the oximeter's or
    /// the electrocardiogram's, has seen the body. A device on a table counts zeros, and they are nobody's.</summary>
    /// <param name="start">First minute, at a whole hour.</param>
    /// <param name="bins">The steps and both heart rates.</param>
    /// <param name="minutes">Receives the values; its length is whole hours.</param>
    /// <returns>Whether steps were left out because nobody was seen.</returns>
    public static bool PaintSteps(long start, DailyBins bins, Span<double> minutes)
    {
        PaintRate(start, bins.Steps, minutes);
        bool isLeftOut = false;
        for (int hour = 0; hour < minutes.Length; hour += MinutesPerHour)
        {
            Span<double> steps = minutes.Slice(hour, MinutesPerHour);
            if (!IsSeen(start + hour, bins.HeartRate) && !IsSeen(start + hour, bins.EcgHeartRate))
            {
                isLeftOut |= CountPresent(steps) > 0;
                steps.Fill(double.NaN);
            }
        }
        return isLeftOut;
    }

    private static bool IsSeen(long hour, IReadOnlyList<FeatureBin> heartRates)
    {
        for (int i = 0; i < heartRates.Count; i++)
        {
            if (heartRates[i].Count > 0 && heartRates[i].StartMinute < hour + MinutesPerHour
                && heartRates[i].EndMinute > hour)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Minutes that have a value.</summary>
    public static int CountPresent(ReadOnlySpan<double> minutes)
    {
        int count = 0;
        foreach (double value in minutes)
        {
            count += double.IsNaN(value) ? 0 : 1;
        }
        return count;
    }

    /// <summary>Sum of the minutes that have a value.</summary>
    public static double Sum(ReadOnlySpan<double> minutes)
    {
        double sum = 0;
        foreach (double value in minutes)
        {
            sum += double.IsNaN(value) ? 0 : value;
        }
        return sum;
    }

    /// <summary>Mean of the minutes that have a value, NaN below <paramref name="minimum"/> of them.</summary>
    public static double Mean(ReadOnlySpan<double> minutes, int minimum)
    {
        int count = CountPresent(minutes);
        return count < minimum ? double.NaN : Sum(minutes) / count;
    }

    /// <summary>Median of the minutes that have a value, NaN below <paramref name="minimum"/> of them.</summary>
    public static double Median(ReadOnlySpan<double> minutes, int minimum)
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

    /// <summary>Writes into minutes that have no value yet; among the given bins the shortest wins.</summary>
    private static void Fill(
        long start, IReadOnlyList<FeatureBin> bins, Func<FeatureBin, double> valueOf, Span<double> minutes)
    {
        Span<int> lengths = stackalloc int[minutes.Length];
        for (int minute = 0; minute < minutes.Length; minute++)
        {
            lengths[minute] = double.IsNaN(minutes[minute]) ? int.MaxValue : 0;
        }
        for (int i = 0; i < bins.Count; i++)
        {
            FeatureBin bin = bins[i];
            int from = (int)Math.Clamp(bin.StartMinute - start, 0, minutes.Length);
            int to = (int)Math.Clamp(bin.EndMinute - start, 0, minutes.Length);
            if (bin.Quality < DailyFeatures.MinimumQuality || bin.Count <= 0 || from == to)
            {
                continue;
            }
            double value = valueOf(bin);
            if (double.IsNaN(value))
            {
                continue;
            }
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
}
