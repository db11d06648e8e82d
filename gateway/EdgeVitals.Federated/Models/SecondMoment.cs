using EdgeVitals.Privacy;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace EdgeVitals.Federated;

/// <summary>From the noised sum of half-vectors to a covariance that a model can be made of.</summary>
/// <remarks>
/// Features are standardised against each wearer's own baseline, so their mean is taken as zero and the second
/// moment is called covariance. The denominator is the task's cap, not the (secret) number of wearers who
/// contributed: the estimate is the covariance times the occupancy, the share of the cap that was used. Occupancy
/// scales every entry alike, so eigenvectors and ratios of eigenvalues do not depend on it, and the floor of the
/// eigenvalues scales with it.
/// </remarks>
public static class SecondMoment
{
    /// <summary>
    /// Least eigenvalue of a projected covariance as a share of the mean one. Noise makes small eigenvalues negative,
    /// and a Mahalanobis score divides by them: below 0.05 one direction could count more than 20 times what a typical
    /// one does. A lower floor trusts noise; a higher one flattens the model.
    /// </summary>
    public const double RelativeFloor = 0.05;

    /// <summary>
    /// Least eigenvalue whatever the mean, in standardised units squared: noise may leave a mean of zero or less, and
    /// a model's eigenvalues are positive. It takes over below a mean of 0.02, which is one wearer of ordinary
    /// variance (1) in 50 places and a sixth of the error of an entry after 30 rounds of 40 such gateways.
    /// </summary>
    public const double AbsoluteFloor = 1e-3;

    /// <summary>Covariance (d x d, row major, symmetric, eigenvalues at least the floor) from an exact sum.</summary>
    /// <param name="sum">Sum of update vectors, grid units, any number of gateways and rounds.</param>
    /// <param name="task">The task they were made for.</param>
    /// <param name="denominator">Wearer cap times the number of update messages in the sum, at least 1.</param>
    public static double[] FromSum(ReadOnlySpan<Int128> sum, TaskDefinition task, long denominator)
    {
        double[] estimate = Unprojected(sum, task, denominator);
        return Project(estimate, EigenvalueFloor(estimate));
    }

    /// <summary>As above, from a sum that fits 64 bits.</summary>
    public static double[] FromSum(ReadOnlySpan<long> sum, TaskDefinition task, long denominator)
    {
        Int128[] wide = new Int128[sum.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = sum[i];
        }

        return FromSum(wide, task, denominator);
    }

    /// <summary>The unbiased estimate, symmetric but not necessarily positive.</summary>
    public static double[] Unprojected(ReadOnlySpan<Int128> sum, TaskDefinition task, long denominator)
    {
        RequireTask(task);
        ArgumentOutOfRangeException.ThrowIfLessThan(denominator, 1);
        if (sum.Length != task.Dimension)
        {
            throw new ArgumentException($"{sum.Length} coordinates for a task of {task.Dimension}.", nameof(sum));
        }

        double scale = task.FeatureBound * task.FeatureBound / ((double)task.ClipNorm * denominator);
        double[] half = new double[sum.Length];
        for (int i = 0; i < half.Length; i++)
        {
            half[i] = (double)sum[i] * scale;
        }

        return HalfVector.ToMatrix(half);
    }

    /// <summary>
    /// The floor for an estimate: <see cref="RelativeFloor"/> times its mean eigenvalue, trace/d, which privacy noise
    /// leaves unbiased; at least <see cref="AbsoluteFloor"/>.
    /// </summary>
    /// <param name="unprojected">d x d, row major, symmetric, finite; any sign.</param>
    public static double EigenvalueFloor(ReadOnlySpan<double> unprojected)
    {
        int d = HalfVector.RequireSymmetric(unprojected);
        double trace = 0;
        for (int i = 0; i < d; i++)
        {
            trace += unprojected[(i * d) + i];
        }

        return Math.Max(AbsoluteFloor, RelativeFloor * trace / d);
    }

    /// <summary>The nearest matrix, in Frobenius norm, whose eigenvalues are at least a floor.</summary>
    /// <param name="matrix">d x d, row major, symmetric, finite.</param>
    /// <param name="floor">Positive.</param>
    public static double[] Project(ReadOnlySpan<double> matrix, double floor)
    {
        if (!(floor > 0 && double.IsFinite(floor)))
        {
            throw new ArgumentOutOfRangeException(nameof(floor), floor, "A floor is positive.");
        }

        Eigen eigen = SymmetricEigen(matrix);
        int d = eigen.Values.Length;
        if (eigen.Values[^1] >= floor)
        {
            return matrix.ToArray();
        }

        double[] projected = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            for (int j = i; j < d; j++)
            {
                double entry = 0;
                for (int k = 0; k < d; k++)
                {
                    entry += Math.Max(floor, eigen.Values[k]) * eigen.Vectors[(k * d) + i] * eigen.Vectors[(k * d) + j];
                }

                projected[(i * d) + j] = entry;
                projected[(j * d) + i] = entry;
            }
        }

        return projected;
    }

    /// <summary>Eigenvalues, largest first, and unit eigenvectors, one a row; the largest component positive.</summary>
    /// <param name="matrix">d x d, row major, symmetric, finite.</param>
    public static Eigen SymmetricEigen(ReadOnlySpan<double> matrix)
    {
        int d = HalfVector.RequireSymmetric(matrix);
        // MathNet stores columns first; of a symmetric matrix both orders are the same.
        Evd<double> evd = Matrix<double>.Build.Dense(d, d, matrix.ToArray()).Evd(Symmetricity.Symmetric);
        double[] values = new double[d];
        double[] vectors = new double[d * d];
        for (int k = 0; k < d; k++)
        {
            // Evd sorts ascending.
            int source = d - 1 - k;
            values[k] = evd.EigenValues[source].Real;
            Vector<double> column = evd.EigenVectors.Column(source);
            // An eigenvector's sign is arbitrary; fixing it keeps successive models comparable.
            double sign = column[column.AbsoluteMaximumIndex()] < 0 ? -1 : 1;
            for (int i = 0; i < d; i++)
            {
                vectors[(k * d) + i] = sign * column[i];
            }
        }

        return new Eigen(values, vectors);
    }

    /// <summary>
    /// 2d points, one a row: +-sqrt(d lambda_j) v_j. Their mean is zero and their second moment is the covariance,
    /// so a PCA trained on them without centring has exactly this subspace.
    /// </summary>
    /// <param name="eigenvalues">d values, not negative.</param>
    /// <param name="eigenvectors">d x d, one a row.</param>
    public static double[][] SigmaPoints(ReadOnlySpan<double> eigenvalues, ReadOnlySpan<double> eigenvectors)
    {
        int d = eigenvalues.Length;
        if (d == 0 || eigenvectors.Length != d * d)
        {
            throw new ArgumentException($"{eigenvectors.Length} entries for {d} eigenvectors.", nameof(eigenvectors));
        }

        double[][] points = new double[2 * d][];
        for (int j = 0; j < d; j++)
        {
            if (!(eigenvalues[j] >= 0 && double.IsFinite(eigenvalues[j])))
            {
                throw new ArgumentException("An eigenvalue is negative or not finite.", nameof(eigenvalues));
            }

            double length = Math.Sqrt(d * eigenvalues[j]);
            points[2 * j] = new double[d];
            points[(2 * j) + 1] = new double[d];
            for (int i = 0; i < d; i++)
            {
                points[2 * j][i] = length * eigenvectors[(j * d) + i];
                points[(2 * j) + 1][i] = -points[2 * j][i];
            }
        }

        return points;
    }

    /// <summary>Root-mean-square privacy noise of an entry of the unprojected covariance.</summary>
    /// <param name="task">The task.</param>
    /// <param name="messages">Update messages in the sum (gateways times rounds), at least 1.</param>
    /// <returns>
    /// s sqrt((d+1)/(2d)), s = sigma sqrt(messages) R^2 / (C cap messages): diagonal entries have deviation s,
    /// off-diagonal ones s/sqrt(2).
    /// </returns>
    public static double ExpectedErrorPerEntry(TaskDefinition task, long messages)
    {
        RequireTask(task);
        ArgumentOutOfRangeException.ThrowIfLessThan(messages, 1);
        double d = task.Features.Length;
        double diagonal = Math.Sqrt(task.SigmaSquared) * task.FeatureBound * task.FeatureBound
            / (task.ClipNorm * (double)task.WearerCap * Math.Sqrt(messages));
        return diagonal * Math.Sqrt((d + 1) / (2 * d));
    }

    private static void RequireTask(TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Kind != TaskKind.SecondMoment)
        {
            throw new ArgumentException("Not a task of second moments.", nameof(task));
        }
    }
}
