namespace EdgeVitals.Signals;

/// <summary>Quality that needs no beats: whether a signal moves at all, is cut off, or has the shape of noise.
/// </summary>
public static class WaveQuality
{
    /// <summary>Largest share of samples that repeat the one before. Quantised quiet signals repeat some; more than
    /// half of a window is a lead that hangs or a converter that sends its last value.</summary>
    public const double LargestFlatShare = 0.5;

    /// <summary>Largest share of samples at the highest or lowest value. A wave touches its extremes once or twice a
    /// beat, less than one sample in twenty at 25 Hz; a cut-off one stays there.</summary>
    public const double LargestClippedShare = 0.1;

    /// <summary>Smallest kurtosis of a clean electrocardiogram: peaks stand out of a quiet line, noise has 3 (Li, Mark
    /// and Clifford 2008, Physiological Measurement 29:15, kSQI &gt; 5).</summary>
    public const double SmallestEcgKurtosis = 5;

    /// <summary>Judges whether a signal changes and is not cut off.</summary>
    /// <param name="signal">Samples in any unit; two or more. NaN is refused.</param>
    public static QualityIndex Of(ReadOnlySpan<float> signal)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        int same = 0;
        for (int i = 0; i < signal.Length; i++)
        {
            if (!float.IsFinite(signal[i]))
            {
                return QualityIndex.Refuse("not a number");
            }
            low = Math.Min(low, signal[i]);
            high = Math.Max(high, signal[i]);
            same += i > 0 && signal[i] == signal[i - 1] ? 1 : 0;
        }
        if (signal.Length < 2)
        {
            return QualityIndex.Refuse("too short");
        }
        double flat = same / (double)(signal.Length - 1);
        if (low == high || flat > LargestFlatShare)
        {
            return QualityIndex.Refuse("flat line");
        }
        int clipped = 0;
        for (int i = 1; i < signal.Length; i++)
        {
            // One sample at the extreme is the peak; a second in a row is the end of the range.
            clipped += (signal[i] == high || signal[i] == low) && signal[i] == signal[i - 1] ? 1 : 0;
        }
        double share = clipped / (double)(signal.Length - 1);
        return share > LargestClippedShare ? QualityIndex.Refuse("saturated")
            : new QualityIndex((1 - flat / (2 * LargestFlatShare)) * (1 - share / (2 * LargestClippedShare)), "");
    }

    /// <summary>Third standardised moment g₁ = m₃ / m₂^1.5: positive for pulses with a steep rise over a long fall,
    /// near 0 for noise (Elgendi 2016, Bioengineering 3:21, finds it the best single index of a pulse wave). NaN for a
    /// flat line.</summary>
    public static double Skewness(ReadOnlySpan<float> signal)
    {
        (double second, double third, _) = Moments(signal);
        return second > 0 ? third / Math.Pow(second, 1.5) : double.NaN;
    }

    /// <summary>Fourth standardised moment m₄ / m₂²: 3 for normal noise, 1.5 for a sine. NaN for a flat line.</summary>
    public static double Kurtosis(ReadOnlySpan<float> signal)
    {
        (double second, _, double fourth) = Moments(signal);
        return second > 0 ? fourth / (second * second) : double.NaN;
    }

    private static (double Second, double Third, double Fourth) Moments(ReadOnlySpan<float> signal)
    {
        double mean = 0, second = 0, third = 0, fourth = 0;
        foreach (float value in signal)
        {
            mean += value;
        }
        mean /= signal.Length;
        foreach (float value in signal)
        {
            double d = value - mean;
            second += d * d;
            third += d * d * d;
            fourth += d * d * d * d;
        }
        return (second / signal.Length, third / signal.Length, fourth / signal.Length);
    }
}
