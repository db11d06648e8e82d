using EdgeVitals.Signals;
using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Wearers;

/// <summary>
/// What the gateway knows of one wearer, all of it derived from the journal: hourly bins of 45 days and the gap, minute
/// bins of two days for the trend, the newest readings, the last window of the pulse wave.
/// </summary>
internal sealed class WearerState(long ordinal, string id, string name)
{
    /// <summary>Days kept: a full baseline, its gap, the day judged and the running one.</summary>
    public const int KeptDays = Baseline.MaximumDays + Baseline.GapDays + 2;

    private const int MinuteDays = 2;
    private const int TraceSamples = 600;
    /// <summary>A wearer carries a handful of devices; one that makes up numbers must not fill the memory.</summary>
    private const int MostTails = 64;

    private const long LongestInterval = 2 * UtcMicros.PerHour;

    /// <summary>Channels whose measured and missing time is kept.</summary>
    private static readonly HashSet<int> Vitals =
    [
        Channels.HeartRate.Id, Channels.EcgHeartRate.Id, Channels.SpO2.Id, Channels.BodyTemperature.Id,
        Channels.RespiratoryRate.Id, Channels.EcgRespiratoryRate.Id, Channels.Steps.Id,
    ];

    /// <summary>Channels of sensors that are on the skin as long as the device is worn. Steps are counted on a table
    /// too.</summary>
    private static readonly HashSet<int> Worn =
    [
        Channels.HeartRate.Id, Channels.SpO2.Id, Channels.BodyTemperature.Id, Channels.RespiratoryRate.Id,
    ];

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Series> _hours = [];
    private readonly Dictionary<int, Series> _minutes = [];
    private readonly LatestReadings _latest = new();
    private readonly Dictionary<int, ChannelCoverage> _coverage = [];
    private readonly Dictionary<long, HourFeatures> _hourFeatures = [];
    private readonly Dictionary<int, DayFeatures> _features = [];
    private readonly Dictionary<int, JudgedDay> _judged = [];
    private readonly HashSet<int> _changed = [];
    private readonly SortedDictionary<int, ChannelHistory> _tails = [];
    private int[] _trace = [];
    private long _tracePeriod;
    private long _traceEnd;
    private long _last;
    private long _interval;
    private long _notWornSince;

    /// <summary>Order of enrolment.</summary>
    public long Ordinal { get; } = ordinal;

    /// <summary>Id inside the building.</summary>
    public string Id { get; } = id;

    /// <summary>Name that the screens show.</summary>
    public string Name { get; set; } = name;

    /// <summary>Takes a decoded frame. <paramref name="samples"/> holds its plausible samples in order.</summary>
    public void Apply(Frame frame, long offsetMicros, ReadOnlySpan<Sample> samples, ReadOnlySpan<AlarmSample> alarm)
    {
        long end = frame.EndTicks + offsetMicros;
        lock (_gate)
        {
            // A maker's sensor has a rhythm of its own: by the hour it would delay the mark of silence on vital signs,
            // by the second it would hide that the oximeter is silent.
            if (Channels.Find(frame.ChannelId) is null)
            {
                TakeTail(frame, offsetMicros);
                return;
            }
            bool isNewest = end >= _last;
            if (isNewest)
            {
                NoteInterval(frame, end);
            }
            if (frame.ChannelId == Channels.PlethInfrared.Id || frame.ChannelId == Channels.PlethRed.Id)
            {
                TakeTrace(frame, end);
                return;
            }
            TakeTail(frame, offsetMicros);
            AddBins(frame.ChannelId, samples, end);
            AddCoverage(frame, offsetMicros, alarm);
            _latest.Take(frame, alarm, end);
            if (isNewest)
            {
                TakeWear(frame, offsetMicros);
            }
        }
    }

    /// <summary>Features of a day and what they are against the wearer's own baseline.</summary>
    public JudgedDay Judge(int day)
    {
        lock (_gate)
        {
            Refresh();
            if (_judged.TryGetValue(day, out JudgedDay? judged))
            {
                return judged;
            }
            DayFeatures features = FeaturesOf(day);
            Baseline? baseline = BaselineFor(day);
            bool hasData = features.Values.Any(double.IsFinite);
            double[] z = baseline is { IsReady: true } ? baseline.Standardise(features.Values)
                : new double[DailyFeatures.Dimension];
            judged = new JudgedDay(day, features.Values, z, features.WornMinutes, baseline is { IsReady: true },
                hasData, features.Missing) { BaselineDays = baseline?.Days ?? [] };
            _judged[day] = judged;
            return judged;
        }
    }

    /// <summary>The days that make the baseline of <paramref name="day"/>, as deviations from it; empty while it is
    /// not ready.</summary>
    public List<double[]> BaselineDays(int day)
    {
        lock (_gate)
        {
            Refresh();
            if (BaselineFor(day) is not { IsReady: true } baseline)
            {
                return [];
            }
            (int first, int last) = Baseline.WindowFor(day);
            return [.. Enumerable.Range(first, last - first + 1).Select(FeaturesOf)
                .Where(f => f.Values.Any(double.IsFinite)).Select(f => baseline.Standardise(f.Values))];
        }
    }

    /// <summary>Mean of the heart rate by minute over the last day, for the trend line.</summary>
    public List<FeatureBin> Trend(int channel, int day)
    {
        lock (_gate)
        {
            return _minutes.TryGetValue(channel, out Series? series)
                ? [.. series.Day(day - 1), .. series.Day(day)] : [];
        }
    }

    /// <summary>Features of the last hours, oldest first; the last one may still be running.</summary>
    public List<HourFeatures> Hours(long lastHour, int count)
    {
        lock (_gate)
        {
            return [.. Enumerable.Range(0, count).Select(i => HourOf(lastHour - count + 1 + i))];
        }
    }

    /// <summary>The newest samples of the channels beside the card's own, by ascending id.</summary>
    public List<ChannelTail> Tails()
    {
        lock (_gate)
        {
            return [.. _tails.Select(t => t.Value.Tail(t.Key))];
        }
    }

    /// <summary>The wearer as the screens show one.</summary>
    public WearerView View(long now, TimeSpan staleAfter)
    {
        lock (_gate)
        {
            long stale = StaleMicros(staleAfter);
            Reading Latest(Channel channel) => _latest.Of(channel.Id, now, stale);
            return new WearerView(Ordinal, Id, Name,
                TwoSources.HeartRate(Latest(Channels.HeartRate), Latest(Channels.EcgHeartRate)),
                Latest(Channels.SpO2), Latest(Channels.BodyTemperature),
                TwoSources.Respiration(Latest(Channels.RespiratoryRate), Latest(Channels.EcgRespiratoryRate)), _last,
                IsStale(_last, now, staleAfter), _notWornSince,
                IsStale(_traceEnd, now, staleAfter) ? [] : _trace, _tracePeriod)
            {
                TraceEndMicros = _traceEnd,
                IsTraceAged = LatestReadings.IsAged(now - _traceEnd, _tracePeriod),
                StaleMicros = stale,
            };
        }
    }

    /// <summary>Forgets what no baseline needs any more.</summary>
    public void Trim(int today)
    {
        lock (_gate)
        {
            foreach (Series series in _hours.Values)
            {
                series.Trim(today - KeptDays);
            }
            foreach (Series series in _minutes.Values)
            {
                series.Trim(today - MinuteDays + 1);
            }
            foreach (ChannelCoverage coverage in _coverage.Values)
            {
                coverage.Trim(today - KeptDays);
            }
            foreach (long hour in _hourFeatures.Keys.Where(h => h < (today - 1) * 24L).ToList())
            {
                _hourFeatures.Remove(hour);
            }
            foreach (int day in _features.Keys.Where(d => d < today - KeptDays).ToList())
            {
                _features.Remove(day);
                _judged.Remove(day);
            }
        }
    }

    private void AddBins(int channel, ReadOnlySpan<Sample> samples, long end)
    {
        if (samples.Length == 0)
        {
            return;
        }
        Get(_hours, channel).Add(FeatureBins.From(samples, FeatureBins.Hour, out _), _changed);
        // Only the trend of the last days is drawn by the minute; a month of backfill need not be sorted twice.
        if (end > _last - MinuteDays * UtcMicros.PerDay)
        {
            Get(_minutes, channel).Add(FeatureBins.From(samples, FeatureBins.Minute, out _), []);
        }
    }

    private static Series Get(Dictionary<int, Series> all, int channel)
    {
        if (!all.TryGetValue(channel, out Series? series))
        {
            series = new Series();
            all[channel] = series;
        }
        return series;
    }

    private void NoteInterval(Frame frame, long end)
    {
        long interval = frame.PeriodMicros >= UtcMicros.PerMinute ? frame.PeriodMicros : end - _last;
        if (_last > 0 || frame.PeriodMicros >= UtcMicros.PerMinute)
        {
            // Several channels report together; the pause between the reports is what counts, so it decays slowly.
            // Frames of one report end together: a device with many channels must not forget sooner.
            long kept = end == _last ? _interval : _interval - _interval / 64;
            _interval = Math.Min(LongestInterval, Math.Max(interval, kept));
        }
        _last = end;
    }

    private void TakeTrace(Frame frame, long end)
    {
        if (frame.ChannelId != Channels.PlethInfrared.Id || end < _traceEnd)
        {
            return;
        }
        if (frame.Count == 0 || (frame.GapCount > 0 && frame.GapStarts[frame.GapCount - 1] == frame.Count))
        {
            // A sensor off the skin shows no wave: the one before would look like the present.
            _trace = [];
            _traceEnd = end;
            return;
        }
        bool continues = frame.PeriodMicros == _tracePeriod
            && end - frame.PeriodMicros * (frame.Count + 1L) <= _traceEnd;
        IEnumerable<int> added = frame.Values.Take(frame.Count);
        _trace = [.. (continues ? _trace.Concat(added) : added).TakeLast(TraceSamples)];
        _tracePeriod = frame.PeriodMicros;
        _traceEnd = end;
    }

    private void TakeTail(Frame frame, long offsetMicros)
    {
        int id = frame.ChannelId;
        if (id == Channels.HeartRate.Id || id == Channels.SpO2.Id || id == Channels.BodyTemperature.Id
            || id == Channels.RespiratoryRate.Id)
        {
            return;
        }
        if (!_tails.TryGetValue(id, out ChannelHistory? history))
        {
            if (_tails.Count >= MostTails)
            {
                return;
            }
            history = new ChannelHistory();
            _tails[id] = history;
        }
        history.Take(frame, offsetMicros);
    }

    /// <summary>Notes what was measured and what was missing, sample by sample. An implausible value and one of low
    /// quality are missing too.</summary>
    private void AddCoverage(Frame frame, long offsetMicros, ReadOnlySpan<AlarmSample> alarm)
    {
        if (!Vitals.Contains(frame.ChannelId))
        {
            return;
        }
        if (!_coverage.TryGetValue(frame.ChannelId, out ChannelCoverage? coverage))
        {
            coverage = new ChannelCoverage();
            _coverage[frame.ChannelId] = coverage;
        }
        long at = frame.StartTicks + offsetMicros;
        ForgetDerived(at, frame.EndTicks + offsetMicros);
        int gap = 0;
        for (int i = 0; i <= frame.Count; i++)
        {
            for (; gap < frame.GapCount && frame.GapStarts[gap] == i; gap++)
            {
                long missing = frame.PeriodMicros * frame.GapLengths[gap];
                coverage.Add(at, missing, frame.GapReasons[gap]);
                at += missing;
            }
            if (i < frame.Count)
            {
                coverage.Add(at, frame.PeriodMicros, double.IsNaN(alarm[i].Value) ? GapReason.LowQuality : 0);
                at += frame.PeriodMicros;
            }
        }
    }

    /// <summary>Hours and days that a frame has changed are computed anew when they are asked for.</summary>
    private void ForgetDerived(long start, long end)
    {
        foreach (long hour in _hourFeatures.Keys.Where(h =>
            (h + 1) * UtcMicros.PerHour > start && h * UtcMicros.PerHour < end).ToList())
        {
            _hourFeatures.Remove(hour);
        }
        // A gap may be as long as its sender likes; older days than are kept cannot be asked for.
        for (int day = Math.Max(UtcMicros.Day(start), UtcMicros.Day(end) - KeptDays); day <= UtcMicros.Day(end); day++)
        {
            _changed.Add(day);
        }
    }

    private void TakeWear(Frame frame, long offsetMicros)
    {
        // Leads of an electrocardiogram come off while the oximeter stays on: that is no device that is not worn.
        if (!Worn.Contains(frame.ChannelId))
        {
            return;
        }
        int gap = frame.GapCount - 1;
        bool off = gap >= 0 && frame.GapStarts[gap] == frame.Count
            && frame.GapReasons[gap] is GapReason.NotWorn or GapReason.NoContact;
        if (!off)
        {
            // A temperature or a breath that is not sure yet says nothing of wear; low quality of the light is a body's.
            bool isLight = frame.ChannelId == Channels.HeartRate.Id || frame.ChannelId == Channels.SpO2.Id;
            bool isValue = gap < 0 || frame.GapStarts[gap] < frame.Count;
            _notWornSince = isLight || isValue ? 0 : _notWornSince;
        }
        else if (_notWornSince == 0)
        {
            _notWornSince = frame.EndTicks + offsetMicros - frame.PeriodMicros * frame.GapLengths[gap];
        }
    }

    private bool IsStale(long last, long now, TimeSpan staleAfter) => last > 0 && now - last > StaleMicros(staleAfter);

    private long StaleMicros(TimeSpan staleAfter) => Math.Max((long)staleAfter.TotalMicroseconds, 3 * _interval);

    private void Refresh()
    {
        foreach (int day in _changed)
        {
            _features.Remove(day);
        }
        if (_changed.Count > 0)
        {
            _judged.Clear();
            _changed.Clear();
        }
    }

    private DayFeatures FeaturesOf(int day)
    {
        if (!_features.TryGetValue(day, out DayFeatures? features))
        {
            features = DailyFeatures.Compute(day, BinsOf(channel => Bins(channel, day)));
            _features[day] = features;
        }
        return features;
    }

    /// <summary>What hours and days are computed from: every reader of features comes by here.</summary>
    private DailyBins BinsOf(Func<int, IReadOnlyList<FeatureBin>> bins) => new()
    {
        HeartRate = bins(Channels.HeartRate.Id),
        EcgHeartRate = bins(Channels.EcgHeartRate.Id),
        SpO2 = bins(Channels.SpO2.Id),
        BodyTemperature = bins(Channels.BodyTemperature.Id),
        RespiratoryRate = bins(Channels.RespiratoryRate.Id),
        EcgRespiratoryRate = bins(Channels.EcgRespiratoryRate.Id),
        Steps = bins(Channels.Steps.Id),
        HeartRateCoverage = _coverage.GetValueOrDefault(Channels.HeartRate.Id),
        SpO2Coverage = _coverage.GetValueOrDefault(Channels.SpO2.Id),
        BodyTemperatureCoverage = _coverage.GetValueOrDefault(Channels.BodyTemperature.Id),
        RespiratoryRateCoverage = _coverage.GetValueOrDefault(Channels.RespiratoryRate.Id),
        StepsCoverage = _coverage.GetValueOrDefault(Channels.Steps.Id),
    };

    private HourFeatures HourOf(long hour)
    {
        if (!_hourFeatures.TryGetValue(hour, out HourFeatures? features))
        {
            int day = (int)Math.Floor(hour / 24.0);
            features = HourlyFeatures.Compute(hour, BinsOf(channel => BinsOfHour(channel, hour, day)));
            _hourFeatures[hour] = features;
        }
        return features;
    }

    /// <summary>Minutes speak for themselves in an hour of which the device has told more than a window: what it
    /// named missing stays missing. A window of a duty-cycled device stands for its hour.</summary>
    private IReadOnlyList<FeatureBin> BinsOfHour(int channel, long hour, int day)
    {
        if (!_minutes.TryGetValue(channel, out Series? minutes) || minutes.Day(day).Count == 0)
        {
            return Bins(channel, day);
        }
        Coverage told = _coverage.GetValueOrDefault(channel)?.Hour(hour) ?? default;
        double toldMinutes = (told.MeasuredSeconds + told.MissingSeconds) / 60;
        return toldMinutes > HourlyFeatures.MinimumMinutes ? minutes.Day(day)
            : [.. Bins(channel, day), .. minutes.Day(day)];
    }

    private IReadOnlyList<FeatureBin> Bins(int channel, int day) =>
        _hours.TryGetValue(channel, out Series? series) ? series.Day(day) : [];

    private Baseline? BaselineFor(int day)
    {
        (int first, int last) = Baseline.WindowFor(day);
        List<double[]> days = [.. Enumerable.Range(first, last - first + 1).Select(d => FeaturesOf(d).Values)];
        return Baseline.From(days);
    }
}
