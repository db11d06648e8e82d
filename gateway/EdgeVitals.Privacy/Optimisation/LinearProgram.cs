namespace EdgeVitals.Privacy;

/// <summary>
/// A small dense linear program, minimise c·x subject to A x = b, x ≥ 0, solved by the revised simplex method; columns
/// may be added after a solution, which then starts from the last one (column generation).
/// </summary>
/// <remarks>
/// <para>Source: G. Dantzig 1951; two phases with an artificial variable a row, explicit inverse of the basis. The
/// entering column is Dantzig's (most negative reduced cost); after a row of steps without progress it is Bland's
/// (R. Bland 1977, least index), under which no cycle is possible.</para>
/// <para>For some hundred rows. The answer is floating point: whoever rests a claim on it recomputes feasibility and
/// the gap between <see cref="Objective"/> and b · duals, for which the duals are given.</para>
/// </remarks>
public sealed class LinearProgram
{
    /// <summary>A reduced cost or a pivot below this counts as zero; rows should be scaled to about 1.</summary>
    private const double Tolerance = 1e-10;

    /// <summary>A smaller pivot would multiply the rounding errors of the inverse by more than 1e8.</summary>
    private const double LeastPivot = 1e-8;

    /// <summary>How far the ratio test lets a basic variable fall below 0 for the sake of a larger pivot.</summary>
    private const double Slack = 1e-10;

    /// <summary>Steps without progress after which Bland's rule takes over until there is some.</summary>
    private const int Patience = 30;

    /// <summary>Columns on the short list from which one enters; pricing all at each step would dominate.</summary>
    private const int MostCandidates = 40;

    /// <summary>Steps between two fresh inverses of the basis, before rounding errors pile up.</summary>
    private const int RefreshEvery = 60;

    private readonly int _rows;
    private readonly double[] _right;
    private readonly List<double[]> _columns = [];
    private readonly List<double> _costs = [];

    // Below 0: the artificial variable of row -1 - index.
    private readonly int[] _basis;
    private readonly HashSet<int> _basic = [];
    private readonly double[,] _inverse;
    private readonly double[] _values;
    private readonly double[] _duals;
    private readonly List<int> _candidates = [];
    private int _sinceFresh;

    /// <summary>A program without columns yet.</summary>
    /// <param name="rightHandSide">b, finite, one for each row.</param>
    /// <exception cref="PrivacyException">No row, or a value that is not finite.</exception>
    public LinearProgram(ReadOnlySpan<double> rightHandSide)
    {
        _rows = PrivacyException.RequireCount(rightHandSide.Length, "rows", 4096);
        _right = rightHandSide.ToArray();
        _basis = new int[_rows];
        _inverse = new double[_rows, _rows];
        _values = new double[_rows];
        _duals = new double[_rows];
        for (int row = 0; row < _rows; row++)
        {
            PrivacyException.RequireFinite(_right[row], "right-hand side");
            _basis[row] = -1 - row;
            // The artificial variable takes the sign of its right-hand side, so that it starts at or above 0.
            _inverse[row, row] = Sign(row);
            _values[row] = Math.Abs(_right[row]);
        }
    }

    /// <summary>What the last <see cref="Solve"/> found.</summary>
    public LinearProgramStatus Status { get; private set; }

    /// <summary>Steps of the simplex method so far.</summary>
    public int Steps { get; private set; }

    /// <summary>c·x at the optimum.</summary>
    public double Objective
    {
        get
        {
            double sum = 0;
            for (int row = 0; row < _rows; row++)
            {
                sum += _basis[row] < 0 ? 0 : _costs[_basis[row]] * _values[row];
            }

            return sum;
        }
    }

    /// <summary>y with c − Aᵀy ≥ 0 at the optimum, where b · y is the objective: the bound that proves it.</summary>
    public IReadOnlyList<double> Duals => _duals;

    /// <summary>Columns that are in the basis and may be above 0, with their values.</summary>
    public IEnumerable<(int Column, double Value)> Basis
    {
        get
        {
            for (int row = 0; row < _rows; row++)
            {
                if (_basis[row] >= 0)
                {
                    yield return (_basis[row], _values[row]);
                }
            }
        }
    }

    /// <summary>Adds a variable.</summary>
    /// <param name="cost">Its c, finite.</param>
    /// <param name="coefficients">Its column of A, finite.</param>
    /// <returns>The index of the variable.</returns>
    /// <exception cref="PrivacyException">Another number of rows, or a value that is not finite.</exception>
    public int Add(double cost, ReadOnlySpan<double> coefficients)
    {
        if (coefficients.Length != _rows)
        {
            throw new PrivacyException(
                PrivacyFault.OutsideDomain, "column", $"{coefficients.Length} coefficients for {_rows} rows");
        }

        PrivacyException.RequireFinite(cost, "cost");
        foreach (double coefficient in coefficients)
        {
            PrivacyException.RequireFinite(coefficient, "coefficient");
        }

        _columns.Add(coefficients.ToArray());
        _costs.Add(cost);
        return _columns.Count - 1;
    }

    /// <summary>The value of a variable.</summary>
    public double Value(int column)
    {
        int row = Array.IndexOf(_basis, column);
        return row >= 0 ? _values[row] : 0;
    }

    /// <summary>Runs to an end from the basis at hand.</summary>
    /// <param name="mostSteps">Steps after which it gives up with <see cref="LinearProgramStatus.Unfinished"/>.</param>
    public LinearProgramStatus Solve(int mostSteps = 100_000)
    {
        int last = Steps + PrivacyException.RequireCount(mostSteps, "steps", int.MaxValue / 2);
        Status = LinearProgramStatus.Optimal;
        if (Infeasibility() > Tolerance)
        {
            Status = Run(firstPhase: true, last);
            if (Status == LinearProgramStatus.Optimal && Infeasibility() > Feasible())
            {
                Status = LinearProgramStatus.Infeasible;
            }
        }

        if (Status == LinearProgramStatus.Optimal)
        {
            Status = Run(firstPhase: false, last);
        }

        // An optimum whose fresh values break a row or a sign is none: rounding errors took over.
        if (Status == LinearProgramStatus.Optimal && (Infeasibility() > Feasible() || _values.Min() < -Feasible()))
        {
            Status = LinearProgramStatus.Unfinished;
        }

        return Status;
    }

    private LinearProgramStatus Run(bool firstPhase, int last)
    {
        int stalled = 0;
        double[] direction = new double[_rows];
        while (true)
        {
            Price(firstPhase);
            int entering = Entering(firstPhase, leastIndex: stalled > Patience);
            if (entering < 0)
            {
                if (_sinceFresh == 0)
                {
                    return LinearProgramStatus.Optimal;
                }

                // Optimal by an inverse that has drifted: once more by a fresh one.
                Refresh();
                continue;
            }

            if (Steps >= last)
            {
                return LinearProgramStatus.Unfinished;
            }

            Multiply(_columns[entering], direction);
            int leaving = Leaving(direction, firstPhase, leastIndex: stalled > Patience);
            if (leaving < 0)
            {
                return LinearProgramStatus.Unbounded;
            }

            stalled = _values[leaving] > Tolerance ? 0 : stalled + 1;
            Pivot(entering, leaving, direction);
        }
    }

    /// <summary>Duals of the basis: costs of the basis times its inverse.</summary>
    private void Price(bool firstPhase)
    {
        Array.Clear(_duals);
        for (int row = 0; row < _rows; row++)
        {
            double cost = BasicCost(row, firstPhase);
            for (int i = 0; cost != 0 && i < _rows; i++)
            {
                _duals[i] += cost * _inverse[row, i];
            }
        }
    }

    private double BasicCost(int row, bool firstPhase) =>
        firstPhase ? (_basis[row] < 0 ? 1 : 0) : (_basis[row] < 0 ? 0 : _costs[_basis[row]]);

    /// <summary>
    /// The column with the most negative reduced cost of a short list, which is drawn up anew from all columns when
    /// none of it is left; under Bland's rule the first negative one of all.
    /// </summary>
    private int Entering(bool firstPhase, bool leastIndex)
    {
        if (leastIndex)
        {
            return Enumerable.Range(0, _columns.Count)
                .FirstOrDefault(column => ReducedCost(column, firstPhase) < -Tolerance, -1);
        }

        int best = Best(_candidates, firstPhase);
        if (best >= 0)
        {
            return best;
        }

        _candidates.Clear();
        _candidates.AddRange(Enumerable.Range(0, _columns.Count)
            .Select(column => (column, Cost: ReducedCost(column, firstPhase)))
            .Where(entry => entry.Cost < -Tolerance)
            .OrderBy(entry => entry.Cost).Take(MostCandidates).Select(entry => entry.column));
        return _candidates.Count > 0 ? _candidates[0] : -1;
    }

    private int Best(List<int> candidates, bool firstPhase)
    {
        int best = -1;
        double least = -Tolerance;
        foreach (int column in candidates)
        {
            double cost = ReducedCost(column, firstPhase);
            if (cost < least)
            {
                (best, least) = (column, cost);
            }
        }

        return best;
    }

    /// <summary>c − y·a of a column by the current duals; 0 for one of the basis, whatever rounding says.</summary>
    private double ReducedCost(int column, bool firstPhase)
    {
        if (_basic.Contains(column))
        {
            return 0;
        }

        double[] coefficients = _columns[column];
        double reduced = firstPhase ? 0 : _costs[column];
        for (int row = 0; row < coefficients.Length; row++)
        {
            reduced -= _duals[row] * coefficients[row];
        }

        return reduced;
    }

    /// <summary>
    /// Ratio test in two passes (P. Harris 1973): the step may let basic variables fall below 0 by a hair, and among
    /// the rows that this allows the largest pivot leaves. Under Bland's rule the plain test with the least index.
    /// </summary>
    private int Leaving(double[] direction, bool firstPhase, bool leastIndex)
    {
        double slack = leastIndex ? 0 : Slack, least = double.PositiveInfinity;
        for (int row = 0; row < _rows; row++)
        {
            if (Blocks(row, direction[row], firstPhase))
            {
                least = Math.Min(least, (Room(row, firstPhase) + slack) / Math.Abs(direction[row]));
            }
        }

        int best = -1;
        for (int row = 0; row < _rows; row++)
        {
            if (Blocks(row, direction[row], firstPhase)
                && Room(row, firstPhase) <= least * Math.Abs(direction[row])
                && (best < 0 || (leastIndex
                    ? _basis[row] < _basis[best] : Math.Abs(direction[row]) > Math.Abs(direction[best]))))
            {
                best = row;
            }
        }

        return best;
    }

    /// <summary>
    /// True where a basic variable limits the step. An artificial variable is 0 in the second phase and must not move
    /// either way.
    /// </summary>
    private bool Blocks(int row, double direction, bool firstPhase) =>
        direction > LeastPivot || (!firstPhase && _basis[row] < 0 && direction < -LeastPivot);

    private double Room(int row, bool firstPhase) =>
        !firstPhase && _basis[row] < 0 ? 0 : Math.Max(_values[row], 0);

    private void Pivot(int entering, int leaving, double[] direction)
    {
        double step = Math.Max(_values[leaving], 0) / direction[leaving];
        for (int row = 0; row < _rows; row++)
        {
            double share = row == leaving ? 1 / direction[leaving] : -direction[row] / direction[leaving];
            if (row == leaving || share == 0)
            {
                continue;
            }

            _values[row] -= direction[row] * step;
            for (int i = 0; i < _rows; i++)
            {
                _inverse[row, i] += share * _inverse[leaving, i];
            }
        }

        for (int i = 0; i < _rows; i++)
        {
            _inverse[leaving, i] /= direction[leaving];
        }

        _values[leaving] = step;
        _basic.Remove(_basis[leaving]);
        _basis[leaving] = entering;
        _basic.Add(entering);
        Steps++;
        if (++_sinceFresh >= RefreshEvery)
        {
            Refresh();
        }
    }

    /// <summary>Inverts the basis anew by Gauss and Jordan with row pivots.</summary>
    private void Refresh()
    {
        double[,] work = new double[_rows, _rows];
        Array.Clear(_inverse);
        for (int row = 0; row < _rows; row++)
        {
            _inverse[row, row] = 1;
            for (int column = 0; column < _rows; column++)
            {
                int index = _basis[column];
                work[row, column] = index >= 0 ? _columns[index][row] : -1 - index == row ? Sign(row) : 0;
            }
        }

        for (int column = 0; column < _rows; column++)
        {
            Eliminate(work, column);
        }

        Multiply(_right, _values);
        _sinceFresh = 0;
    }

    private void Eliminate(double[,] work, int column)
    {
        int pivot = column;
        for (int row = column + 1; row < _rows; row++)
        {
            pivot = Math.Abs(work[row, column]) > Math.Abs(work[pivot, column]) ? row : pivot;
        }

        double divisor = work[pivot, column];
        for (int i = 0; i < _rows; i++)
        {
            (work[pivot, i], work[column, i]) = (work[column, i], work[pivot, i] / divisor);
            (_inverse[pivot, i], _inverse[column, i]) = (_inverse[column, i], _inverse[pivot, i] / divisor);
        }

        for (int row = 0; row < _rows; row++)
        {
            double factor = work[row, column];
            if (row == column || factor == 0)
            {
                continue;
            }

            for (int i = 0; i < _rows; i++)
            {
                work[row, i] -= factor * work[column, i];
                _inverse[row, i] -= factor * _inverse[column, i];
            }
        }
    }

    private void Multiply(double[] vector, double[] result)
    {
        for (int row = 0; row < _rows; row++)
        {
            double sum = 0;
            for (int i = 0; i < _rows; i++)
            {
                sum += _inverse[row, i] * vector[i];
            }

            result[row] = sum;
        }
    }

    private double Infeasibility()
    {
        double sum = 0;
        for (int row = 0; row < _rows; row++)
        {
            sum += _basis[row] < 0 ? Math.Abs(_values[row]) : 0;
        }

        return sum;
    }

    private double Feasible() => 1e-8 * (1 + _right.Max(Math.Abs));

    private double Sign(int row) => _right[row] < 0 ? -1 : 1;
}

/// <summary>How a linear program ended.</summary>
public enum LinearProgramStatus
{
    /// <summary>Not solved yet.</summary>
    Unsolved,

    /// <summary>No column improves.</summary>
    Optimal,

    /// <summary>No x ≥ 0 satisfies the rows.</summary>
    Infeasible,

    /// <summary>The objective falls without end.</summary>
    Unbounded,

    /// <summary>The steps ran out, or rounding errors took over.</summary>
    Unfinished,
}
