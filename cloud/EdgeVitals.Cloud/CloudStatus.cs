using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using EdgeVitals.Cloud.Enrollment;
using EdgeVitals.Cloud.Models;
using EdgeVitals.Cloud.Publication;
using EdgeVitals.Cloud.Rounds;

namespace EdgeVitals.Cloud;

/// <summary>
/// What the program has done, for pages, commands and readers in the same process; also published on the meter
/// "EdgeVitals.Cloud". Totals come from the database and outlive a restart; refusals count from the start.
/// </summary>
public sealed class CloudStatus : IDisposable
{
    /// <summary>How long a snapshot serves its readers; pages show changes at most once a second.</summary>
    private static readonly TimeSpan SnapshotLife = TimeSpan.FromMilliseconds(500);

    private readonly Meter _meter = new("EdgeVitals.Cloud");
    private readonly Counter<long> _updates, _rounds;
    private readonly ConcurrentDictionary<string, long> _rejected = new();
    private readonly ConcurrentDictionary<string, int> _collected = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _lastUpdates = new();
    private readonly RoundStore _roundStore;
    private readonly ModelStore _modelStore;
    private readonly EstimateStore _estimateStore;
    private readonly GatewayRegistry _registry;
    private readonly Lock _gate = new();
    private long _counted, _duplicates, _changes;
    private Snapshot? _snapshot;
    private (long Changes, long Timestamp) _snapshotOf;

    /// <summary>Creates the counters and their instruments.</summary>
    public CloudStatus(
        RoundStore roundStore, ModelStore modelStore, EstimateStore estimateStore, GatewayRegistry registry)
    {
        (_roundStore, _modelStore, _estimateStore, _registry) = (roundStore, modelStore, estimateStore, registry);
        _updates = _meter.CreateCounter<long>(
            "edgevitals.cloud.updates", "{update}", "Updates of gateways, by outcome and reason");
        _rounds = _meter.CreateCounter<long>(
            "edgevitals.cloud.rounds", "{round}", "Closed rounds, by task and outcome");
    }

    /// <summary>Updates counted since the start.</summary>
    public long UpdatesCounted => Interlocked.Read(ref _counted);

    /// <summary>Updates that came again since the start.</summary>
    public long UpdatesDuplicate => Interlocked.Read(ref _duplicates);

    /// <summary>Updates refused since the start, by a code of <see cref="Ingress.RejectReason"/>.</summary>
    public IReadOnlyDictionary<string, long> Rejected => _rejected;

    /// <summary>Rounds published, by task.</summary>
    public IReadOnlyDictionary<string, long> RoundsPublished => Current().RoundsPublished;

    /// <summary>Rounds abandoned, by task.</summary>
    public IReadOnlyDictionary<string, long> RoundsAbandoned => Current().RoundsAbandoned;

    /// <summary>Model versions published.</summary>
    public long ModelsPublished => Current().ModelsPublished;

    /// <summary>Estimates as published, oldest day first; blanks carry their reason.</summary>
    public IReadOnlyList<PublishedEstimate> Estimates => Current().Estimates;

    /// <summary>Rounds, newest first; an open one shows how many gateways have reported.</summary>
    public IReadOnlyList<RoundRow> Rounds => Current().Rounds;

    /// <summary>Every gateway ever enrolled.</summary>
    public IReadOnlyList<EnrolledGateway> Gateways => Current().Gateways;

    /// <summary>Newest version of each model.</summary>
    public IReadOnlyList<ModelRow> Models => Current().Models;

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    /// <summary>One consistent view of the totals, at most half a second old.</summary>
    internal Snapshot Current()
    {
        lock (_gate)
        {
            var age = TimeProvider.System.GetElapsedTime(_snapshotOf.Timestamp);
            if (_snapshot is not null && _snapshotOf.Changes == Interlocked.Read(ref _changes) && age < SnapshotLife)
                return _snapshot;
            _snapshotOf = (Interlocked.Read(ref _changes), TimeProvider.System.GetTimestamp());
            return _snapshot = new Snapshot(
                _roundStore.Count(RoundOutcome.Published), _roundStore.Count(RoundOutcome.Abandoned),
                _modelStore.Count(), _estimateStore.List(), _roundStore.List().Select(WithProgress).ToList(),
                _registry.List().Select(WithLastUpdate).ToList(), _modelStore.Latest());
        }
    }

    internal void Received(CountOutcome outcome, string reason)
    {
        if (outcome == CountOutcome.Counted) Interlocked.Increment(ref _counted);
        else if (outcome == CountOutcome.Duplicate) Interlocked.Increment(ref _duplicates);
        else _rejected.AddOrUpdate(reason, 1, static (_, n) => n + 1);
        _updates.Add(
            1, new("outcome", outcome switch
            {
                CountOutcome.Counted => "counted",
                CountOutcome.Duplicate => "duplicate",
                _ => "refused",
            }),
            new("reason", reason));
    }

    internal void Opened(string task)
    {
        _collected[task] = 0;
        Interlocked.Increment(ref _changes);
    }

    internal void Collected(string task, int gateways, string gateway, DateTimeOffset at)
    {
        _collected[task] = gateways;
        _lastUpdates[gateway] = at;
        Interlocked.Increment(ref _changes);
    }

    internal void Closed(string task, bool published)
    {
        _rounds.Add(1, new("task", task), new("outcome", published ? "published" : "abandoned"));
        Interlocked.Increment(ref _changes);
    }

    private RoundRow WithProgress(RoundRow row) =>
        row.State == RoundOutcome.Collecting && _collected.TryGetValue(row.Task, out int gateways)
            ? row with { Gateways = gateways }
            : row;

    private EnrolledGateway WithLastUpdate(EnrolledGateway gateway) =>
        _lastUpdates.TryGetValue(gateway.Id, out var at) && !(gateway.LastUpdateAt > at)
            ? gateway with { LastUpdateAt = at }
            : gateway;

    internal sealed record Snapshot(
        IReadOnlyDictionary<string, long> RoundsPublished, IReadOnlyDictionary<string, long> RoundsAbandoned,
        long ModelsPublished, IReadOnlyList<PublishedEstimate> Estimates, IReadOnlyList<RoundRow> Rounds,
        IReadOnlyList<EnrolledGateway> Gateways, IReadOnlyList<ModelRow> Models);
}
