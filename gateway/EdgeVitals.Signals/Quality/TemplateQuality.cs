namespace EdgeVitals.Signals;

/// <summary>
/// How alike the beats of a window look: the mean correlation of each with their average (Orphanidou et al. 2015,
/// adaptive template matching). Noise and motion change shape from beat to beat, a heart does not.
/// </summary>
public static class TemplateQuality
{
    /// <summary>Smallest mean correlation of an electrocardiogram: the paper's optimum.</summary>
    public const double SmallestEcg = 0.66;

    /// <summary>Smallest mean correlation of a pulse wave: the paper's optimum.</summary>
    public const double SmallestPpg = 0.86;

    /// <summary>Beats whose window lies inside the signal that are needed: the average of fewer looks like each.
    /// </summary>
    public const int FewestBeats = 3;

    /// <summary>Judges a window.</summary>
    /// <param name="signal">Samples in any unit, evenly spaced; polarity does not matter.</param>
    /// <param name="beats">Indexes of the beats, ascending, each inside the signal. A window of one median interval
    /// around each is taken.</param>
    /// <param name="source">Which limit holds.</param>
    /// <exception cref="ArgumentException">Beats are not ascending or outside of the signal.</exception>
    public static QualityIndex Of(ReadOnlySpan<float> signal, ReadOnlySpan<int> beats, IntervalSource source)
    {
        int width = Width(signal, beats);
        if (width < 4)
        {
            return QualityIndex.Refuse("too few beats");
        }
        double[] template = new double[width];
        int count = 0;
        foreach (int beat in beats)
        {
            if (!IsInside(signal, beat, width))
            {
                continue;
            }
            count++;
            for (int i = 0; i < width; i++)
            {
                template[i] += signal[beat - width / 2 + i];
            }
        }
        if (count < FewestBeats)
        {
            return QualityIndex.Refuse("too few beats");
        }
        double sum = 0;
        foreach (int beat in beats)
        {
            sum += IsInside(signal, beat, width) ? Correlation(signal.Slice(beat - width / 2, width), template) : 0;
        }
        double mean = sum / count;
        // A NaN in the signal makes the mean one, and no comparison with it holds.
        bool isAlike = mean >= (source == IntervalSource.Ecg ? SmallestEcg : SmallestPpg);
        return isAlike ? new QualityIndex(Math.Min(1, mean), "")
            : new QualityIndex(mean > 0 ? mean : 0, "beats unlike each other");
    }

    private static int Width(ReadOnlySpan<float> signal, ReadOnlySpan<int> beats)
    {
        double[] intervals = new double[Math.Max(0, beats.Length - 1)];
        for (int i = 0; i < beats.Length; i++)
        {
            if (beats[i] < 0 || beats[i] >= signal.Length || (i > 0 && beats[i] <= beats[i - 1]))
            {
                throw new ArgumentException("Beats are ascending indexes of the signal.", nameof(beats));
            }
            if (i > 0)
            {
                intervals[i - 1] = beats[i] - beats[i - 1];
            }
        }
        return intervals.Length == 0 ? 0 : (int)Order.MedianInPlace(intervals);
    }

    private static bool IsInside(ReadOnlySpan<float> signal, int beat, int width) =>
        beat - width / 2 >= 0 && beat - width / 2 + width <= signal.Length;

    /// <summary>Pearson's correlation; 0 where one of both does not move.</summary>
    private static double Correlation(ReadOnlySpan<float> x, ReadOnlySpan<double> y)
    {
        double meanX = 0, meanY = 0, xy = 0, xx = 0, yy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            meanX += x[i];
            meanY += y[i];
        }
        meanX /= x.Length;
        meanY /= y.Length;
        for (int i = 0; i < x.Length; i++)
        {
            double dx = x[i] - meanX, dy = y[i] - meanY;
            xy += dx * dy;
            xx += dx * dx;
            yy += dy * dy;
        }
        return xx == 0 || yy == 0 ? 0 : xy / Math.Sqrt(xx * yy);
    }
}
