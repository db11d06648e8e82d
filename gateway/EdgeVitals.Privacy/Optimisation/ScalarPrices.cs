namespace EdgeVitals.Privacy;

/// <summary>Reduced costs of all columns of <see cref="ScalarDesign"/> for one set of duals.</summary>
internal sealed class ScalarPrices
{
    /// <summary>
    /// In units of B; the squares have a sum of at least e^-ε &gt; 4e-5 and the other terms are near 1, so that far
    /// before this the price only rises.
    /// </summary>
    private const double Far = 1e9;

    private readonly double[] _constant;
    private readonly double[] _linear;
    private readonly double[] _square;
    private readonly double _low;

    /// <param name="duals">Of the rows: sums 0 … m, means 1 … m, variances 0 … m.</param>
    /// <param name="half">m.</param>
    /// <param name="low">e^-ε.</param>
    public ScalarPrices(IReadOnlyList<double> duals, int half, double low)
    {
        _low = low;
        int inputs = (2 * half) + 1;
        _constant = new double[inputs];
        _linear = new double[inputs];
        _square = new double[inputs];
        for (int i = -half; i <= half; i++)
        {
            int j = Math.Abs(i), at = i + half;
            // Input 0 is its own mirror image, so a column and its image meet it twice.
            double times = i == 0 ? 2 : 1;
            _constant[at] = -times * duals[j];
            _linear[at] = i == 0 ? 0 : -Math.Sign(i) * duals[half + j];
            // A dual of a "less or equal" row is at most 0; rounding must not make the price fall without end.
            _square[at] = times * Math.Max(0, -duals[(2 * half) + 1 + j]);
        }
    }

    private int Half => _constant.Length / 2;

    /// <summary>q_i(y), i from −m to m.</summary>
    public double At(int i, double y) => Quadratic(i + Half, y);

    /// <summary>Price of the best column at a report.</summary>
    public double Best(double y)
    {
        double sum = 0;
        for (int at = 0; at < _constant.Length; at++)
        {
            double q = Quadratic(at, y);
            sum += q < 0 ? q : _low * q;
        }

        return sum;
    }

    /// <summary>The reports at which the price has a minimum in one of its pieces and is negative.</summary>
    public IEnumerable<double> Minima()
    {
        double[] ends = Ends();
        for (int piece = 0; piece + 1 < ends.Length; piece++)
        {
            double y = Least(ends[piece], ends[piece + 1]);
            if (Best(y) < 0)
            {
                yield return y;
            }
        }
    }

    /// <summary>
    /// Lowers the duals of the sums by the least t of a doubling row for which every column has a price of 0 or above:
    /// then the duals are feasible and bound the optimum.
    /// </summary>
    /// <returns>By how much the dual objective falls, (m + 1) t.</returns>
    public double Repair()
    {
        ScalarPrices repaired = Shifted(0);
        double shift = 1e-13;
        while (repaired.IsNegative())
        {
            shift *= 1.5;
            repaired = Shifted(shift);
        }

        return (Half + 1) * (repaired._constant[Half] - _constant[Half]) / 2;
    }

    private ScalarPrices Shifted(double shift)
    {
        double[] duals = new double[(3 * Half) + 2];
        for (int j = 0; j <= Half; j++)
        {
            double times = j == 0 ? 2 : 1;
            duals[j] = (-_constant[Half + j] / times) - shift;
            duals[(2 * Half) + 1 + j] = -_square[Half + j] / times;
            if (j > 0)
            {
                duals[Half + j] = -_linear[Half + j];
            }
        }

        return new ScalarPrices(duals, Half, _low);
    }

    private bool IsNegative()
    {
        double[] ends = Ends();
        for (int piece = 0; piece + 1 < ends.Length; piece++)
        {
            if (Best(Least(ends[piece], ends[piece + 1])) < 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where a q changes its sign, from 0 on; mirror images stand for the reports below 0.</summary>
    private double[] Ends()
    {
        SortedSet<double> ends = [0, Far];
        for (int at = 0; at < _constant.Length; at++)
        {
            double a = _square[at], b = _linear[at], c = _constant[at];
            double discriminant = (b * b) - (4 * a * c);
            if (discriminant < 0)
            {
                continue;
            }

            // The root of larger size first, then the other by the product: nothing cancels.
            double sum = -0.5 * (b + Math.CopySign(Math.Sqrt(discriminant), b));
            foreach (double root in new[] { sum / a, c / sum })
            {
                if (root > 0 && root < Far)
                {
                    ends.Add(root);
                }
            }
        }

        return [.. ends];
    }

    /// <summary>Where the price is least between two neighbouring ends.</summary>
    private double Least(double from, double to)
    {
        double middle = 0.5 * (from + to), square = 0, linear = 0;
        for (int at = 0; at < _constant.Length; at++)
        {
            double weight = Quadratic(at, middle) < 0 ? 1 : _low;
            square += weight * _square[at];
            linear += weight * _linear[at];
        }

        if (square > 0)
        {
            return Math.Clamp(-linear / (2 * square), from, to);
        }

        return linear < 0 ? to : from;
    }

    private double Quadratic(int at, double y) => _constant[at] + (y * (_linear[at] + (y * _square[at])));
}
