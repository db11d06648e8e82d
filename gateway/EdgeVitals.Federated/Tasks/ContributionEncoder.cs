using EdgeVitals.Privacy;

namespace EdgeVitals.Federated;

/// <summary>
/// Turns one wearer's features or indicators into a vector whose sensitivity is proven: see Tasks/SecondMoment.md
/// and Tasks/Indicators.md.
/// </summary>
public static class ContributionEncoder
{
    /// <summary>
    /// Features are pulled inside R by this much more than clipping asks, so that the rounding of the norm in double
    /// arithmetic (a relative 1e-14 at 64 features) cannot leave a vector outside.
    /// </summary>
    private const double Inside = 1 - (1.0 / (1L << 40));

    /// <summary>
    /// x -> C * halfVector(y y^T) on the integer grid, y = x / R after clipping x to norm R; off-diagonal entries are
    /// times sqrt(2), so that the vector's L2 norm is the matrix's Frobenius norm. Order: row by row of the upper
    /// triangle, (0,0), (0,1), ..., (1,1), ...
    /// </summary>
    /// <param name="task">A task of kind <see cref="TaskKind.SecondMoment"/>.</param>
    /// <param name="standardised">One value a feature, dimensionless. NaN or infinity throws.</param>
    public static Contribution SecondMoment(TaskDefinition task, ReadOnlySpan<double> standardised)
    {
        RequireKind(task, TaskKind.SecondMoment);
        RequireLength(standardised.Length, task.Features.Length, nameof(standardised));
        double[] y = Clip(standardised, task.FeatureBound);
        double[] half = HalfVector.OfOuterProduct(y, task.ClipNorm);
        return new Contribution(GridQuantiser.Quantise(half, task.ClipNorm));
    }

    /// <summary>One bit an indicator: 2^k grid units where true, 0 where false.</summary>
    /// <param name="task">A task of kind <see cref="TaskKind.Indicators"/>.</param>
    /// <param name="indicators">One value an indicator.</param>
    public static Contribution Indicators(TaskDefinition task, ReadOnlySpan<bool> indicators)
    {
        RequireKind(task, TaskKind.Indicators);
        RequireLength(indicators.Length, task.Features.Length, nameof(indicators));
        long[] vector = new long[task.Dimension];
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = indicators[i] ? 1L << task.GridExponent : 0;
        }

        return new Contribution(vector);
    }

    private static double[] Clip(ReadOnlySpan<double> x, double bound)
    {
        if (!ScaledNorm.TryOf(x, out ScaledNorm norm))
        {
            throw new ArgumentException("A feature is not finite; this wearer contributes nothing.", nameof(x));
        }

        double[] y = new double[x.Length];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = norm.Value <= bound * Inside ? x[i] / bound : x[i] / norm.Largest / norm.Root * Inside;
        }

        return y;
    }

    private static void RequireKind(TaskDefinition task, TaskKind kind)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Kind != kind || task.Fault() is not null)
        {
            throw new ArgumentException($"Not a sound task of kind {kind}.", nameof(task));
        }
    }

    private static void RequireLength(int actual, int expected, string name)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"{actual} values for a task of {expected}.", name);
        }
    }
}
