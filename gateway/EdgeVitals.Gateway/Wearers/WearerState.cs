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

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Series> _hours = [];
    private readonly Dictionary<int, Series> _minutes = [];
    private readonly Dictionary<int, Reading> _latest = [];
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
            TakeReading(frame, alarm, end);
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
                hasData);
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
            return new WearerView(Ordinal, Id, Name, Latest(Channels.HeartRate.Id, now, staleAfter),
                Latest(Channels.SpO2.Id, now, staleAfter),
                Latest(Channels.BodyTemperature.Id, now, staleAfter),
                Latest(Channels.RespiratoryRate.Id, now, staleAfter), _last,
                IsStale(_last, now, staleAfter), _notWornSince, _trace, _tracePeriod);
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
            _interval = Math.Min(LongestInterval, Math.Max(interval, _interval - _interval / 64));
        }
        _last = end;
    }

    private void TakeTrace(Frame frame, long end)
    {
        if (frame.ChannelId != Channels.PlethInfrared.Id || end < _traceEnd || frame.Count == 0)
        {
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
        if (id == Channels.HeartRate.Id || id == Channels.SpO2.Id || id == Channels.BodyTemperature.Id)
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

    private void TakeReading(Frame frame, ReadOnlySpan<AlarmSample> alarm, long end)
    {
        if (_latest.TryGetValue(frame.ChannelId, out Reading before) && before.UtcMicros > end)
        {
            return;
        }
        bool endsInGap = frame.GapCount > 0 && frame.GapStarts[frame.GapCount - 1] == frame.Count;
        if (endsInGap)
        {
            string reason = GapReason.Text(frame.GapReasons[frame.GapCount - 1]);
            _latest[frame.ChannelId] = new Reading(double.NaN, end, frame.Quality, reason);
        }
        else if (alarm.Length > 0)
        {
            AlarmSample newest = alarm[^1];
            string missing = !double.IsNaN(newest.Value) ? ""
                : frame.Quality < DailyFeatures.MinimumQuality ? "low quality" : "implausible";
            _latest[frame.ChannelId] = new Reading(newest.Value, newest.UtcMicros, frame.Quality, missing);
        }
    }

    private void TakeWear(Frame frame, long offsetMicros)
    {
        int gap = frame.GapCount - 1;
        bool off = gap >= 0 && frame.GapStarts[gap] == frame.Count
            && frame.GapReasons[gap] is GapReason.NotWorn or GapReason.NoContact;
        if (!off)
        {
            _notWornSince = 0;
        }
        else if (_notWornSince == 0)
        {
            _notWornSince = frame.EndTicks + offsetMicros - frame.PeriodMicros * frame.GapLengths[gap];
        }
    }

    private Reading Latest(int channel, long now, TimeSpan staleAfter)
    {
        Reading latest = _latest.GetValueOrDefault(channel, Reading.None);
        return latest.IsValid && IsStale(latest.UtcMicros, now, staleAfter)
            ? latest with { Value = double.NaN, Missing = "stale" } : latest;
    }

    private bool IsStale(long last, long now, TimeSpan staleAfter) =>
        last > 0 && now - last > Math.Max((long)staleAfter.TotalMicroseconds, 3 * _interval);

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
            features = DailyFeatures.Compute(day, new DailyBins
            {
                HeartRate = Bins(Channels.HeartRate.Id, day),
                SpO2 = Bins(Channels.SpO2.Id, day),
                BodyTemperature = Bins(Channels.BodyTemperature.Id, day),
                RespiratoryRate = Bins(Channels.RespiratoryRate.Id, day),
                Steps = Bins(Channels.Steps.Id, day),
            });
            _features[day] = features;
        }
        return features;
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
