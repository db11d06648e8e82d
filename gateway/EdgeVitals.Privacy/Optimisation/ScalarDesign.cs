namespace EdgeVitals.Privacy;

/// <summary>
/// Finds the ε-private law with the least worst-case variance for inputs −1, …, 0, …, 1 in 2m equal steps, unbiased at
/// each of them, by linear programming with column generation.
/// </summary>
/// <remarks>
/// <para>Every ε-private law is a mixture of columns (y, S): a report y that inputs in S give with weight θ and the
/// others with θe^-ε (P. Kairouz, S. Oh, P. Viswanath 2016, Theorem 2). With its mirror image (−y, −S) a column makes
/// one variable, since a law may be averaged with its mirror image without loss. Rows: probabilities add up to 1 at
/// x_0 … x_m, the mean is x at x_1 … x_m, the second moment is at most V + x² at x_0 … x_m; V is minimised.</para>
/// <para>For duals of a master program the best S at a report y is where q_i(y) = −a_i − b_i y − g_i y² is negative,
/// and the price of the best column is a piecewise quadratic in y, minimised piece by piece: y is not bound to a list.
/// </para>
/// <para>All lengths are in units of B = (e^ε + 1)/(e^ε − 1), which keeps the numbers near 1.</para>
/// </remarks>
internal sealed class ScalarDesign
{
    /// <summary>Rounds of column generation at most; a solution takes some 20 to 100.</summary>
    private const int MostRounds = 400;

    /// <summary>Columns added in one round; more would only make the program wider.</summary>
    private const int MostColumns = 16;

    /// <summary>The relative gap between the variance and its lower bound at which the search ends.</summary>
    private const double Gap = 1e-4;

    private readonly int _half;
    private readonly double _low;
    private readonly double _scale;
    private readonly double _gridStep;
    private readonly LinearProgram _program;
    private readonly List<ScalarColumn> _columns = [];
    private readonly HashSet<string> _known = [];

    private ScalarDesign(double epsilon, int half, double gridStep)
    {
        _half = half;
        _low = Math.Exp(-epsilon);
        _scale = 1 / Math.Tanh(epsilon / 2);
        _gridStep = gridStep / _scale;
        double[] right = new double[(3 * half) + 2];
        for (int j = 0; j <= half; j++)
        {
            double x = j / (half * _scale);
            right[j] = 1;
            right[VarianceRow(j)] = x * x;
            if (j > 0)
            {
                right[MeanRow(j)] = x;
            }
        }

        _program = new LinearProgram(right);
        AddVarianceAndSlacks(right.Length);
        AddFirstColumns();
    }

    /// <summary>V, the largest variance at an input of the grid, in units of x squared.</summary>
    public double Variance { get; private set; }

    /// <summary>No ε-private unbiased law, on this grid or on all of [−1, 1], has a smaller worst case.</summary>
    public double LowerBound { get; private set; }

    /// <summary>The law: columns with their weights θ above 0, without the mirror images.</summary>
    public IReadOnlyList<(ScalarColumn Column, double Weight)> Law { get; private set; } = [];

    /// <summary>Solves the program.</summary>
    /// <param name="epsilon">ε.</param>
    /// <param name="half">m, so that there are 2m + 1 inputs.</param>
    /// <param name="gridStep">Reports are multiples of this, in units of x.</param>
    /// <exception cref="InvalidOperationException">The solver did not come to an end.</exception>
    public static ScalarDesign Solve(double epsilon, int half, double gridStep)
    {
        ScalarDesign design = new(epsilon, half, gridStep);
        design.Run();
        return design;
    }

    private void Run()
    {
        for (int round = 0; round < MostRounds; round++)
        {
            if (_program.Solve() != LinearProgramStatus.Optimal)
            {
                throw new InvalidOperationException($"The program of {_half} steps ended {_program.Status}.");
            }

            Variance = _program.Objective * _scale * _scale;
            ScalarPrices prices = new(_program.Duals, _half, _low);
            LowerBound = Math.Max(LowerBound, (DualObjective() - prices.Repair()) * _scale * _scale);
            if (Variance - LowerBound <= Gap * Variance || !AddBest(prices))
            {
                break;
            }
        }

        Law = [.. _program.Basis.Where(entry => entry.Column > _half + 1 && entry.Value > 0)
            .Select(entry => (_columns[entry.Column - _half - 2], entry.Value))];
    }

    /// <summary>
    /// Thresholds at B, of which randomised response of a randomised rounding to ±1 is made, so that the program is
    /// feasible; and windows around each report, near which the optimum lies for a large ε.
    /// </summary>
    private void AddFirstColumns()
    {
        long end = (long)Math.Ceiling(1 / _gridStep);
        for (int threshold = -_half; threshold <= _half; threshold++)
        {
            for (int quarters = 2; quarters <= 6; quarters++)
            {
                Add(end * quarters / 4, i => i >= threshold);
            }
        }

        double inputStep = 1 / (_half * _scale);
        for (int twice = 0; twice <= 3 * _half; twice++)
        {
            for (int reach = 1; reach < 2 * _half; reach += (reach + 3) / 4)
            {
                Add((long)Math.Round(0.5 * twice * inputStep / _gridStep), i => Math.Abs((2 * i) - twice) <= reach);
            }
        }
    }

    private bool AddBest(ScalarPrices prices)
    {
        bool added = false;
        foreach (double y in prices.Minima().OrderBy(prices.Best).Take(MostColumns))
        {
            long report = (long)Math.Round(y / _gridStep);
            double onGrid = report * _gridStep;
            added |= prices.Best(onGrid) < 0 && Add(report, i => prices.At(i, onGrid) < 0);
        }

        return added;
    }

    private double DualObjective()
    {
        double sum = 0;
        for (int j = 0; j <= _half; j++)
        {
            double x = j / (_half * _scale);
            sum += _program.Duals[j] + (_program.Duals[VarianceRow(j)] * x * x)
                + (j > 0 ? _program.Duals[MeanRow(j)] * x : 0);
        }

        return sum;
    }

    private void AddVarianceAndSlacks(int rows)
    {
        double[] variance = new double[rows];
        for (int j = 0; j <= _half; j++)
        {
            variance[VarianceRow(j)] = -1;
        }

        _program.Add(1, variance);
        for (int j = 0; j <= _half; j++)
        {
            double[] slack = new double[rows];
            slack[VarianceRow(j)] = 1;
            _program.Add(0, slack);
        }
    }

    private bool Add(long report, Func<int, bool> isHigh)
    {
        bool[] high = new bool[(2 * _half) + 1];
        for (int i = -_half; i <= _half; i++)
        {
            high[i + _half] = isHigh(i);
        }

        if (!_known.Add(report + ":" + string.Concat(high.Select(bit => bit ? '1' : '0'))))
        {
            return false;
        }

        double y = report * _gridStep;
        double[] coefficients = new double[(3 * _half) + 2];
        for (int j = 0; j <= _half; j++)
        {
            double right = high[_half + j] ? 1 : _low, left = high[_half - j] ? 1 : _low;
            coefficients[j] = right + left;
            coefficients[VarianceRow(j)] = y * y * (right + left);
            if (j > 0)
            {
                coefficients[MeanRow(j)] = y * (right - left);
            }
        }

        _columns.Add(new ScalarColumn(report, high));
        _program.Add(0, coefficients);
        return true;
    }

    private int MeanRow(int j) => _half + j;

    private int VarianceRow(int j) => (2 * _half) + 1 + j;
}

/// <summary>One report and the inputs that give it with the higher of two probabilities.</summary>
/// <param name="Report">y, a count of grid steps, 0 or above; the mirror image has −y.</param>
/// <param name="IsHigh">For inputs −m to m.</param>
internal sealed record ScalarColumn(long Report, IReadOnlyList<bool> IsHigh);
