namespace EdgeVitals.Benchmarks.Scoring;

/// <summary>Error of values that may be withheld, with the share of windows that got one beside it: an error without
/// its coverage says nothing.</summary>
internal sealed class ErrorScore
{
    private readonly List<double> _errors = [];

    /// <summary>Windows that have a reference.</summary>
    public int Windows { get; private set; }

    /// <summary>Of these with a value.</summary>
    public int Accepted => _errors.Count;

    /// <summary>Share of windows with a value, %; NaN without windows.</summary>
    public double Coverage => Windows > 0 ? 100.0 * Accepted / Windows : double.NaN;

    /// <summary>Mean absolute error; NaN when no window has a value.</summary>
    public double MeanAbsolute => Mean(Math.Abs);

    /// <summary>Mean error: value less reference.</summary>
    public double Bias => Mean(error => error);

    /// <summary>Root mean square error, as A_rms of ISO 80601-2-61:2017, 201.12.1.101.1 (here against a model's truth,
    /// not blood).</summary>
    public double RootMeanSquare => Math.Sqrt(Mean(error => error * error));

    /// <summary>Largest absolute error.</summary>
    public double Worst => _errors.Count > 0 ? _errors.Max(Math.Abs) : double.NaN;

    /// <summary>Median absolute error.</summary>
    public double MedianAbsolute => Median([.. _errors.Select(Math.Abs)]);

    /// <summary>Counts a window.</summary>
    /// <param name="reference">The truth; NaN leaves the window out.</param>
    /// <param name="value">What was shown; NaN for no reading.</param>
    public void Add(double reference, double value)
    {
        if (double.IsNaN(reference)) return;
        Windows++;
        if (!double.IsNaN(value)) _errors.Add(value - reference);
    }

    /// <summary>Counts another record's windows as well.</summary>
    public void Add(ErrorScore other)
    {
        Windows += other.Windows;
        _errors.AddRange(other._errors);
    }

    /// <summary>Share of the values that lie within a distance of the truth, %; NaN without values.</summary>
    public double Within(double distance) => Mean(error => Math.Abs(error) <= distance ? 100 : 0);

    /// <summary>Middle of a list; the mean of both middles of an even one; NaN of an empty one.</summary>
    public static double Median(double[] values)
    {
        if (values.Length == 0) return double.NaN;
        double[] sorted = [.. values.Order()];
        int half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private double Mean(Func<double, double> of) => _errors.Count > 0 ? _errors.Average(of) : double.NaN;
}
