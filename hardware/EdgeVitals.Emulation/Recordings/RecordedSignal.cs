namespace EdgeVitals.Emulation.Recordings;

/// <summary>One channel of a recording over time from its start, evenly sampled or not.</summary>
public sealed class RecordedSignal
{
    private readonly double[]? times;

    /// <param name="name">Channel name as the file has it.</param>
    /// <param name="values">Values in the file's unit; NaN where the file says that there is none.</param>
    /// <param name="samplesASecond">Rate, Hz; the mean rate where times are given.</param>
    /// <param name="timesSeconds">Time of each value, rising from 0, or nothing for even sampling.</param>
    public RecordedSignal(string name, double[] values, double samplesASecond, double[]? timesSeconds = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length < 2 || !(samplesASecond > 0))
        {
            throw new ArgumentException($"Signal {name} needs two values and a rate above zero.");
        }
        if (timesSeconds is not null && timesSeconds.Length != values.Length)
        {
            throw new ArgumentException($"Signal {name} has {values.Length} values, {timesSeconds.Length} times.");
        }
        Name = name;
        Values = values;
        SamplesASecond = samplesASecond;
        times = timesSeconds;
    }

    /// <summary>Channel name.</summary>
    public string Name { get; }

    /// <summary>Values; not to be changed.</summary>
    public double[] Values { get; }

    /// <summary>Rate, Hz.</summary>
    public double SamplesASecond { get; }

    /// <summary>Time of the last value, s.</summary>
    public double DurationSeconds => TimeOf(Values.Length - 1);

    /// <summary>Time of a value, s.</summary>
    public double TimeOf(int index) => times is null ? index / SamplesASecond : times[index];

    /// <summary>Value at a time by the straight line between its neighbours; NaN beside a missing value and outside
    /// the recording.</summary>
    public double At(double seconds)
    {
        if (!(seconds >= 0) || seconds > DurationSeconds)
        {
            return double.NaN;
        }
        int left = IndexBefore(seconds);
        if (left == Values.Length - 1)
        {
            return Values[left];
        }
        double from = TimeOf(left);
        double share = (seconds - from) / (TimeOf(left + 1) - from);
        return share == 0 ? Values[left] : Values[left] + share * (Values[left + 1] - Values[left]);
    }

    private int IndexBefore(double seconds)
    {
        if (times is not null)
        {
            int found = Array.BinarySearch(times, seconds);
            return found >= 0 ? found : ~found - 1;
        }
        int index = Math.Min((int)(seconds * SamplesASecond), Values.Length - 1);
        // The product may round to either side of a sample's own time.
        return index > 0 && TimeOf(index) > seconds ? index - 1 : index;
    }
}
