using System.Buffers.Binary;

namespace EdgeVitals.Privacy;

/// <summary>Normal coordinates and uniform directions in double arithmetic, for the reference mechanisms.</summary>
internal static class SphereSampling
{
    private const double Unit52 = 1.0 / (1UL << 52);

    /// <summary>64 uniform bits.</summary>
    public static ulong Word(IRandomBytes random)
    {
        Span<byte> bytes = stackalloc byte[8];
        random.Fill(bytes);
        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        bytes.Clear();
        return word;
    }

    /// <summary>
    /// Uniform in (0, 1): the middles of 2^52 equal cells, so neither end is ever drawn. The last middle, 1 - 2^-53, is
    /// a double; of 2^53 cells it would be rounded to 1.
    /// </summary>
    public static double Uniform(IRandomBytes random) => ((Word(random) >> 12) + 0.5) * Unit52;

    /// <summary>Uniform on the unit sphere.</summary>
    public static double[] Direction(int dimension, IRandomBytes random)
    {
        double[] direction = new double[dimension];
        do
        {
            FillNormal(direction, random);
        }
        while (!TryNormalise(direction));
        return direction;
    }

    /// <summary>Uniform on the unit vectors orthogonal to a unit vector; dimension at least 2.</summary>
    public static double[] Orthogonal(ReadOnlySpan<double> unit, IRandomBytes random)
    {
        double[] direction = new double[unit.Length];
        do
        {
            FillNormal(direction, random);
            // The second pass takes out what rounding left where the draw was nearly parallel to the unit vector.
        }
        while (!(TryProject(direction, unit) && TryProject(direction, unit) && TryNormalise(direction)));
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

    /// <summary>Normalises and takes out the component along a unit vector; false where nothing has a direction.
    /// </summary>
    private static bool TryProject(Span<double> direction, ReadOnlySpan<double> unit)
    {
        if (!TryNormalise(direction))
        {
            return false;
        }

        double along = Dot(direction, unit);
        for (int i = 0; i < direction.Length; i++)
        {
            direction[i] -= along * unit[i];
        }

        return true;
    }

    /// <summary>False for the zero vector, which has no direction: the caller draws again.</summary>
    private static bool TryNormalise(Span<double> vector)
    {
        double norm = Math.Sqrt(Dot(vector, vector));
        if (norm == 0)
        {
            return false;
        }

        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] /= norm;
        }

        return true;
    }
}
