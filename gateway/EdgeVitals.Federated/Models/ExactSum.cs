using System.Numerics;

namespace EdgeVitals.Federated;

/// <summary>
/// Exact sum of integer vectors: the same bits under any order of arrival, memory O(dimension), overflow throws.
/// </summary>
/// <remarks>
/// Vectors are added in 64 bits, several coordinates at a time, as long as the sum of their largest magnitudes proves
/// that no coordinate can overflow; then the 64-bit part is carried into 128 bits. Not safe for several threads at
/// once; one owner adds.
/// </remarks>
public sealed class ExactSum
{
    /// <summary>Largest magnitude of the 64-bit part; one bit below long's, so that a check cannot overflow.</summary>
    private const ulong LowLimit = 1UL << 62;

    private readonly Int128[] _high;
    private readonly long[] _low;
    private ulong _lowBound;

    /// <summary>An empty sum.</summary>
    /// <param name="dimension">Coordinates, 1 to 2^20.</param>
    public ExactSum(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, Limits.VectorLength);
        _high = new Int128[dimension];
        _low = new long[dimension];
    }

    /// <summary>A sum that goes on from what was stored.</summary>
    /// <param name="stored">Coordinates of <see cref="ToArray"/>, 1 to 2^20.</param>
    /// <param name="count">Vectors in it.</param>
    public ExactSum(ReadOnlySpan<Int128> stored, long count)
        : this(stored.Length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        stored.CopyTo(_high);
        Count = count;
    }

    /// <summary>Coordinates.</summary>
    public int Dimension => _low.Length;

    /// <summary>Vectors added so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds one vector. Int128 holds 2^64 vectors of any long, more than Count can count.</summary>
    public void Add(ReadOnlySpan<long> vector)
    {
        if (vector.Length != _low.Length)
        {
            throw new ArgumentException($"{vector.Length} coordinates in a sum of {_low.Length}.", nameof(vector));
        }

        Count++;
        ulong magnitude = Magnitude(vector);
        if (magnitude > LowLimit)
        {
            for (int i = 0; i < vector.Length; i++)
            {
                _high[i] += vector[i];
            }

            return;
        }

        if (_lowBound + magnitude > LowLimit)
        {
            Carry();
        }

        _lowBound += magnitude;
        AddLow(vector);
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
        for (int i = 0; i < _high.Length; i++)
        {
            _high[i] += other._high[i] + other._low[i];
        }
    }

    /// <summary>A copy of the sum.</summary>
    public Int128[] ToArray()
    {
        Int128[] copy = new Int128[_high.Length];
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = _high[i] + _low[i];
        }

        return copy;
    }

    /// <summary>A copy as 64-bit integers. Throws OverflowException where one does not fit.</summary>
    public long[] ToInt64()
    {
        long[] copy = new long[_high.Length];
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = (long)(_high[i] + _low[i]);
        }

        return copy;
    }

    // The larger of the magnitudes of the least and the greatest coordinate; -2^63 has one that only ulong holds.
    private static ulong Magnitude(ReadOnlySpan<long> vector)
    {
        Vector<long> least = Vector<long>.Zero, greatest = Vector<long>.Zero;
        int i = 0;
        for (; i <= vector.Length - Vector<long>.Count; i += Vector<long>.Count)
        {
            Vector<long> part = new(vector[i..]);
            least = Vector.Min(least, part);
            greatest = Vector.Max(greatest, part);
        }

        long low = 0, high = 0;
        for (int lane = 0; lane < Vector<long>.Count; lane++)
        {
            low = Math.Min(low, least[lane]);
            high = Math.Max(high, greatest[lane]);
        }

        for (; i < vector.Length; i++)
        {
            low = Math.Min(low, vector[i]);
            high = Math.Max(high, vector[i]);
        }

        return Math.Max((ulong)high, low == long.MinValue ? 1UL << 63 : (ulong)-low);
    }

    private void AddLow(ReadOnlySpan<long> vector)
    {
        int i = 0;
        for (; i <= vector.Length - Vector<long>.Count; i += Vector<long>.Count)
        {
            // Lanes wrap silently, but the bound has shown that none can reach its end.
            (new Vector<long>(_low, i) + new Vector<long>(vector[i..])).CopyTo(_low, i);
        }

        for (; i < vector.Length; i++)
        {
            _low[i] += vector[i];
        }
    }

    private void Carry()
    {
        for (int i = 0; i < _low.Length; i++)
        {
            _high[i] += _low[i];
            _low[i] = 0;
        }

        _lowBound = 0;
    }
}
