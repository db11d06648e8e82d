using EdgeVitals.Emulation.Recordings;

namespace EdgeVitals.Pi.Signals;

/// <summary>One channel of a recording as evenly spaced samples, as a chip would have given them.</summary>
/// <remarks>A recording with uneven times is laid on the even grid of its mean or stated rate by straight lines;
/// across a hole of more than <see cref="LongestHoleSeconds"/> there is nothing.</remarks>
public sealed class SignalChannel
{
    /// <summary>Longest step between two samples that is joined by a line, s: half of the shortest beat interval at
    /// 200 /min, so that no beat is invented or lost in a hole.</summary>
    public const double LongestHoleSeconds = 0.15;

    // A rate that is whole but for the rounding of times: 25 of a time column may come out as 24.999999999999996.
    private const double RateRounding = 1e-6;

    private readonly Func<int, double> value;
    private readonly RecordedSignal? uneven;

    private SignalChannel(string name, string unit, int length, double samplesASecond, Func<int, double> value,
        RecordedSignal? uneven = null)
    {
        Name = name;
        Unit = unit;
        Length = length;
        SamplesASecond = samplesASecond;
        this.value = value;
        this.uneven = uneven;
    }

    /// <summary>Name in the file.</summary>
    public string Name { get; }

    /// <summary>Unit by the file; empty where it says nothing.</summary>
    public string Unit { get; }

    /// <summary>Number of samples.</summary>
    public int Length { get; }

    /// <summary>Rate, Hz.</summary>
    public double SamplesASecond { get; }

    /// <summary>Time from the first sample to one period after the last, s.</summary>
    public double DurationSeconds => Length / SamplesASecond;

    /// <summary>Value of a sample; NaN where there is none.</summary>
    public double this[int index] => value(index);

    /// <summary>A signal of a WFDB record.</summary>
    public static SignalChannel Of(WfdbRecord record, WfdbSignal signal)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(signal);
        return new SignalChannel(
            signal.Name, signal.Unit, signal.Length, Snapped(record.SamplesASecondOf(signal)), signal.Physical);
    }

    /// <summary>A column of separated text; the unit is what stands in brackets at the end of its name.</summary>
    /// <param name="signal">The column.</param>
    /// <param name="samplesASecond">Rate of the even grid, Hz, or nothing: the column's mean rate.</param>
    public static SignalChannel Of(RecordedSignal signal, double? samplesASecond = null)
    {
        ArgumentNullException.ThrowIfNull(signal);
        string unit = signal.Name.EndsWith(']') && signal.Name.LastIndexOf('[') is int at and >= 0
            ? signal.Name[(at + 1)..^1].Trim() : "";
        double rate = samplesASecond ?? Snapped(signal.SamplesASecond);
        if (IsEven(signal, rate))
        {
            return new SignalChannel(signal.Name, unit, signal.Values.Length, rate, index => signal.Values[index]);
        }
        // The last grid point is at the last sample, which rounding may put on either side.
        int length = (int)(signal.DurationSeconds * rate * (1 + 1e-12) + 1e-6) + 1;
        return new SignalChannel(signal.Name, unit, length, rate,
            index => Between(signal, Math.Min(index / rate, signal.DurationSeconds)), signal);
    }

    /// <summary>Rows of the file in a second, Hz: the rate, or the mean rate of an uneven recording.</summary>
    public double RowsASecond => uneven?.SamplesASecond ?? SamplesASecond;

    /// <summary>Row of the file that a sample belongs to: the sample itself, or the nearest row in an uneven
    /// recording.</summary>
    public long RowOf(long sample)
    {
        if (uneven is null) return sample;
        double seconds = sample / SamplesASecond;
        int left = Before(uneven, seconds);
        bool next = left + 1 < uneven.Values.Length
            && uneven.TimeOf(left + 1) - seconds < seconds - uneven.TimeOf(left);
        return next ? left + 1 : left;
    }

    /// <summary>Every value, NaN where there is none.</summary>
    public double[] ToArray()
    {
        double[] all = new double[Length];
        for (int i = 0; i < all.Length; i++) all[i] = value(i);
        return all;
    }

    private static double Snapped(double rate)
    {
        double whole = Math.Round(rate);
        return Math.Abs(rate - whole) <= RateRounding * whole ? whole : rate;
    }

    // Within a quarter of a sample of the grid the grid is as good as the clock that printed the times.
    private static bool IsEven(RecordedSignal signal, double rate)
    {
        double quarter = 0.25 / rate;
        for (int i = 0; i < signal.Values.Length; i++)
        {
            if (Math.Abs(signal.TimeOf(i) - i / rate) > quarter) return false;
        }
        return true;
    }

    private static double Between(RecordedSignal signal, double seconds)
    {
        int left = Before(signal, seconds);
        if (left + 1 >= signal.Values.Length) return signal.Values[left];
        return signal.TimeOf(left + 1) - signal.TimeOf(left) > LongestHoleSeconds ? double.NaN : signal.At(seconds);
    }

    private static int Before(RecordedSignal signal, double seconds)
    {
        int low = 0;
        int high = signal.Values.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (signal.TimeOf(middle) <= seconds) low = middle;
            else high = middle - 1;
        }
        return low;
    }
}
