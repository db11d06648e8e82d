using EdgeVitals.Federated;
using EdgeVitals.Gateway.Audit;
using EdgeVitals.Gateway.Consent;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Pairing;
using EdgeVitals.Gateway.Training;
using EdgeVitals.Privacy;

namespace EdgeVitals.Gateway.Release;

public sealed partial class Release<T>
{
    /// <summary>
    /// The one way out. In this order: policy, clock, consent and budget of each wearer; exact sum of clipped
    /// contributions; charge, durable; noise, drawn once; signature; outbox, durable. A crash after the charge costs
    /// budget and drops the contribution; noise is never drawn twice for one round.
    /// </summary>
    public sealed class Gate(
        ReleaseLedger ledger, LedgerMark mark, ConsentBook consent, PairingBook pairing,
        ContributionSource contributions, GatewayOptions options, GatewayStatus status, MessageSigner signer,
        IRandomBytes random, ILogger<Gate> log)
    {
        /// <summary>
        /// Between a round's hour and the instant at which its update leaves. Far longer than a release takes to
        /// compute, so that the instant says nothing of how many wearers and days went into it.
        /// </summary>
        private static readonly TimeSpan SendStep = TimeSpan.FromMinutes(10);

        private const string PutBack =
            "the cloud has counted another update of a round, so the ledger was put back";

        private readonly Lock _gate = new();
        private volatile string _shut = mark.Objection(ledger);

        /// <summary>Says of every charge without a stored message that its contribution is dropped, and brings status
        /// and mark up to date.</summary>
        public void Recover()
        {
            // What a ledger that was put back has forgotten stays in the window as long as any other charge.
            long window = UtcMicros.Now(options.Time) - options.Policy.WindowDays * UtcMicros.PerDay;
            if (_shut.Length == 0 && ledger.SecondUpdates(window) > 0)
            {
                _shut = PutBack;
            }
            if (_shut.Length > 0)
            {
                Shut(_shut);
            }
            else if (ledger is { StartCheck.Holds: true, Sequence: > 0 })
            {
                // A crash between a charge and its mark, or a clinic file that knew no mark yet.
                mark.Note(ledger.Newest(1)[0]);
            }
            foreach ((string task, long round) in ledger.File.Query("""
                SELECT task, round FROM ledger WHERE NOT EXISTS (
                    SELECT 1 FROM outbox WHERE outbox.task = ledger.task AND outbox.round = ledger.round)
                """, r => (r.GetString(0), r.GetInt64(1))))
            {
                GatewayLog.ChargedNotStored(log, task, round);
            }
            UpdateSpent();
        }

        /// <summary>Contributes to a round; null with a reason when the gate stays shut.</summary>
        public Release<UpdateMessage>? Contribute(TaskDefinition task, RoundAnnouncement round, out string reason)
        {
            ArgumentNullException.ThrowIfNull(task);
            ArgumentNullException.ThrowIfNull(round);
            lock (_gate)
            {
                DateTimeOffset now = options.Time.GetUtcNow();
                int today = BudgetCalendar.DayOf(now);
                reason = Objection(task, round, now, today) ?? "";
                if (reason.Length > 0)
                {
                    status.Count(GatewayCount.RoundRefused);
                    GatewayLog.RoundRefused(log, task.Id, round.Round, reason);
                    return null;
                }
                List<string> charged = Paying(task, today);
                long[] sum = Sum(task, round.DataDay, charged);
                LedgerEntry entry = Charge(task, round, UtcMicros.From(now), today, charged);
                mark.Note(entry);
                Release<UpdateMessage> release = Store(task, round, today, sum, entry);
                status.Count(GatewayCount.RoundReleased);
                UpdateSpent();
                GatewayLog.RoundReleased(log, task.Id, round.Round, charged.Count);
                return release;
            }
        }

        /// <summary>Releases whose instant has come and that the cloud has not answered yet, oldest first: the stored
        /// bytes. None while the gate is shut.</summary>
        public List<Release<UpdateMessage>> Pending() => _shut.Length > 0 ? [] : ledger.File.Query("""
            SELECT update_id, task, round, message FROM outbox WHERE acknowledged IS NULL AND send_at <= $n
            ORDER BY sequence
            """, r => new Release<UpdateMessage>(
                Guid.Parse(r.GetString(0)), r.GetString(1), r.GetInt64(2), (byte[])r.GetValue(3)),
            ("$n", UtcMicros.Now(options.Time)));

        /// <summary>How long, by the clinic's clock, until the next stored release may leave; null for none.</summary>
        public TimeSpan? UntilNextSend()
        {
            long now = UtcMicros.Now(options.Time);
            return ledger.File.Query(
                "SELECT send_at FROM outbox WHERE acknowledged IS NULL AND send_at > $n ORDER BY send_at LIMIT 1",
                r => (TimeSpan?)TimeSpan.FromMicroseconds(r.GetInt64(0) - now), ("$n", now)).FirstOrDefault();
        }

        /// <summary>Notes the cloud's answer; false when no pending release has that id.</summary>
        public bool Acknowledge(UpdateAck answer)
        {
            ArgumentNullException.ThrowIfNull(answer);
            int changed = ledger.File.Execute(
                "UPDATE outbox SET acknowledged = $n, answer = $a WHERE update_id = $i AND acknowledged IS NULL",
                ("$n", UtcMicros.Now(options.Time)), ("$a", $"{answer.Status} {answer.Reason}".Trim()),
                ("$i", answer.UpdateId.ToString()));
            if (changed == 0)
            {
                return false;
            }
            status.Count(GatewayCount.UpdateAcknowledged);
            if (answer.Status == UpdateStatus.Rejected)
            {
                GatewayLog.UpdateRejected(log, answer.UpdateId, answer.Reason);
                if (answer.Reason == ReleaseLedger.SecondUpdate)
                {
                    Shut(PutBack);
                }
            }
            return true;
        }

        private void Shut(string reason)
        {
            _shut = reason;
            status.IsGateShut = true;
            GatewayLog.GateShut(log, reason);
        }

        /// <summary>A fixed step after the round's hour; for a release that comes later, as after a restart, the next
        /// whole step of the clock.</summary>
        private static DateTimeOffset SendAt(RoundAnnouncement round, DateTimeOffset now)
        {
            DateTimeOffset planned = round.ContributeAt + SendStep;
            return now <= planned ? planned
                : new DateTimeOffset(((now.UtcTicks / SendStep.Ticks) + 1) * SendStep.Ticks, TimeSpan.Zero);
        }

        private string? Objection(TaskDefinition task, RoundAnnouncement round, DateTimeOffset now, int today)
        {
            if (options.Uplink is null)
            {
                return "this gateway is enrolled nowhere";
            }
            if (task.Tenant != options.Uplink.Tenant || round.Tenant != task.Tenant || round.TaskId != task.Id
                || !round.TaskHash.AsSpan().SequenceEqual(task.Hash))
            {
                return "the round is not of this task";
            }
            if (options.Policy.Objection(task) is string objection)
            {
                return objection;
            }
            if (_shut.Length > 0)
            {
                return _shut;
            }
            if (!ledger.StartCheck.Holds)
            {
                return $"the ledger does not hold at entry {ledger.StartCheck.FirstBad}";
            }
            if (ledger.Has(task.Id, round.Round))
            {
                return "the round was charged before";
            }
            if (today < ledger.LastBudgetDay)
            {
                GatewayLog.ClockBehindLedger(log, today, ledger.LastBudgetDay);
                return "the clock runs behind the ledger";
            }
            // What would leave only after the deadline must not cost anyone budget.
            return now < round.ContributeAt || SendAt(round, now) >= round.CloseAt || round.DataDay >= today
                ? "it is not the time of the round" : null;
        }

        /// <summary>
        /// The wearers who take part and pay: the first ones up to the cap, consenting, with budget. One who was
        /// absent that day pays too, or the ledger head would tell.
        /// </summary>
        private List<string> Paying(TaskDefinition task, int today)
        {
            HashSet<string> granted = consent.Granted(ConsentBook.PurposeOf(task.Kind));
            int first = today - options.Policy.WindowDays + 1;
            return [.. pairing.Wearers.Take(task.WearerCap).Select(w => w.Id).Where(id => granted.Contains(id)
                && options.Policy.CanPay(ledger.SpentRho(id, first, today), task))];
        }

        /// <summary>Exact sum on the grid; whoever does not pay adds zero.</summary>
        private long[] Sum(TaskDefinition task, int day, List<string> paying)
        {
            var sum = new ExactSum(task.Dimension);
            foreach (string wearer in paying)
            {
                ReadOnlySpan<long> contribution = contributions.For(wearer, task, day).Span;
                // The noise covers what the task proved and no more; nothing is charged or sent of a longer vector.
                GridQuantiser.RequireWithin(contribution, task.ClipNorm);
                sum.Add(contribution);
            }
            return sum.ToInt64();
        }

        private LedgerEntry Charge(
            TaskDefinition task, RoundAnnouncement round, long nowMicros, int today, List<string> charged) =>
            ledger.Append(new LedgerCharge(
                nowMicros, task.Id, Convert.ToHexStringLower(task.Hash), round.Round, Guid.NewGuid(),
                nameof(Mechanism.DiscreteGaussian), task.SensitivitySquared, task.SigmaSquared, today,
                ContributionSource.FirstDataDay(round.DataDay), round.DataDay, charged));

        private Release<UpdateMessage> Store(
            TaskDefinition task, RoundAnnouncement round, int today, long[] sum, LedgerEntry entry)
        {
            var update = new UpdateMessage
            {
                Tenant = task.Tenant,
                Gateway = options.Uplink!.Gateway,
                TaskId = task.Id,
                TaskHash = task.Hash,
                Round = round.Round,
                BudgetDay = today,
                UpdateId = entry.Charge.UpdateId,
                ClipNorm = task.ClipNorm,
                GridExponent = task.GridExponent,
                SigmaSquared = task.SigmaSquared,
                KeyId = signer.KeyId,
                LedgerHead = entry.Hash,
                LedgerSequence = entry.Sequence,
                SoftwareVersion = GatewayHost.Version,
                Vector = DiscreteGaussian.Noised(sum, task.SigmaSquared, random),
            };
            byte[] message = signer.Sign(update.Encode(), ContentTypes.Update);
            // The clock is read after the work: an instant that passed meanwhile would let the update leave when ready.
            DateTimeOffset sendAt = SendAt(round, options.Time.GetUtcNow());
            ledger.File.Execute("""
                INSERT INTO outbox (update_id, task, round, sequence, message, send_at)
                VALUES ($i, $t, $r, $s, $m, $a)
                """, ("$i", update.UpdateId.ToString()), ("$t", task.Id), ("$r", round.Round),
                ("$s", entry.Sequence), ("$m", message), ("$a", UtcMicros.From(sendAt)));
            return new Release<UpdateMessage>(update.UpdateId, task.Id, round.Round, message);
        }

        private void UpdateSpent() => status.EpsilonSpentMax = ledger.LargestEpsilon(
            BudgetCalendar.DayOf(options.Time.GetUtcNow()), options.Policy.WindowDays, options.Policy.Delta);
    }
}
