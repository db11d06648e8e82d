using EdgeVitals.Privacy;

namespace EdgeVitals.Federated;

/// <summary>
/// Proven replace-one sensitivities of the kinds of contribution; the proofs stand in Tasks/SecondMoment.md and
/// Tasks/Indicators.md beside this file.
/// </summary>
public static class Sensitivity
{
    /// <summary>Coordinates of the vector: d(d+1)/2 for a second moment, m for indicators.</summary>
    public static int Dimension(TaskKind kind, int features)
    {
        RequireFeatures(features);
        return kind switch
        {
            TaskKind.SecondMoment => HalfVector.Dimension(features),
            TaskKind.Indicators => features,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of task."),
        };
    }

    /// <summary>
    /// Clipping norm C in grid units: 2^k for a second moment (Frobenius norm 1 is 2^k), ceil(2^k sqrt(m)) for
    /// indicators.
    /// </summary>
    public static long ClipNorm(TaskKind kind, int features, int gridExponent)
    {
        RequireFeatures(features);
        long unit = Unit(gridExponent);
        return kind switch
        {
            TaskKind.SecondMoment => unit,
            TaskKind.Indicators => CeilingSquareRoot(features * unit * unit),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of task."),
        };
    }

    /// <summary>Squared L2 sensitivity under replace-one, grid units squared.</summary>
    public static long Squared(TaskKind kind, int features, int gridExponent)
    {
        RequireFeatures(features);
        long unit = Unit(gridExponent);
        return kind switch
        {
            TaskKind.SecondMoment => SecondMomentSquared(unit, Dimension(kind, features)),
            TaskKind.Indicators => features * unit * unit,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of task."),
        };
    }

    // (sqrt(2) C + sqrt(D))^2 = 2 C^2 + D + sqrt(8 D C^2), rounded up in integers, plus one unit that covers the
    // rounding of the double arithmetic before the grid (below 0.02 for C <= 2^20, D <= 2080: see the page).
    private static long SecondMomentSquared(long clipNorm, int dimension) =>
        (2 * clipNorm * clipNorm) + dimension + CeilingSquareRoot(8L * dimension * clipNorm * clipNorm) + 1;

    private static long CeilingSquareRoot(long value)
    {
        long root = (long)Math.Sqrt(value);
        // The double root may be off by one either way; the loops make it exact.
        while (root * root > value)
        {
            root--;
        }

        while (root * root < value)
        {
            root++;
        }

        return root;
    }

    private static long Unit(int gridExponent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gridExponent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(gridExponent, Limits.GridExponent);
        return 1L << gridExponent;
    }

    private static void RequireFeatures(int features)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(features, Limits.Features);
    }
}
