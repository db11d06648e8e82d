using System.Buffers.Binary;

namespace EdgeVitals.Privacy;

/// <summary>Normal coordinates and uniform directions in double arithmetic, for the reference mechanisms.</summary>
internal static class SphereSampling
{
    private const double Unit53 = 1.0 / (1UL << 53);

    /// <summary>64 uniform bits.</summary>
    public static ulong Word(IRandomBytes random)
    {
        Span<byte> bytes = stackalloc byte[8];
        random.Fill(bytes);
        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        bytes.Clear();
        return word;
    }

    /// <summary>Uniform in (0, 1): the middles of 2^53 equal cells, so neither end is ever drawn.</summary>
    public static double Uniform(IRandomBytes random) => ((Word(random) >> 11) + 0.5) * Unit53;

    /// <summary>Uniform on the unit sphere.</summary>
    public static double[] Direction(int dimension, IRandomBytes random)
    {
        double[] direction = new double[dimension];
        FillNormal(direction, random);
        Normalise(direction);
        return direction;
    }

    /// <summary>Uniform on the unit vectors orthogonal to a unit vector; dimension at least 2.</summary>
    public static double[] Orthogonal(ReadOnlySpan<double> unit, IRandomBytes random)
    {
        double[] direction = new double[unit.Length];
        FillNormal(direction, random);
        // The second pass takes out what rounding left where the draw was nearly parallel to the unit vector.
        for (int pass = 0; pass < 2; pass++)
        {
            Normalise(direction);
            double along = Dot(direction, unit);
            for (int i = 0; i < direction.Length; i++)
            {
                direction[i] -= along * unit[i];
            }
        }

        Normalise(direction);
        return direction;
    }

    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    /// <summary>
    /// round(vector / unit) as integers: what is released, never the doubles, whose last bits tell of the arithmetic.
    /// </summary>
    public static long[] ToGrid(ReadOnlySpan<double> vector, double unit)
    {
        long[] grid = new long[vector.Length];
        for (int i = 0; i < grid.Length; i++)
        {
            grid[i] = (long)Math.Round(vector[i] / unit, MidpointRounding.ToEven);
        }

        return grid;
    }

    /// <summary>Standard normal by Box and Muller.</summary>
    private static void FillNormal(Span<double> values, IRandomBytes random)
    {
        for (int i = 0; i < values.Length; i += 2)
        {
            double radius = Math.Sqrt(-2 * Math.Log(Uniform(random)));
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * Uniform(random));
            values[i] = radius * cosine;
            if (i + 1 < values.Length)
            {
                values[i + 1] = radius * sine;
            }
        }
    }

    private static void Normalise(Span<double> vector)
    {
        double norm = Math.Sqrt(Dot(vector, vector));
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] /= norm;
        }
    }
}
