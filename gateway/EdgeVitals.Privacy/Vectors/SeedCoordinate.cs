using System.Numerics;

namespace EdgeVitals.Privacy;

/// <summary>
/// The law of one coordinate of an expanded seed: a discrete Gaussian of sigma = 200 grid units, as integer weights
/// that sum to 2^63, and the alias table that draws it from one 64-bit word.
/// </summary>
/// <remarks>
/// Source: alias method of Walker 1977 in the form of Vose 1991, in integers. Every number is computed in integers of
/// 256 bits and never by Math.Exp, whose last bit differs from machine to machine: gateway and cloud must agree on
/// every coordinate. Why 200: the table must reach 8.8 sigma, where a weight rounds to zero, and 2,048 columns of eight
/// bytes stay in the first-level cache.
/// </remarks>
public static class SeedCoordinate
{
    /// <summary>sigma, grid units. The variance of the weights is sigma^2 up to a relative 1e-15.</summary>
    public const int Sigma = 200;

    /// <summary>Largest magnitude of a coordinate, grid units; no seed reaches beyond it.</summary>
    public const int Largest = (1 << IndexBits) - 1;

    internal const int IndexBits = 11;

    /// <summary>A column's low 12 bits hold its alias, the other 52 the share it keeps.</summary>
    internal const int ThresholdShift = 64 - ColumnBits;

    private const int ColumnBits = 52;
    private const int FixedPoint = 256;

    private static readonly ulong[] Weights = MakeWeights();

    /// <summary>One entry a column: threshold, then alias. Length 2,048.</summary>
    internal static ulong[] Columns { get; } = MakeColumns(Weights);

    /// <summary>P(|coordinate| = magnitude) times 2^63; the sign is fair and independent.</summary>
    /// <param name="magnitude">0 to <see cref="Largest"/>.</param>
    public static ulong Weight(int magnitude)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(magnitude);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(magnitude, Largest);
        return Weights[magnitude];
    }

    /// <summary>The coordinate of a word: bits 0-10 name a column, bit 11 the sign, the rest column or alias.</summary>
    internal static long Of(ulong word, ulong[] columns)
    {
        unchecked
        {
            ulong column = word & Largest, entry = columns[column], alias = entry & Largest;
            // All ones where the column keeps its own value: both sides have 52 bits, so the difference has a true
            // sign. A branch here would be mispredicted at every second coordinate.
            ulong own = (ulong)((long)((word >> ThresholdShift) - (entry >> ThresholdShift)) >> 63);
            long magnitude = (long)(alias ^ ((alias ^ column) & own));
            // Negation by the sign bit: 0 or -1.
            long sign = -(long)((word >> IndexBits) & 1);
            return (magnitude ^ sign) - sign;
        }
    }

    /// <summary>round(2^63 P(|x|)), what rounding leaves over or short on the weight of 0.</summary>
    private static ulong[] MakeWeights()
    {
        // rho(x) = r^(x^2), r = exp(-1/(2 sigma^2)): rho(x) = rho(x-1) r^(2x-1).
        BigInteger one = BigInteger.One << FixedPoint, r = ExpOfMinusOneOver(2 * Sigma * Sigma);
        BigInteger square = (r * r) >> FixedPoint, step = r, rho = one, total = one;
        BigInteger[] relative = new BigInteger[Largest + 1];
        relative[0] = one;
        for (int x = 1; x <= Largest; x++)
        {
            rho = (rho * step) >> FixedPoint;
            step = (step * square) >> FixedPoint;
            // Two signs.
            relative[x] = 2 * rho;
            total += relative[x];
        }

        ulong[] weights = new ulong[Largest + 1];
        ulong rest = 1UL << 63;
        for (int x = Largest; x > 0; x--)
        {
            weights[x] = (ulong)(((relative[x] << 64) + total) / (2 * total));
            rest -= weights[x];
        }

        weights[0] = rest;
        return weights;
    }

    /// <summary>exp(-1/n) in fixed point, by its series.</summary>
    private static BigInteger ExpOfMinusOneOver(int n)
    {
        BigInteger term = BigInteger.One << FixedPoint, sum = term;
        for (int k = 1; !term.IsZero; k++)
        {
            term /= n * k;
            sum += (k & 1) == 1 ? -term : term;
        }

        return sum;
    }

    /// <summary>Vose's two stacks: each column keeps a share of its own weight and is filled up by one other.</summary>
    private static ulong[] MakeColumns(ulong[] weights)
    {
        const ulong capacity = 1UL << ColumnBits;
        ulong[] left = [.. weights], columns = new ulong[weights.Length];
        Stack<int> small = new(), large = new();
        for (int x = 0; x < left.Length; x++)
        {
            (left[x] < capacity ? small : large).Push(x);
        }

        while (small.TryPop(out int column))
        {
            int alias = large.Pop();
            columns[column] = (left[column] << ThresholdShift) | (uint)alias;
            left[alias] -= capacity - left[column];
            (left[alias] < capacity ? small : large).Push(alias);
        }

        // What is left is exactly full: integers leave no rounding, so such a column is its own alias.
        foreach (int column in large)
        {
            columns[column] = (uint)column;
        }

        return columns;
    }
}
