using System.Globalization;

namespace EdgeVitals.Emulation.Recordings;

/// <summary>
/// Heart rates to judge an estimate by, from another sensor of the same recording. Shares no code with the detectors
/// that it judges, and is made for clean leads at rest only.
/// </summary>
public sealed class ReferenceHeartRate
{
    private readonly double[] beats;

    private ReferenceHeartRate(double[] beats) => this.beats = beats;

    /// <summary>Times of the beats, s from the recording's start.</summary>
    public IReadOnlyList<double> Beats => beats;

    /// <summary>
    /// R peaks of a clean ECG lead: the squared slope averaged over 100 ms, lobes above 30 % of its local maximum
    /// (4 s to either side), the highest deflection from the local median in each, 250 ms apart at least.
    /// </summary>
    public static ReferenceHeartRate FromEcg(RecordedSignal ecg)
    {
        ArgumentNullException.ThrowIfNull(ecg);
        double[] energy = SlopeEnergy(ecg);
        int reach = (int)(4 * ecg.SamplesASecond);
        double[] ceiling = MovingMaximum(energy, reach);
        int apart = (int)(0.25 * ecg.SamplesASecond);
        var peaks = new List<int>();
        int index = 0;
        while (index < energy.Length)
        {
            if (!(energy[index] > 0.3 * ceiling[index]))
            {
                index++;
                continue;
            }
            int from = index;
            while (index < energy.Length && energy[index] > 0.3 * ceiling[index])
            {
                index++;
            }
            int peak = HighestBetween(ecg.Values, from, index);
            if (peaks.Count == 0 || peak - peaks[^1] >= apart)
            {
                peaks.Add(peak);
            }
        }
        return new ReferenceHeartRate([.. peaks.Select(ecg.TimeOf)]);
    }

    /// <summary>Beats of a list of RR intervals in milliseconds, separated by blanks (a chest strap's export).
    /// </summary>
    public static ReferenceHeartRate FromIntervals(string path)
    {
        string file = Path.GetFileName(path);
        if (!File.Exists(path))
        {
            throw new RecordingFormatException(path, 0, "there is no such list");
        }
        var times = new List<double> { 0 };
        foreach (string text in File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double interval)
                || !(interval > 0))
            {
                throw new RecordingFormatException(file, 1, $"'{text}' is no interval in milliseconds");
            }
            times.Add(times[^1] + interval / 1000);
        }
        return times.Count > 1 ? new ReferenceHeartRate([.. times])
            : throw new RecordingFormatException(file, 1, "no interval");
    }

    /// <summary>Mean heart rate of the whole recording, /min.</summary>
    public double Mean() => Between(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Mean heart rate from the beats in a stretch of time, /min; NaN with fewer than two.</summary>
    public double Between(double fromSeconds, double toSeconds)
    {
        double first = double.NaN;
        double last = double.NaN;
        int count = 0;
        foreach (double beat in beats)
        {
            if (beat >= fromSeconds && beat < toSeconds)
            {
                first = count == 0 ? beat : first;
                last = beat;
                count++;
            }
        }
        return count < 2 ? double.NaN : 60 * (count - 1) / (last - first);
    }

    private static double[] SlopeEnergy(RecordedSignal ecg)
    {
        double[] values = ecg.Values;
        int width = Math.Max(1, (int)(0.1 * ecg.SamplesASecond));
        double[] energy = new double[values.Length];
        double[] square = new double[values.Length];
        for (int i = 1; i + 1 < values.Length; i++)
        {
            double slope = values[i + 1] - values[i - 1];
            square[i] = double.IsNaN(slope) ? 0 : slope * slope;
        }
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += square[i] - (i >= width ? square[i - width] : 0);
            energy[Math.Max(0, i - width / 2)] = sum;
        }
        return energy;
    }

    private static double[] MovingMaximum(double[] values, int reach)
    {
        double[] maximum = new double[values.Length];
        var candidates = new LinkedList<int>();
        for (int i = 0; i < values.Length + reach; i++)
        {
            if (i < values.Length)
            {
                while (candidates.Last is { } last && values[last.Value] <= values[i])
                {
                    candidates.RemoveLast();
                }
                candidates.AddLast(i);
            }
            int centre = i - reach;
            while (candidates.First is { } first && first.Value < centre - reach)
            {
                candidates.RemoveFirst();
            }
            if (centre >= 0)
            {
                maximum[centre] = values[candidates.First!.Value];
            }
        }
        return maximum;
    }

    private static int HighestBetween(double[] values, int from, int to)
    {
        double[] sorted = [.. values[from..to].Order()];
        double median = sorted[sorted.Length / 2];
        int highest = from;
        for (int i = from; i < to; i++)
        {
            if (Math.Abs(values[i] - median) > Math.Abs(values[highest] - median))
            {
                highest = i;
            }
        }
        return highest;
    }
}
