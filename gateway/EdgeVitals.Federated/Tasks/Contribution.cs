namespace EdgeVitals.Federated;

/// <summary>
/// One wearer's clipped vector on the grid. Only <see cref="ContributionEncoder"/> and <see cref="Zero"/> make one,
/// so whatever is summed obeys the task's sensitivity.
/// </summary>
public sealed class Contribution
{
    private readonly long[] _vector;

    internal Contribution(long[] vector) => _vector = vector;

    /// <summary>A copy of the coordinates, grid units.</summary>
    public long[] Vector => [.. _vector];

    /// <summary>The coordinates without a copy, grid units.</summary>
    public ReadOnlySpan<long> Span => _vector;

    /// <summary>The contribution of a wearer who is absent, refuses or has spent the budget.</summary>
    public static Contribution Zero(TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new Contribution(new long[task.Dimension]);
    }
}
