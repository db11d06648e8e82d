using EdgeVitals.Cloud.Enrollment;
using EdgeVitals.Cloud.Ingress;
using EdgeVitals.Cloud.Models;
using EdgeVitals.Cloud.Publication;
using EdgeVitals.Federated;
using Orleans.Runtime;

namespace EdgeVitals.Cloud.Rounds;

/// <summary>
/// One task's rounds. A round goes idle, collecting, closing, idle; each step is written before it is told to anyone,
/// and each step after "closing" may be repeated, so a killed process goes on where it stood.
/// </summary>
public sealed class RoundsGrain(
    [PersistentState("round", SqliteGrainStorage.Name)] IPersistentState<RoundState> stored,
    CloudOptions options, CloudTasks tasks, MessageSigner signer, GatewayRegistry registry, RoundStore rounds,
    ModelPublisher models, SurveillancePublisher surveillance, Downlink downlink, CloudStatus status,
    RoundsSignal signal, ILogger<RoundsGrain> log) : Grain, IRoundsGrain
{
    /// <summary>Most missed days that are written down one by one after a long pause.</summary>
    private const int MaximumMissedDays = 60;

    private TaskDefinition _task = null!;
    private string _taskHash = "";

    private RoundState State => stored.State;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        string id = this.GetPrimaryKeyString().Split('/')[^1];
        _task = tasks.Find(id) ?? throw new InvalidOperationException($"no task {id} in this tenant");
        _taskHash = Convert.ToHexStringLower(_task.Hash);
        foreach (var (gateway, receipt) in State.Receipts)
            status.Collected(_task.Id, State.Receipts.Count, gateway, receipt.ReceivedAt);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task<DateTimeOffset> AdvanceAsync()
    {
        var now = options.Time.GetUtcNow();
        if (State.Phase == RoundPhase.Collecting && DueReason(now) is { } reason)
            await SaveAsync(State with { Phase = RoundPhase.Closing, ClosedAt = now, AbandonReason = reason });
        if (State.Phase == RoundPhase.Closing) await FinishAsync();
        var today = RoundAnnouncement.For(_task, BudgetCalendar.DayOf(now) - 1);
        if (State.Phase == RoundPhase.Idle && State.Day < today.DataDay && today.OpenAt <= now && now < today.CloseAt)
            await OpenAsync(today, now);
        if (State.Phase == RoundPhase.Collecting) return State.CloseAt;
        return now < today.OpenAt ? today.OpenAt : today.OpenAt.AddDays(1);
    }

    /// <inheritdoc />
    public async Task<CountVerdict> CountAsync(VerifiedUpdate update)
    {
        if (update.Round > State.Day) return new(CountOutcome.Refused, RejectReason.WrongRound);
        bool open = State.Phase == RoundPhase.Collecting && update.Round == State.Day;
        var known = open || update.Round == State.Day
            ? State.Receipts.GetValueOrDefault(update.Gateway)
            : null;
        // Gateways resend until they are acknowledged, also after the round was closed and its state made room.
        known ??= open ? null : rounds.Receipt(_task.Id, update.Round, update.Gateway);
        if (known is not null)
        {
            return known.Digest == update.Digest
                ? new(CountOutcome.Duplicate, "")
                : new(CountOutcome.Refused, RejectReason.SecondUpdate);
        }
        var now = options.Time.GetUtcNow();
        if (!open || !State.TakesUpdates(now, _taskHash))
            return new(CountOutcome.Refused, RejectReason.Late);
        await SaveAsync(State.With(
            update.Gateway, new UpdateReceipt(update.UpdateId, update.Digest, now), update.Vector));
        status.Collected(_task.Id, State.Receipts.Count, update.Gateway, now);
        if (AllReported()) signal.Raise(_task.Id);
        return new(CountOutcome.Counted, "");
    }

    /// <inheritdoc />
    public async Task AnnounceAsync()
    {
        // Sent within the grain's turn, so that it cannot come after the end of the round that it announces.
        if (State.TakesUpdates(options.Time.GetUtcNow(), _taskHash))
            await SendAsync(RoundAnnouncement.For(_task, State.Day));
    }

    /// <summary>Null while the round must go on, else why it must be abandoned (empty where it need not be).</summary>
    private string? DueReason(DateTimeOffset now)
    {
        if (State.TaskHash != _taskHash) return BlankReason.TaskChanged;
        bool enough = State.Receipts.Count >= _task.MinimumGateways;
        if (now >= State.CloseAt) return enough ? "" : BlankReason.TooFewGateways;
        // With too few gateways it waits for the deadline: another one may be enrolled until then.
        return enough && AllReported() ? "" : null;
    }

    private bool AllReported() => registry.ActiveIds().All(State.Receipts.ContainsKey);

    private async Task OpenAsync(RoundAnnouncement round, DateTimeOffset now)
    {
        await SaveMissedAsync(round.DataDay, now);
        var opened = new RoundState
        {
            Phase = RoundPhase.Collecting,
            Day = round.DataDay,
            OpenedAt = now,
            ContributeAt = round.ContributeAt,
            CloseAt = round.CloseAt,
            TaskHash = _taskHash,
            Sum = new Int128[_task.Dimension],
        };
        rounds.Opened(_task.Id, opened);
        await SaveAsync(opened);
        await SendAsync(round);
        status.Opened(_task.Id);
        RoundsLog.Opened(log, _task.Id, round.DataDay, round.CloseAt);
    }

    private Task SaveMissedAsync(int day, DateTimeOffset now)
    {
        if (State.Day < 0) return Task.CompletedTask;
        for (int missed = Math.Max(State.Day + 1, day - MaximumMissedDays); missed < day; missed++)
        {
            rounds.Missed(_task.Id, _taskHash, missed);
            if (_task.Kind == TaskKind.Indicators) surveillance.Blank(missed, now, 0, BlankReason.RoundMissed);
            RoundsLog.Missed(log, _task.Id, missed);
        }
        return Task.CompletedTask;
    }

    private async Task FinishAsync()
    {
        // An empty retained message makes the broker forget the announcement: a gateway that connects after this would
        // spend its wearers' budget on an update that is not counted.
        await downlink.SendAsync(UplinkTopics.Rounds(_task.Tenant, _task.Id), [], retain: true);
        int gateways = State.Receipts.Count;
        bool published = State.AbandonReason.Length == 0;
        rounds.Closed(
            _task.Id, State, published ? RoundOutcome.Published : RoundOutcome.Abandoned, State.AbandonReason);
        if (published && _task.Kind == TaskKind.SecondMoment)
            await models.PublishAsync(_task, State.Day, State.ClosedAt);
        if (_task.Kind == TaskKind.Indicators)
        {
            if (published) surveillance.Publish(_task, State.Day, State.ClosedAt);
            else surveillance.Blank(State.Day, State.ClosedAt, gateways, State.AbandonReason);
        }
        int day = State.Day;
        string reason = State.AbandonReason;
        await SaveAsync(State with { Phase = RoundPhase.Idle });
        status.Closed(_task.Id, published);
        if (published) RoundsLog.Published(log, _task.Id, day, gateways);
        else RoundsLog.Abandoned(log, _task.Id, day, gateways, reason);
    }

    private ValueTask SendAsync(RoundAnnouncement round) => downlink.SendAsync(
        UplinkTopics.Rounds(_task.Tenant, _task.Id), signer.Sign(round.Encode(), ContentTypes.Round), retain: true);

    private async Task SaveAsync(RoundState next)
    {
        var before = stored.State;
        stored.State = next;
        try
        {
            await stored.WriteStateAsync();
        }
        catch
        {
            // What is not on disk was not counted: the sender keeps its message and sends it again.
            stored.State = before;
            throw;
        }
    }
}
