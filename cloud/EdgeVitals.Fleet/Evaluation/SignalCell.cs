namespace EdgeVitals.Fleet.Evaluation;

/// <summary>How the wearer moves.</summary>
internal enum Motion
{
    /// <summary>At rest.</summary>
    None = 0,

    /// <summary>A walk at 108 steps a minute.</summary>
    Walk = 1,

    /// <summary>A run at 162 steps a minute.</summary>
    Run = 2,

    /// <summary>As many steps a minute as heartbeats: a meter that shows the steps looks right, one that takes them out
    /// takes the pulse with them.</summary>
    CadenceIsHeartRate = 3,
}

/// <summary>One condition of the grid.</summary>
/// <param name="Motion">How the wearer moves.</param>
/// <param name="Dicrotic">Whether the pulse has its second, dicrotic wave.</param>
/// <param name="PerfusionPercent">Pulsatile share of the infrared light, %.</param>
/// <param name="HeartRate">True heart rate, /min.</param>
internal readonly record struct SignalCondition(Motion Motion, bool Dicrotic, double PerfusionPercent, int HeartRate);

/// <summary>What the meter made of one condition.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="HeartRate">Errors of the heart rate, /min.</param>
/// <param name="SpO2">Errors of the saturation, %.</param>
internal sealed record SignalCell(SignalCondition Condition, ErrorSum HeartRate, ErrorSum SpO2);

/// <summary>Errors of values that may be withheld, and of how many windows had one.</summary>
internal sealed class ErrorSum
{
    private double absolute;
    private double square;

    /// <summary>Windows.</summary>
    public int Windows { get; private set; }

    /// <summary>Windows with a value.</summary>
    public int Accepted { get; private set; }

    /// <summary>Share of windows with a value, %.</summary>
    public double Coverage => Windows > 0 ? 100.0 * Accepted / Windows : 0;

    /// <summary>Mean absolute error, or none where no window has a value.</summary>
    public double? MeanAbsolute => Accepted > 0 ? absolute / Accepted : null;

    /// <summary>Root mean square error (A_rms), or none.</summary>
    public double? RootMeanSquare => Accepted > 0 ? Math.Sqrt(square / Accepted) : null;

    /// <summary>Counts one window.</summary>
    public void Add(double truth, double? value)
    {
        Windows++;
        if (value is not double shown) return;
        Accepted++;
        double error = Math.Abs(shown - truth);
        absolute += error;
        square += error * error;
    }

    /// <summary>All of them as one.</summary>
    public static ErrorSum Pool(IEnumerable<ErrorSum> sums)
    {
        var all = new ErrorSum();
        foreach (ErrorSum sum in sums)
        {
            all.Windows += sum.Windows;
            all.Accepted += sum.Accepted;
            all.absolute += sum.absolute;
            all.square += sum.square;
        }
        return all;
    }
}
