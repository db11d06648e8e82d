namespace EdgeVitals.Privacy;

/// <summary>
/// A symmetric matrix as the vector of its upper triangle, off-diagonal entries times sqrt(2): the Euclidean norm of
/// the vector is the Frobenius norm of the matrix, so that any vector mechanism serves a second moment.
/// </summary>
/// <remarks>
/// Order: row by row, (0,0), (0,1), ..., (1,1), ... Matrices are d x d, row major. No noise here: the page
/// Mechanisms/HalfVector.md holds the isometry and the sensitivity that a mechanism after it needs.
/// </remarks>
public static class HalfVector
{
    /// <summary>Largest side of a matrix: its half-vector then has at most 2^20 coordinates.</summary>
    public const int MaximumSide = 1447;

    // How far an entry may lie from its mirror image, relative to the largest entry of the matrix.
    private const double SymmetryTolerance = 1e-9;

    /// <summary>d (d + 1) / 2, coordinates of the half-vector.</summary>
    /// <param name="side">d, 1 to 1,447.</param>
    /// <exception cref="PrivacyException">Empty or OutOfRange.</exception>
    public static int Dimension(int side) =>
        PrivacyException.RequireCount(side, "side", MaximumSide) * (side + 1) / 2;

    /// <summary>d of a half-vector of d (d + 1) / 2 coordinates.</summary>
    /// <exception cref="PrivacyException">Empty, or OutsideDomain: no d has so many.</exception>
    public static int Side(int dimension)
    {
        PrivacyException.RequireCount(dimension, "dimension", Dimension(MaximumSide));
        int side = (int)((Math.Sqrt((8.0 * dimension) + 1) - 1) / 2);
        return Dimension(side) == dimension ? side
            : throw new PrivacyException(PrivacyFault.OutsideDomain, "dimension",
                $"{dimension} is no d(d+1)/2: the half-vectors beside it have {Dimension(side)} and "
                + $"{(side + 1) * (side + 2) / 2} coordinates");
    }

    /// <summary>The half-vector of a symmetric matrix.</summary>
    /// <param name="matrix">d x d, row major, finite; an entry may differ from its mirror by 1e-9 of the largest entry.
    /// </param>
    /// <exception cref="PrivacyException">Empty, OutOfRange, NotANumber, Infinite (also where an entry times sqrt(2)
    /// is), or OutsideDomain where the matrix is not square or not symmetric.</exception>
    public static double[] Of(ReadOnlySpan<double> matrix)
    {
        int side = RequireSymmetric(matrix);
        double[] half = new double[Dimension(side)];
        int next = 0;
        for (int i = 0; i < side; i++)
        {
            half[next++] = matrix[(i * side) + i];
            for (int j = i + 1; j < side; j++)
            {
                half[next++] = Math.Sqrt(2) * matrix[(i * side) + j];
            }
        }

        RequireNoOverflow(half, "matrix");
        return half;
    }

    /// <summary>scale times the half-vector of y y^T; its norm is scale ||y||^2.</summary>
    /// <param name="vector">y, d finite coordinates; ||y|| at most 1 where the norm is to be at most scale.</param>
    /// <param name="scale">Finite: 1, or the grid units of a clip.</param>
    /// <exception cref="PrivacyException">Empty, OutOfRange, NotANumber, or Infinite, also where a product exceeds a
    /// double.</exception>
    public static double[] OfOuterProduct(ReadOnlySpan<double> vector, double scale)
    {
        PrivacyException.RequireFinite(scale, "scale");
        double[] half = new double[Dimension(vector.Length)];
        foreach (double value in vector)
        {
            PrivacyException.RequireFinite(value, "vector");
        }

        int next = 0;
        for (int i = 0; i < vector.Length; i++)
        {
            // The order of the factors is part of the contract: contributions on the grid are compared bit by bit.
            double entry = vector[i];
            half[next++] = scale * (entry * entry);
            for (int j = i + 1; j < vector.Length; j++)
            {
                half[next++] = scale * (Math.Sqrt(2) * entry * vector[j]);
            }
        }

        RequireNoOverflow(half, "vector");
        return half;
    }

    /// <summary>The symmetric matrix of a half-vector, noised or not.</summary>
    /// <param name="half">d (d + 1) / 2 finite coordinates.</param>
    /// <returns>d x d, row major.</returns>
    /// <exception cref="PrivacyException">Empty, OutOfRange, OutsideDomain (length), NotANumber, Infinite.</exception>
    public static double[] ToMatrix(ReadOnlySpan<double> half)
    {
        int side = Side(half.Length);
        double[] matrix = new double[side * side];
        int next = 0;
        for (int i = 0; i < side; i++)
        {
            matrix[(i * side) + i] = PrivacyException.RequireFinite(half[next++], "half-vector");
            for (int j = i + 1; j < side; j++)
            {
                double entry = PrivacyException.RequireFinite(half[next++], "half-vector") / Math.Sqrt(2);
                matrix[(i * side) + j] = entry;
                matrix[(j * side) + i] = entry;
            }
        }

        return matrix;
    }

    /// <summary>The side of a finite symmetric matrix, or throws.</summary>
    /// <param name="matrix">d x d, row major; an entry may differ from its mirror by 1e-9 of the largest entry.</param>
    /// <exception cref="PrivacyException">Empty, OutOfRange, NotANumber, Infinite, or OutsideDomain where the matrix is
    /// not square or not symmetric. No message holds an entry: a second moment is a wearer's own.</exception>
    public static int RequireSymmetric(ReadOnlySpan<double> matrix)
    {
        PrivacyException.RequireCount(matrix.Length, "matrix", MaximumSide * MaximumSide);
        int side = (int)Math.Sqrt(matrix.Length);
        if (side * side != matrix.Length)
        {
            throw new PrivacyException(
                PrivacyFault.OutsideDomain, "matrix", $"{matrix.Length} entries are not a square matrix");
        }

        double largest = 0;
        foreach (double entry in matrix)
        {
            largest = Math.Max(largest, Math.Abs(PrivacyException.RequireFinite(entry, "matrix")));
        }

        for (int i = 0; i < side; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (Math.Abs(matrix[(i * side) + j] - matrix[(j * side) + i]) > SymmetryTolerance * largest)
                {
                    throw new PrivacyException(PrivacyFault.OutsideDomain, "matrix", $"entries ({i},{j}) and ({j},{i}) "
                        + $"differ by more than {SymmetryTolerance:R} of the largest: it is not symmetric");
                }
            }
        }

        return side;
    }

    /// <summary>Finite numbers may have an infinite product, or 0 times one.</summary>
    private static void RequireNoOverflow(ReadOnlySpan<double> half, string parameter)
    {
        foreach (double entry in half)
        {
            if (!double.IsFinite(entry))
            {
                throw new PrivacyException(
                    PrivacyFault.Infinite, parameter, "an entry of its half-vector exceeds a double");
            }
        }
    }
}
