namespace EdgeVitals.Tests.Device.Signals;

/// <summary>Two baselines of heart rate in motion, 8 s windows every 2 s, a value for every window.</summary>
internal static class MotionReference
{
    private const int Rate = 25;
    private const int Window = 200;
    private const int Hop = 50;
    private const double Lowest = 50;
    private const double Highest = 190;
    private const double Grid = 1;
    private const int Bins = (int)((Highest - Lowest) / Grid) + 1;

    /// <summary>The highest line of the pulse's spectrum.</summary>
    public static double[] PlainMaximum(double[] pulse) =>
        [.. Starts(pulse).Select(start => RateOf(Highest1(Spectrum(pulse, start))))];

    /// <summary>Wiener filters of the averaged spectrum with a search about the last value, after Temko, "Accurate
    /// Wearable Heart Rate Monitoring During Physical Exercises Using PPG", IEEE Trans. Biomed. Eng. 64 (2017), without
    /// its phase vocoder and smoothing: it never gives a place up.</summary>
    public static double[] WienerWithHistory(double[] pulse, double[][] axes)
    {
        const int memory = 15;
        List<double[]> past1 = [];
        List<double[]> past2 = [];
        List<double> values = [];
        foreach (int start in Starts(pulse))
        {
            double[] spectrum = Spectrum(pulse, start);
            double[] motion = new double[Bins];
            foreach (double[] axis in axes)
            {
                double[] one = ToUnit(Spectrum(axis, start));
                for (int b = 0; b < Bins; b++) motion[b] += one[b] / 3;
            }
            past1.Add(ToUnit(spectrum));
            double[] mean1 = ToUnit(Mean(past1, memory));
            past2.Add(ToUnit(spectrum));
            double[] mean2 = ToUnit(Mean(past2, memory));
            double[] first = new double[Bins];
            double[] second = new double[Bins];
            for (int b = 0; b < Bins; b++)
            {
                double weight = 1 - motion[b] / mean1[b];
                first[b] = spectrum[b] * (weight < 0 ? -1 : weight);
                second[b] = spectrum[b] * mean2[b] / (motion[b] + mean2[b]);
            }
            past2[^1] = ToUnit(second);
            double d1 = Deviation(first);
            double d2 = Deviation(second);
            double[] clean = [.. first.Select((v, b) => v / d1 + second[b] / d2)];
            values.Add(RateOf(Nearby(clean, values)));
        }
        return [.. values];
    }

    public static IEnumerable<int> Starts(double[] pulse)
    {
        for (int start = 0; start + Window <= pulse.Length; start += Hop) yield return start;
    }

    private static int Nearby(double[] clean, List<double> values)
    {
        if (values.Count == 0) return Highest1(clean);
        double reach = 25;
        if (values.Count > 15) reach = values.Zip(values.Skip(1), (a, b) => Math.Abs(a - b)).Max() + 5;
        int best = -1;
        for (int b = 0; b < Bins; b++)
        {
            if (Math.Abs(RateOf(b) - values[^1]) <= reach && (best < 0 || clean[b] > clean[best])) best = b;
        }
        return best;
    }

    private static double RateOf(int bin) => Lowest + Grid * bin;

    private static int Highest1(double[] spectrum) => Array.IndexOf(spectrum, spectrum.Max());

    private static double Deviation(double[] x)
    {
        double mean = x.Average();
        return Math.Sqrt(x.Average(v => (v - mean) * (v - mean)));
    }

    private static double[] ToUnit(double[] x)
    {
        double highest = x.Max();
        return highest > 0 ? [.. x.Select(v => v / highest)] : x;
    }

    private static double[] Mean(List<double[]> past, int memory)
    {
        double[] mean = new double[Bins];
        int from = Math.Max(0, past.Count - 1 - memory);
        for (int i = from; i < past.Count; i++)
        {
            for (int b = 0; b < Bins; b++) mean[b] += past[i][b] / (past.Count - from);
        }
        return mean;
    }

    // Amplitude spectrum of a window without its mean.
    private static double[] Spectrum(double[] x, int start)
    {
        double mean = 0;
        for (int i = 0; i < Window; i++) mean += x[start + i] / Window;
        double[] spectrum = new double[Bins];
        for (int b = 0; b < Bins; b++)
        {
            double turn = 2 * Math.PI * RateOf(b) / 60 / Rate;
            double twice = 2 * Math.Cos(turn);
            double s1 = 0;
            double s2 = 0;
            for (int i = 0; i < Window; i++)
            {
                double s = x[start + i] - mean + twice * s1 - s2;
                s2 = s1;
                s1 = s;
            }
            spectrum[b] = Math.Sqrt(s1 * s1 + s2 * s2 - twice * s1 * s2);
        }
        return spectrum;
    }
}
