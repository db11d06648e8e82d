using EdgeVitals.Emulation.Recordings;

namespace EdgeVitals.Pi.Signals;

/// <summary>One channel of a recording as evenly spaced samples, as a chip would have given them.</summary>
/// <remarks>A recording with uneven times is laid on the even grid of its mean rate by straight lines; across a hole of
/// more than <see cref="LongestHoleSeconds"/> there is nothing.</remarks>
public sealed class SignalChannel
{
    /// <summary>Longest step between two samples that is joined by a line, s: half of the shortest beat interval at
    /// 200 /min, so that no beat is invented or lost in a hole.</summary>
    public const double LongestHoleSeconds = 0.15;

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
            signal.Name, signal.Unit, signal.Length, record.SamplesASecondOf(signal), signal.Physical);
    }

    /// <summary>A column of separated text; the unit is what stands in brackets at the end of its name.</summary>
    public static SignalChannel Of(RecordedSignal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        string unit = signal.Name.EndsWith(']') && signal.Name.LastIndexOf('[') is int at and >= 0
            ? signal.Name[(at + 1)..^1].Trim() : "";
        double rate = signal.SamplesASecond;
        return IsEven(signal)
            ? new SignalChannel(signal.Name, unit, signal.Values.Length, rate, index => signal.Values[index])
            : new SignalChannel(signal.Name, unit, signal.Values.Length, rate,
                index => Between(signal, index / rate), signal);
    }

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

    // Within a quarter of a sample of the grid the grid is as good as the clock that printed the times.
    private static bool IsEven(RecordedSignal signal)
    {
        double quarter = 0.25 / signal.SamplesASecond;
        for (int i = 0; i < signal.Values.Length; i++)
        {
            if (Math.Abs(signal.TimeOf(i) - i / signal.SamplesASecond) > quarter) return false;
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
