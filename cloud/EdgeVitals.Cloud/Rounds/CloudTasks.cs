using EdgeVitals.Federated;
using EdgeVitals.Privacy;

namespace EdgeVitals.Cloud.Rounds;

/// <summary>The tasks that this tenant runs, by id, with what they cost a wearer.</summary>
public sealed class CloudTasks
{
    /// <summary>Length of the ledger's cap period, in days.</summary>
    public const int PeriodDays = 30;

    /// <summary>Bytes that a signature and its headers add to a message, rounded up.</summary>
    private const int EnvelopeBytes = 512;

    private readonly Dictionary<string, TaskDefinition> _tasks;

    /// <summary>The two standard tasks with the tenant's caps.</summary>
    public CloudTasks(CloudOptions options)
    {
        All =
        [
            StandardTasks.AnomalySubspace(options.Tenant, options.WearerCap, options.MinimumGateways),
            StandardTasks.SurveillanceDaily(options.Tenant, options.WearerCap, options.MinimumGateways),
        ];
        _tasks = All.ToDictionary(t => t.Id);
        LargestUpdateBytes = EnvelopeBytes + All.Max(t => UpdateMessage.MaximumEncodedBytes(t.Dimension));
    }

    /// <summary>Every task.</summary>
    public IReadOnlyList<TaskDefinition> All { get; }

    /// <summary>Size of the largest signed update of any task; a longer message is refused unread.</summary>
    public int LargestUpdateBytes { get; }

    /// <summary>The task of an id, or null.</summary>
    public TaskDefinition? Find(string id) => _tasks.GetValueOrDefault(id);

    /// <summary>
    /// Epsilon of a wearer over 30 daily releases of every task together, at <paramref name="delta"/>.
    /// </summary>
    public double PeriodEpsilon(double delta) =>
        Zcdp.ToEpsilon(All.Sum(t => t.Rho * Math.Ceiling((double)PeriodDays / t.CadenceDays)), delta);

    /// <summary>Key of the task's grain.</summary>
    public static string GrainKey(TaskDefinition task) => $"{task.Tenant}/{task.Id}";
}
