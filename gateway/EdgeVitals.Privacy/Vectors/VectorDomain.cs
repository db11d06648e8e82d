namespace EdgeVitals.Privacy;

/// <summary>The parameters for which the vector mechanisms are built and checked.</summary>
public static class VectorDomain
{
    /// <summary>
    /// Largest dimension, 2^20: up to here the integer inner product of <see cref="PrivUnitG"/> stays below 2^62, and
    /// the cap masses are checked against 50-digit arithmetic.
    /// </summary>
    public const int MaximumDimension = 1 << 20;

    /// <summary>How far from 1 the norm of a unit vector may lie; what is nearer is normalised.</summary>
    public const double UnitTolerance = 1e-9;

    /// <summary>Answers a dimension of 1 to 2^20, or throws.</summary>
    /// <exception cref="PrivacyException">Empty or OutOfRange.</exception>
    internal static int RequireDimension(int dimension) =>
        PrivacyException.RequireCount(dimension, "dimension", MaximumDimension);

    /// <summary>Throws unless an epsilon is in the range of a local report, 1e-6 to 32.</summary>
    /// <exception cref="PrivacyException">OutOfRange, or NotPositive where it was never set.</exception>
    internal static void RequireEpsilon(Epsilon epsilon) => _ = ExactOdds.Of(epsilon);

    /// <summary>A copy of norm 1 of a vector whose norm is 1 up to <see cref="UnitTolerance"/>.</summary>
    /// <exception cref="PrivacyException">Empty, OutsideDomain (length, norm), NotANumber or Infinite.</exception>
    internal static double[] RequireUnit(ReadOnlySpan<double> vector, int dimension)
    {
        double norm = Norm(vector, dimension);
        if (Math.Abs(norm - 1) > UnitTolerance)
        {
            throw new PrivacyException(PrivacyFault.OutsideDomain, "vector",
                $"its norm is not 1 up to {UnitTolerance:R}; lift a shorter one by one coordinate (UnitVectors.Lift)");
        }

        return Divided(vector, norm);
    }

    /// <summary>The norm of a finite vector of the given dimension, or throws.</summary>
    /// <exception cref="PrivacyException">Empty, OutsideDomain (length), NotANumber or Infinite.</exception>
    internal static double Norm(ReadOnlySpan<double> vector, int dimension)
    {
        if (vector.IsEmpty)
        {
            throw new PrivacyException(PrivacyFault.Empty, "vector", "it has no coordinates");
        }

        if (vector.Length != dimension)
        {
            throw new PrivacyException(PrivacyFault.OutsideDomain, "vector",
                $"it has {vector.Length} coordinates for a mechanism of dimension {dimension}");
        }

        foreach (double value in vector)
        {
            PrivacyException.RequireFinite(value, "vector");
        }

        ScaledNorm.TryOf(vector, out ScaledNorm norm);
        return norm.Value;
    }

    /// <summary>vector / divisor.</summary>
    internal static double[] Divided(ReadOnlySpan<double> vector, double divisor)
    {
        double[] result = new double[vector.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = vector[i] / divisor;
        }

        return result;
    }
}
