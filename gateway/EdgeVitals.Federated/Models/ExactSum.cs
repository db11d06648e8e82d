namespace EdgeVitals.Federated;

/// <summary>
/// Exact sum of integer vectors: the same bits under any order of arrival, memory O(dimension), overflow throws.
/// </summary>
/// <remarks>Not safe for several threads at once; one owner adds.</remarks>
public sealed class ExactSum
{
    private readonly Int128[] _sum;

    /// <summary>An empty sum.</summary>
    /// <param name="dimension">Coordinates, 1 to 2^20.</param>
    public ExactSum(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, Limits.VectorLength);
        _sum = new Int128[dimension];
    }

    /// <summary>Coordinates.</summary>
    public int Dimension => _sum.Length;

    /// <summary>Vectors added so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds one vector. Int128 holds 2^64 vectors of any long, so no sum that fits a Count overflows.</summary>
    public void Add(ReadOnlySpan<long> vector)
    {
        if (vector.Length != _sum.Length)
        {
            throw new ArgumentException($"{vector.Length} coordinates in a sum of {_sum.Length}.", nameof(vector));
        }

        Count++;
        for (int i = 0; i < vector.Length; i++)
        {
            _sum[i] += vector[i];
        }
    }

    /// <summary>Adds another sum.</summary>
    public void Add(ExactSum other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Dimension != Dimension)
        {
            throw new ArgumentException($"{other.Dimension} coordinates in a sum of {Dimension}.", nameof(other));
        }

        Count += other.Count;
        for (int i = 0; i < _sum.Length; i++)
        {
            _sum[i] += other._sum[i];
        }
    }

    /// <summary>A copy of the sum.</summary>
    public Int128[] ToArray() => [.. _sum];

    /// <summary>A copy as 64-bit integers. Throws OverflowException where one does not fit.</summary>
    public long[] ToInt64()
    {
        long[] copy = new long[_sum.Length];
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = (long)_sum[i];
        }

        return copy;
    }
}
