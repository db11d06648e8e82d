using System.Runtime.InteropServices;

namespace EdgeVitals.Signals;

/// <summary>Sorts decoded samples of one channel into bins of whole minutes.</summary>
public static class FeatureBins
{
    /// <summary>Grid of the trend store.</summary>
    public const int Minute = 1;

    /// <summary>Grid of the daily features: a duty-cycled device's window stands for its hour.</summary>
    public const int Hour = 60;

    private const long MicrosPerMinute = 60_000_000;

    /// <summary>
    /// Bins samples on a grid of <paramref name="minutes"/>. A sample belongs to the bin that holds its middle: an
    /// hourly mean whose start the time exchange put 2 ms before the hour still belongs to its own hour.
    /// </summary>
    /// <param name="samples">Samples in any order.</param>
    /// <param name="minutes">Grid, 1..1440, a divisor of 1440 so that no bin crosses a day.</param>
    /// <param name="refused">Samples left out: not finite, period not above zero, or quality outside 1..100
    /// (quality 0 means that the device itself does not vouch for the value).</param>
    /// <returns>Bins with at least one sample, by start, then by length.</returns>
    public static List<FeatureBin> From(ReadOnlySpan<Sample> samples, int minutes, out int refused)
    {
        if (minutes is < 1 or > 1440 || 1440 % minutes != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(minutes), minutes, "A divisor of 1440 minutes is needed.");
        }
        refused = 0;
        var open = new Dictionary<(long Start, int Minutes), Running>();
        foreach (Sample sample in samples)
        {
            if (!IsUsable(sample))
            {
                refused++;
                continue;
            }
            int length = LengthFor(sample.PeriodMicros, minutes);
            long middleMinute = FloorDivide(sample.UtcMicros + sample.PeriodMicros / 2, MicrosPerMinute);
            long start = FloorDivide(middleMinute, length) * length;
            ref Running running = ref CollectionsMarshal.GetValueRefOrAddDefault(open, (start, length), out _);
            running.Add(sample);
        }
        var bins = new List<FeatureBin>(open.Count);
        foreach (((long start, int length), Running running) in open)
        {
            bins.Add(running.Close(start, length));
        }
        bins.Sort(static (a, b) => a.StartMinute != b.StartMinute
            ? a.StartMinute.CompareTo(b.StartMinute) : a.Minutes.CompareTo(b.Minutes));
        return bins;
    }

    private static bool IsUsable(Sample sample) =>
        double.IsFinite(sample.Value) && sample.PeriodMicros > 0 && sample.Quality is > 0 and <= 100;

    /// <summary>The grid, or the smallest divisor of a day in whole grid steps that holds a longer period.</summary>
    private static int LengthFor(long periodMicros, int minutes)
    {
        int length = minutes;
        while (length < 1440 && (length * MicrosPerMinute < periodMicros || 1440 % length != 0))
        {
            length += minutes;
        }
        return length;
    }

    private static long FloorDivide(long value, long divisor)
    {
        long quotient = value / divisor;
        return value % divisor < 0 ? quotient - 1 : quotient;
    }

    private struct Running
    {
        private int count;
        private double sum;
        private double minimum;
        private double maximum;
        private long quality;
        private double micros;

        public void Add(Sample sample)
        {
            minimum = count == 0 ? sample.Value : Math.Min(minimum, sample.Value);
            maximum = count == 0 ? sample.Value : Math.Max(maximum, sample.Value);
            sum += sample.Value;
            quality += sample.Quality;
            micros += sample.PeriodMicros;
            count++;
        }

        public readonly FeatureBin Close(long start, int minutes) =>
            new(start, minutes, count, sum / count, minimum, maximum, (int)(quality / count))
            {
                MeasuredShare = Math.Min(1, micros / minutes / MicrosPerMinute),
            };
    }
}
