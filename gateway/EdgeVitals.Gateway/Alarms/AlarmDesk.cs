using EdgeVitals.Gateway.Ingest;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Wearers;
using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Alarms;

/// <summary>
/// Turns samples into distinct episodes. A value beyond the limit must hold for several samples to open one and be
/// back by the hysteresis for as many to end it; an invalid sample does neither. Episodes are stored as they open and
/// close, so their ids survive a restart, and a rule never looks again at samples before its newest episode's end.
/// </summary>
public sealed class AlarmDesk
{
    /// <summary>Samples in a row that open or close an episode; with one a minute or less, each is a mean by itself.
    /// </summary>
    public const int Consecutive = 3;

    private const long OwnMean = UtcMicros.PerMinute;
    private const long History = UtcMicros.PerDay;
    private const int ShownEpisodes = 200;

    // What has happened cannot end by itself; an hour, so that whoever looks in once an hour sees it.
    private const long Shown = UtcMicros.PerHour;

    private readonly SqliteFile _clinic;
    private readonly GatewayOptions _options;
    private readonly GatewayStatus _status;
    private readonly ILogger<AlarmDesk> _log;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Wearer, string Rule), RuleWatch> _watches = [];
    private readonly Dictionary<(string Wearer, string Rule), double> _limits = [];

    /// <summary>Reads open episodes and limits.</summary>
    public AlarmDesk(SqliteFile clinic, GatewayOptions options, GatewayStatus status, ILogger<AlarmDesk> log)
    {
        _clinic = clinic;
        _options = options;
        _status = status;
        _log = log;
        foreach ((string wearer, string rule, double value) in clinic.Query("SELECT wearer, rule, value FROM limits",
            r => (r.GetString(0), r.GetString(1), r.GetDouble(2))))
        {
            _limits[(wearer, rule)] = value;
        }
        foreach (Episode episode in Read("WHERE closed IS NULL"))
        {
            Watched(episode.WearerId, episode.Rule.Id).Open = episode;
        }
        foreach ((string wearer, string rule, long through) in clinic.Query(
            "SELECT wearer, rule, max(last) FROM episodes GROUP BY wearer, rule",
            r => (r.GetString(0), r.GetString(1), r.GetInt64(2))))
        {
            Watched(wearer, rule).Through = through;
        }
        CountOpen();
    }

    /// <summary>Raised outside the lock when an episode opens, ends or is acknowledged; alarms bypass the screens'
    /// beat.</summary>
    public event Action<Episode>? Changed;

    /// <summary>Limit of a rule for a wearer, in the channel's unit.</summary>
    public double Limit(string wearerId, AlarmRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        lock (_gate)
        {
            return _limits.GetValueOrDefault((wearerId, rule.LimitOf), rule.Limit);
        }
    }

    /// <summary>Sets a wearer's own limit.</summary>
    public void SetLimit(string wearerId, AlarmRule rule, double value)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (!double.IsFinite(value) || rule.Sign == 0)
        {
            throw new ArgumentException("A limit is a finite value of a threshold rule.", nameof(value));
        }
        _clinic.Execute("""
            INSERT INTO limits (wearer, rule, value) VALUES ($w, $r, $v)
            ON CONFLICT (wearer, rule) DO UPDATE SET value = excluded.value
            """, ("$w", wearerId), ("$r", rule.LimitOf), ("$v", value));
        lock (_gate)
        {
            _limits[(wearerId, rule.LimitOf)] = value;
        }
    }

    /// <summary>Open episodes, highest priority and newest first.</summary>
    public List<Episode> Open()
    {
        lock (_gate)
        {
            return [.. _watches.Values.Where(w => w.Open is not null).Select(w => w.Open!)
                .OrderByDescending(e => e.Rule.Priority).ThenByDescending(e => e.OpenedMicros)];
        }
    }

    /// <summary>Open episodes, the most urgent first, then the newest that have ended.</summary>
    public List<Episode> Recent(int limit = 50) => [.. Open().Concat(
            Read("WHERE closed IS NOT NULL ORDER BY closed DESC LIMIT " + Math.Clamp(limit, 1, ShownEpisodes)))
        .Take(limit)];

    /// <summary>Episodes of some rules that have opened so far, ended ones among them.</summary>
    public int Count(Func<AlarmRule, bool> which) => Read("").Count(e => which(e.Rule));

    /// <summary>Takes note of an episode; false when there is none of that id or it was acknowledged before.</summary>
    public bool Acknowledge(Guid id, string by)
    {
        long now = UtcMicros.Now(_options.Time);
        int changed = _clinic.Execute(
            "UPDATE episodes SET acknowledged = $n, acknowledged_by = $b WHERE id = $i AND acknowledged IS NULL",
            ("$n", now), ("$b", by), ("$i", id.ToString()));
        if (changed == 0)
        {
            return false;
        }
        lock (_gate)
        {
            foreach (RuleWatch watch in _watches.Values.Where(w => w.Open?.Id == id))
            {
                watch.Open = watch.Open! with { AcknowledgedMicros = now };
            }
        }
        foreach (Episode episode in Read($"WHERE id = '{id}'"))
        {
            Changed?.Invoke(episode);
        }
        return true;
    }

    /// <summary>Looks at the samples of one frame. Samples of more than a day ago are history and alarm nobody.
    /// </summary>
    public void Evaluate(string wearerId, int channel, IReadOnlyList<AlarmSample> samples, long nowMicros)
    {
        ArgumentNullException.ThrowIfNull(samples);
        foreach (AlarmRule rule in AlarmRule.Thresholds)
        {
            if (rule.Channel != channel)
            {
                continue;
            }
            double limit = Limit(wearerId, rule);
            foreach (AlarmSample sample in samples)
            {
                if (!double.IsNaN(sample.Value) && sample.UtcMicros >= nowMicros - History)
                {
                    Step(wearerId, rule, limit, sample, nowMicros);
                }
            }
        }
    }

    /// <summary>Opens and ends the technical alarms of silence and of a device that is not worn.</summary>
    public void Watch(IReadOnlyList<WearerView> wearers, long nowMicros)
    {
        ArgumentNullException.ThrowIfNull(wearers);
        long limit = (long)_options.StaleAfter.TotalMicroseconds;
        foreach (WearerView wearer in wearers)
        {
            bool isOff = wearer.NotWornSince > 0 && nowMicros - wearer.NotWornSince > limit;
            Technical(wearer.Id, AlarmRule.Stale, wearer.IsStale, nowMicros);
            Technical(wearer.Id, AlarmRule.NotWorn, isOff && !wearer.IsStale, nowMicros);
            foreach (AlarmRule rule in AlarmRule.Thresholds.Where(r => r.IsOfSecondSensor))
            {
                EndLost(wearer.Id, rule, nowMicros - Math.Max(limit, wearer.StaleMicros), nowMicros);
            }
        }
    }

    /// <summary>Ends the alarm of silence of a wearer who is heard again.</summary>
    public void Heard(string wearerId, long nowMicros) => Technical(wearerId, AlarmRule.Stale, false, nowMicros);

    /// <summary>Opens and ends the technical alarms of chips, by what a wearer's devices have said of them.</summary>
    public void WatchChips(string wearerId, IReadOnlyList<ChipHealth> chips, long nowMicros)
    {
        ArgumentNullException.ThrowIfNull(chips);
        // Two devices may carry the same part: one of them that fails is enough.
        foreach (IGrouping<AlarmRule, ChipHealth> part in chips.GroupBy(c => AlarmRule.ForChip(c.Kind)))
        {
            Technical(wearerId, part.Key, part.Any(c => c.State != ChipState.Good), nowMicros);
        }
    }

    /// <summary>Opens and ends the technical alarms of what a wearer's devices count: lost frames, a failing store, a
    /// clock that jumps, a watchdog. Each stays open for an hour after it last happened.</summary>
    public void WatchDevices(string wearerId, IReadOnlyList<DeviceState> devices, long nowMicros)
    {
        ArgumentNullException.ThrowIfNull(devices);
        Happened(AlarmRule.FramesLost, d => d.FramesLostMicros);
        Happened(AlarmRule.StoreFault, d => d.StoreFaultMicros);
        Happened(AlarmRule.ClockJump, d => d.ClockJumpMicros);
        Happened(AlarmRule.WatchdogReset, d => d.WatchdogMicros);
        bool isLeft = devices.Any(d => d.Said.UpdateCode != UpdateError.None);
        // An update under way has not succeeded yet, so it ends no episode.
        bool isSettled = devices.All(d => d.Said.UpdateState == UpdateState.None);
        if (isLeft || isSettled) Technical(wearerId, AlarmRule.UpdateLeft, isLeft, nowMicros);

        void Happened(AlarmRule rule, Func<DeviceState, long> when)
        {
            long last = devices.Max(when);
            Technical(wearerId, rule, last > 0 && nowMicros - last < Shown, nowMicros);
        }
    }

    private void Step(string wearerId, AlarmRule rule, double limit, AlarmSample sample, long nowMicros)
    {
        Episode? changed = null;
        lock (_gate)
        {
            RuleWatch watch = Watched(wearerId, rule.Id);
            if (sample.UtcMicros <= watch.Through)
            {
                return;
            }
            watch.Through = sample.UtcMicros;
            bool towards = watch.Open is null ? rule.Violates(sample.Value, limit) : rule.Clears(sample.Value, limit);
            watch.InRow = towards ? watch.InRow + 1 : 0;
            int needed = sample.PeriodMicros >= OwnMean ? 1 : Consecutive;
            if (watch.Open is { } open)
            {
                double extreme = rule.Sign > 0 ? Math.Max(open.Extreme, sample.Value)
                    : Math.Min(open.Extreme, sample.Value);
                watch.Open = open with { LastMicros = sample.UtcMicros, Extreme = extreme };
            }
            if (watch.InRow >= needed)
            {
                watch.InRow = 0;
                bool isLate = nowMicros - sample.UtcMicros
                    > (long)_options.StaleAfter.TotalMicroseconds + sample.PeriodMicros;
                changed = watch.Open is { } ending ? End(watch, ending, sample.UtcMicros)
                    : Begin(watch, wearerId, rule, sample.UtcMicros, sample.Value, isLate);
            }
        }
        Notify(changed);
    }

    private void Technical(string wearerId, AlarmRule rule, bool holds, long nowMicros)
    {
        Episode? changed = null;
        lock (_gate)
        {
            RuleWatch watch = Watched(wearerId, rule.Id);
            if (holds && watch.Open is null)
            {
                changed = Begin(watch, wearerId, rule, nowMicros, double.NaN, isLate: false);
            }
            else if (!holds && watch.Open is { } open)
            {
                changed = End(watch, open, nowMicros);
            }
        }
        Notify(changed);
    }

    /// <summary>Ends an episode whose sensor has had no valid sample since <paramref name="lostMicros"/>: leads that came
    /// off can neither hold nor clear it, and it would stay open for ever.</summary>
    private void EndLost(string wearerId, AlarmRule rule, long lostMicros, long nowMicros)
    {
        Episode? changed = null;
        lock (_gate)
        {
            RuleWatch watch = Watched(wearerId, rule.Id);
            if (watch.Open is { } open && Math.Max(open.LastMicros, watch.Through) < lostMicros)
            {
                _clinic.Execute("INSERT OR IGNORE INTO episodes_lost (episode) VALUES ($i)",
                    ("$i", open.Id.ToString()));
                watch.InRow = 0;
                changed = End(watch, open with { IsSignalLost = true }, nowMicros);
            }
        }
        Notify(changed);
    }

    private Episode Begin(RuleWatch watch, string wearer, AlarmRule rule, long at, double value, bool isLate)
    {
        var episode = new Episode(Guid.NewGuid(), wearer, rule, at, at, value, isLate, 0, 0);
        _clinic.Execute("""
            INSERT INTO episodes (id, wearer, rule, opened, last, extreme, late)
            VALUES ($i, $w, $r, $o, $o, $x, $l)
            """, ("$i", episode.Id.ToString()), ("$w", wearer), ("$r", rule.Id), ("$o", at),
            ("$x", double.IsNaN(value) ? null : value), ("$l", isLate ? 1 : 0));
        watch.Open = episode;
        _status.Count(GatewayCount.AlarmOpened);
        CountOpen();
        GatewayLog.EpisodeOpened(_log, episode.Id, rule.Id);
        return episode;
    }

    private Episode End(RuleWatch watch, Episode open, long at)
    {
        _clinic.Execute("UPDATE episodes SET closed = $c, last = $c, extreme = $x WHERE id = $i",
            ("$c", at), ("$x", double.IsNaN(open.Extreme) ? null : open.Extreme), ("$i", open.Id.ToString()));
        watch.Open = null;
        CountOpen();
        return open with { ClosedMicros = at, LastMicros = at };
    }

    private void CountOpen() => _status.OpenEpisodes = _watches.Values.Count(w => w.Open is not null);

    private void Notify(Episode? changed)
    {
        if (changed is not null)
        {
            Changed?.Invoke(changed);
        }
    }

    private RuleWatch Watched(string wearer, string rule)
    {
        if (!_watches.TryGetValue((wearer, rule), out RuleWatch? watch))
        {
            watch = new RuleWatch();
            _watches[(wearer, rule)] = watch;
        }
        return watch;
    }

    private List<Episode> Read(string tail) => [.. _clinic.Query(
        "SELECT id, wearer, rule, opened, last, extreme, late, closed, acknowledged, l.episode "
        + "FROM episodes LEFT JOIN episodes_lost l ON l.episode = id " + tail,
        r => (Rule: AlarmRule.Find(r.GetString(2)), Row: new Episode(
            Guid.Parse(r.GetString(0)), r.GetString(1), AlarmRule.Stale, r.GetInt64(3), r.GetInt64(4),
            r.IsDBNull(5) ? double.NaN : r.GetDouble(5), r.GetInt64(6) == 1, r.IsDBNull(7) ? 0 : r.GetInt64(7),
            r.IsDBNull(8) ? 0 : r.GetInt64(8)) { IsSignalLost = !r.IsDBNull(9) }))
        .Where(e => e.Rule is not null).Select(e => e.Row with { Rule = e.Rule! })];

    /// <summary>One rule of one wearer.</summary>
    private sealed class RuleWatch
    {
        public Episode? Open { get; set; }

        public long Through { get; set; }

        public int InRow { get; set; }
    }
}
