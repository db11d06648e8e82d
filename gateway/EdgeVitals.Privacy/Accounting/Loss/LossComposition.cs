using System.Numerics;

namespace EdgeVitals.Privacy;

/// <summary>A release in one direction and how many times it is made.</summary>
internal readonly record struct ComposedLoss(DirectedLoss Loss, long Times);

/// <summary>
/// Epsilon and delta of independent releases in one direction: plans tilt, window and interval for the question, then
/// composes on that grid.
/// </summary>
/// <remarks>
/// The plan may be as wrong as it likes: each approximation that is made afterwards adds to delta. Truncated mass of a
/// release counts as an infinite loss; mass above the window is bounded by Chernoff's bound of the distribution on the
/// grid; mass below it comes round to a higher loss; the rounding of the transforms is bounded and added (see
/// <see cref="TiltedSum"/>).
/// </remarks>
internal sealed class LossComposition
{
    /// <summary>
    /// Tilted mass that may lie outside the window on each side. It is added to delta, so that it costs epsilon that
    /// part
    /// of the tilted standard deviation.
    /// </summary>
    private const double Outside = 1e-13;

    /// <summary>Part of delta that the truncation of the releases' tails may take in all.</summary>
    private const double TruncatedPart = 1e-13;

    /// <summary>Least truncated tail of a release: a double holds 1e-308.</summary>
    private const double LeastTail = 1e-300;

    /// <summary>
    /// Growth of epsilon, relative to the larger of it and <see cref="SmallEpsilon"/>, that is aimed at.
    /// </summary>
    private const double AimedError = 1e-8;

    /// <summary>Growth of epsilon, relative to the larger of it and 1, for which more points are taken.</summary>
    private const double LargeError = 1e-6;

    private const double SmallEpsilon = 1e-6;

    /// <summary>Roundings of a position on the grid, as a part of the numbers that it is the sum of.</summary>
    private const double PositionError = 1e-15;

    /// <summary>Grids that are tried until one holds the answer; the first does unless modes lie far apart.</summary>
    private const int Attempts = 8;

    /// <summary>
    /// Grid points beyond the window: its ends are rounded outwards, and each of a few releases may round its largest
    /// loss up (of more than some 40, the tilted sum does not stand at the largest loss, unless the loss has atoms
    /// alone).
    /// </summary>
    private const double Margin = 64;

    /// <summary>
    /// Product of a tilt and the tilted standard deviation below which the losses stand at their end.
    /// </summary>
    private const double Saturated = 1e-3;

    /// <summary>
    /// Least width of a window, as a part of the range of losses: its grid is then far above rounding.
    /// </summary>
    private const double LeastWidth = 1e-6;

    /// <summary>Largest product of a tilt and the range of losses.</summary>
    private const double MostTilt = 1e12;

    /// <summary>Largest product of a tilt and the interval: e^-600 is still far above the smallest double.</summary>
    private const double MostTiltOfCell = 600;

    /// <summary>Halvings of the tilt's bracket; a tilt that is wrong by a thousandth is as good.</summary>
    private const int TiltSteps = 12;

    private const double FewestPoints = 1 << 12;
    private const double UsualPoints = 1 << 18;
    private const double MostPoints = 1 << 22;

    /// <summary>Further tilts tried for Chernoff's bound, as parts of what would be best for a Gaussian.</summary>
    private static readonly double[] ChernoffTrials = [0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1, 1.2, 1.5, 2, 3, 5, 10];

    private readonly ComposedLoss[] _losses;
    private readonly LossCumulants _cumulants = new();
    private readonly double _times;

    /// <summary>Plans nothing yet.</summary>
    public LossComposition(IEnumerable<ComposedLoss> losses)
    {
        _losses = [.. losses];
        foreach (ComposedLoss part in _losses)
        {
            _cumulants.Add(part.Loss, part.Times);
            _times += part.Times;
        }
    }

    /// <summary>Between the least and the largest sum of losses; a loss may have a single value.</summary>
    private double Range =>
        Math.Max(_cumulants.Most - _cumulants.Least, 1e-3 * Math.Max(Math.Abs(_cumulants.Most), LeastWidth));

    /// <summary>An upper bound of the least epsilon at which delta holds, at least 0.</summary>
    public double EpsilonAt(double delta)
    {
        double logDelta = Math.Log(delta);
        double tilt = TiltAt((value, mean, variance, at) => LogDeltaEstimate(value, mean, variance, at) <= logDelta);
        double epsilon = double.PositiveInfinity, expected = _cumulants.At(tilt).Mean;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            epsilon = Math.Min(epsilon, Curve(tilt, delta, expected).EpsilonAt(delta));
            (_, double mean, double variance) = _cumulants.At(tilt);
            if (epsilon > 0 && tilt > 0 && epsilon < mean - (2 * Math.Sqrt(variance)))
            {
                // The estimate can point too high where the loss has atoms or several modes. So far below the bulk of
                // the
                // tilted sum, what was added for safety counts too much.
                double below = epsilon;
                tilt = TiltAt((_, there, _, _) => there >= below);
            }
            else if (!(epsilon > 0 && epsilon < 0.1 * expected))
            {
                break;
            }

            expected = Math.Min(expected, epsilon);
        }

        return Math.Max(0, epsilon);
    }

    /// <summary>An upper bound of delta at epsilon, at most 1.</summary>
    public double DeltaAt(double epsilon)
    {
        double tilt = TiltAt((_, mean, _, _) => mean >= epsilon);
        (double value, double mean, double variance) = _cumulants.At(tilt);
        double delta = Math.Exp(LogDeltaEstimate(value, Math.Max(mean, epsilon), variance, tilt));
        return Curve(tilt, delta, epsilon).DeltaAt(epsilon);
    }

    /// <summary>ln delta at the epsilon that is the tilted mean, by the saddle point.</summary>
    private static double LogDeltaEstimate(double value, double mean, double variance, double tilt) =>
        value - (tilt * mean) - Math.Log(1 + (2.5 * tilt * (1 + tilt) * Math.Sqrt(variance)));

    /// <summary>About the least tilt λ, at least 0, with a property that larger tilts have too.</summary>
    private double TiltAt(Func<double, double, double, double, bool> reached)
    {
        // Where everything stands at the largest loss, more tilt changes nothing.
        double deviation = Math.Sqrt(_cumulants.At(0).Variance);
        bool Reached(double tilt)
        {
            (double value, double mean, double variance) = _cumulants.At(tilt);
            return reached(value, mean, variance, tilt) || tilt * Range > MostTilt
                || (tilt * Math.Sqrt(variance) < Saturated && tilt * deviation > 1);
        }

        double least = 1e-6 / Range, high = 1 / Range, low = high;
        if (Reached(0) || Reached(least))
        {
            return 0;
        }

        while (Reached(low))
        {
            (low, high) = (low / 4, low);
        }

        while (!Reached(high))
        {
            (low, high) = (high, 4 * high);
        }

        for (int step = 0; step < TiltSteps; step++)
        {
            double middle = 0.5 * (low + high);
            (low, high) = Reached(middle) ? (low, middle) : (middle, high);
        }

        return high;
    }

    /// <summary>Sums of losses outside which the tilted sum has about <see cref="Outside"/> a side.</summary>
    private (double Low, double High, double Chernoff) WindowAt(double tilt)
    {
        (double value, _, double variance) = _cumulants.At(tilt);
        double log = -Math.Log(Outside);
        double unit = Math.Sqrt(2 * log) / Math.Max(Math.Sqrt(variance), LeastWidth * Range);
        double low = double.NegativeInfinity, high = double.PositiveInfinity, chernoff = unit;
        foreach (double trial in ChernoffTrials)
        {
            double step = trial * unit;
            double above = (_cumulants.At(tilt + step).Value - value + log) / step;
            if (above < high)
            {
                (high, chernoff) = (above, step);
            }

            low = Math.Max(low, (value - _cumulants.At(tilt - step).Value - log) / step);
        }

        high = Math.Min(high, _cumulants.Most);
        low = Math.Min(Math.Max(low, _cumulants.Least), high - (LeastWidth * Range));
        return (low, high, chernoff);
    }

    /// <summary>Interval and number of points (a power of two) for a window and about the epsilon in it.</summary>
    private (double Interval, int Points) GridFor(double width, double expected, double tilt)
    {
        double spacing = _losses[0].Loss.Spacing;
        bool shared = spacing > 0 && _losses.All(part => Math.Abs(part.Loss.Spacing - spacing) <= 1e-14 * spacing);
        if (shared && _losses.All(part => part.Loss.Pair.DensityScale == 0) && (width / spacing) + Margin <= MostPoints)
        {
            return (spacing, PowerOfTwo((width / spacing) + Margin));
        }

        // A loss in a cell of length h becomes two at its ends, of which K(λ) grows by λ(1 + λ)h²/12 on average.
        double weight = (1 + tilt) * _times / 12;
        double aimed = Math.Sqrt(AimedError * Math.Max(expected, SmallEpsilon) / weight);
        double allowed = Math.Sqrt(LargeError * Math.Max(expected, 1) / weight);
        double points = Math.Max(width / allowed, Math.Min(width / aimed, UsualPoints));
        int rounded = PowerOfTwo(Math.Clamp(points + Margin, FewestPoints, MostPoints));
        double interval = width / (rounded - Margin);
        return (shared && interval < spacing ? spacing / Math.Floor(spacing / interval) : interval, rounded);
    }

    private static int PowerOfTwo(double least) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Ceiling(least));

    private TailCurve Curve(double tilt, double delta, double expected)
    {
        double tail = Math.Max(LeastTail, delta * TruncatedPart / _times);
        (double low, double high, double chernoff) = WindowAt(tilt);
        (double interval, int points) = GridFor(high - low, expected, tilt);
        if (tilt * interval > MostTiltOfCell)
        {
            return Curve(0.5 * MostTiltOfCell / interval, delta, expected);
        }

        if (_times == 1)
        {
            double floor = _cumulants.Floor(0, tilt, Outside);
            GridLoss only = ConnectTheDots.Discretise(_losses[0].Loss, interval, _losses[0].Loss.Origin, tail, floor);
            double start = only.At(0) + (PositionError * (Math.Abs(only.Offset) + only.Reach));
            return new TailCurve(start, interval, only.Masses, 0, 0, 0, only.Infinite);
        }

        TiltedSum sum = new(points, tilt, chernoff);
        double offset = 0, most = 0, infinite = 0, reach = 0;
        for (int i = 0; i < _losses.Length; i++)
        {
            (DirectedLoss loss, long times) = _losses[i];
            double floor = _cumulants.Floor(i, tilt, Outside / _times);
            GridLoss grid = ConnectTheDots.Discretise(loss, interval, loss.Origin, tail, floor);
            sum.Add(grid, times, _cumulants.Mean(i, tilt), _cumulants.Mean(i, tilt + chernoff));
            offset += times * grid.Offset;
            reach += times * (Math.Abs(grid.Offset) + grid.Reach);
            most += times * grid.At(Array.FindLastIndex(grid.Masses, mass => mass > 0));
            infinite += times * grid.Infinite;
        }

        // The grid raises the losses: of very many releases, by more than the window's width.
        double raised = sum.Mean - _cumulants.At(tilt).Mean;
        double first = Math.Floor((low + raised - offset) / interval) - 1;
        double bottom = offset + (first * interval), top = bottom + (points * interval);
        double[] masses = Rotated(sum.Masses(), (long)first);
        double beyond = top > most + (0.5 * interval) ? 0 : Math.Exp(sum.LogGrowth - (chernoff * top));
        // A sum of doubles may lie below the loss that it stands for: the grid is raised by more than that.
        double up = PositionError * (reach + Math.Abs(first * interval) + (points * interval));
        double slack = sum.LogScaleSlack + (tilt * (up + (1e-15 * (Math.Abs(bottom) + Math.Abs(top)))));
        return new TailCurve(bottom + up, interval, masses, tilt, sum.LogScale + slack, beyond, infinite);
    }

    /// <summary>The masses from index first on, which stand at their indices modulo their number.</summary>
    private static double[] Rotated(double[] masses, long first)
    {
        int start = (int)(first & (masses.Length - 1));
        return [.. masses.AsSpan(start), .. masses.AsSpan(0, start)];
    }
}
