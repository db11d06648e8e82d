using System.Numerics;

namespace EdgeVitals.Privacy;

/// <summary>
/// An ε-private law for the inputs −m/m … m/m as whole numbers: row i gives the report y_k with probability w_ik/2^62.
/// </summary>
/// <remarks>
/// What a solver found is taken to integers and then judged by integers alone: each row adds up to exactly 2^62, the
/// ratio of any two weights of a report is at most a rational lower bound of e^ε, and the mean of row i is exactly
/// i/m in the table's unit. A table that fails is refused, so neither privacy nor unbiasedness rests on the solver.
/// </remarks>
internal sealed class ScalarTable
{
    /// <summary>Weights of a row add up to 2 to this.</summary>
    public const int TotalBits = 62;

    /// <summary>
    /// Weight of each of the five reports 0, ±1, ±far that take up what rounding left over. Their share, 5 · 2^-26,
    /// costs as much of the variance; it must stay far above the leftovers, or their ratio would break e^ε.
    /// </summary>
    private const long Reserve = 1L << 36;

    private const long Total = 1L << TotalBits;
    private readonly int _half;
    private readonly List<long> _reports = [];
    private readonly List<long[]> _weights = [];
    private readonly ulong[][] _cumulative;

    /// <param name="epsilon">ε that no ratio may exceed.</param>
    /// <param name="half">m.</param>
    /// <param name="stepsToOne">How many grid steps of a report are 1 in units of x; a multiple of m.</param>
    /// <param name="law">Columns and their weights as <see cref="ScalarDesign"/> gives them.</param>
    /// <exception cref="InvalidOperationException">The integers break a row, a ratio or a mean.</exception>
    public ScalarTable(
        double epsilon, int half, long stepsToOne, IEnumerable<(ScalarColumn Column, double Weight)> law)
    {
        _half = half;
        BigInteger ratio = ExponentialBound.Below(epsilon);
        foreach ((ScalarColumn column, double weight) in law)
        {
            Add(column, weight * Math.Exp(-epsilon), ratio);
        }

        long perStep = stepsToOne / half;
        AddLeftovers(perStep);
        Check(ratio, perStep);
        Unit = (double)Total / Spread / stepsToOne;
        _cumulative = [.. Enumerable.Range(0, Inputs).Select(Cumulative)];
    }

    /// <summary>What one step of a report stands for, in units of x.</summary>
    public double Unit { get; }

    /// <summary>2m + 1.</summary>
    public int Inputs => (2 * _half) + 1;

    /// <summary>y_k, grid steps; one value may occur more than once.</summary>
    public IReadOnlyList<long> Reports => _reports;

    /// <summary>The weights that add up to the mean: all but the reserve.</summary>
    private static long Spread => Total - (5 * Reserve);

    /// <summary>w_ik of input i − m and report k.</summary>
    public long Weight(int input, int report) => _weights[report][input];

    /// <summary>E[y²] of input i − m, in units of x squared.</summary>
    public double SecondMoment(int input)
    {
        BigInteger sum = 0;
        for (int k = 0; k < _reports.Count; k++)
        {
            sum += (BigInteger)_weights[k][input] * _reports[k] * _reports[k];
        }

        return (double)sum / Total * Unit * Unit;
    }

    /// <summary>A report for input i − m.</summary>
    public long Draw(int input, ref BitSource bits)
    {
        ulong[] row = _cumulative[input];
        int at = Array.BinarySearch(row, bits.Take(TotalBits));
        // Report k owns the draws from the sum before it up to, not including, the sum with it.
        return _reports[at >= 0 ? at + 1 : ~at];
    }

    private void Add(ScalarColumn column, double weight, BigInteger ratio)
    {
        long low = (long)(weight * Spread);
        if (low == 0)
        {
            return;
        }

        long high = (long)(low * ratio >> ExponentialBound.FractionBits);
        long[] weights = [.. column.IsHigh.Select(isHigh => isHigh ? high : low)];
        _reports.Add(column.Report);
        _weights.Add(weights);
        _reports.Add(-column.Report);
        _weights.Add([.. weights.Reverse()]);
    }

    /// <summary>
    /// Five more reports: ±far and ±1 bring the mean to its exact value, 0 takes what is left of the row.
    /// </summary>
    private void AddLeftovers(long perStep)
    {
        long far = _reports.Count > 0 ? _reports.Max() : 1;
        long[][] weights = [.. Enumerable.Range(0, 5).Select(_ => new long[Inputs])];
        for (int input = 0; input < Inputs; input++)
        {
            BigInteger sum = 0, mean = (BigInteger)Spread * perStep * (input - _half);
            for (int k = 0; k < _reports.Count; k++)
            {
                sum += _weights[k][input];
                mean -= (BigInteger)_weights[k][input] * _reports[k];
            }

            // Toward zero, so that mirrored inputs get mirrored weights.
            BigInteger whole = BigInteger.DivRem(mean, far, out BigInteger rest);
            weights[0][input] = (long)(Reserve + BigInteger.Max(whole, 0));
            weights[1][input] = (long)(Reserve + BigInteger.Max(-whole, 0));
            weights[2][input] = (long)(Reserve + BigInteger.Max(rest, 0));
            weights[3][input] = (long)(Reserve + BigInteger.Max(-rest, 0));
            weights[4][input] = (long)(Total - sum - (4 * Reserve) - BigInteger.Abs(whole) - BigInteger.Abs(rest));
        }

        _reports.AddRange([far, -far, 1, -1, 0]);
        _weights.AddRange(weights);
    }

    private void Check(BigInteger ratio, long perStep)
    {
        for (int k = 0; k < _reports.Count; k++)
        {
            long least = _weights[k].Min(), most = _weights[k].Max();
            if (least <= 0 || (BigInteger)most << ExponentialBound.FractionBits > least * ratio)
            {
                throw new InvalidOperationException(
                    $"Report {_reports[k]} has weights from {least} to {most}, more than e^epsilon apart.");
            }
        }

        for (int input = 0; input < Inputs; input++)
        {
            BigInteger sum = 0, mean = 0;
            for (int k = 0; k < _reports.Count; k++)
            {
                sum += _weights[k][input];
                mean += (BigInteger)_weights[k][input] * _reports[k];
            }

            if (sum != Total || mean != (BigInteger)Spread * perStep * (input - _half))
            {
                throw new InvalidOperationException(
                    $"Input {input - _half} of {_half} has total {sum} and first moment {mean}.");
            }
        }
    }

    private ulong[] Cumulative(int input)
    {
        ulong[] row = new ulong[_reports.Count];
        ulong sum = 0;
        for (int k = 0; k < row.Length; k++)
        {
            sum += (ulong)_weights[k][input];
            row[k] = sum;
        }

        return row;
    }
}
