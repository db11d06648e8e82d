using EdgeVitals.Federated;
using EdgeVitals.Privacy;
using EdgeVitals.Signals;

namespace EdgeVitals.Gateway.Release;

/// <summary>
/// What the clinic allows to leave. The cloud proposes tasks; a task that does not fit here does not run, whoever
/// signed it.
/// </summary>
public sealed record ReleasePolicy
{
    /// <summary>Tasks that may run, by id, with the largest ε of one release at <see cref="Delta"/>.</summary>
    public IReadOnlyDictionary<string, double> Allowed { get; init; } = new Dictionary<string, double>
    {
        [StandardTasks.AnomalySubspaceId] = 1.0,
        [StandardTasks.SurveillanceDailyId] = 1.0,
    };

    /// <summary>Largest ε of one wearer over all tasks in <see cref="WindowDays"/>, default 4.</summary>
    public double WindowEpsilon { get; init; } = StandardTasks.PolicyEpsilon;

    /// <summary>δ at which every ε here is stated, default 1e-6.</summary>
    public double Delta { get; init; } = StandardTasks.PolicyDelta;

    /// <summary>Length of the rolling window in days, default 30.</summary>
    public int WindowDays { get; init; } = StandardTasks.PolicyDays;

    /// <summary>Why the task may not run here, or null.</summary>
    public string? Objection(TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Fault() is string fault)
        {
            return fault;
        }
        if (!Allowed.TryGetValue(task.Id, out double largest))
        {
            return "the task is not on the clinic's list";
        }
        if (Zcdp.ToEpsilon(task.Rho, Delta) > largest)
        {
            return "the task spends more in one release than the clinic allows";
        }
        string[] own = task.Kind == TaskKind.SecondMoment ? DailyFeatures.Names : Indicators.Names;
        return task.Features.AsSpan().SequenceEqual(own) ? null : "the features are not the ones made here";
    }

    /// <summary>Whether a wearer who has spent <paramref name="spentRho"/> in the window can pay the task.</summary>
    public bool CanPay(double spentRho, TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Zcdp.ToEpsilon(spentRho + task.Rho, Delta) <= WindowEpsilon;
    }
}
