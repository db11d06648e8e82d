using System.Collections.Concurrent;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Pairing;
using EdgeVitals.Signals;
using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Wearers;

/// <summary>
/// All wearers as they are now, derived from the journal. One loop writes (<see cref="Apply"/>), anyone reads.
/// </summary>
public sealed class WearerBoard(PairingBook pairing, GatewayOptions options)
{
    private readonly ConcurrentDictionary<string, WearerState> _wearers = new(StringComparer.Ordinal);
    private readonly Frame _frame = new();
    private readonly Sample[] _samples = new Sample[Frame.MaximumSamples];
    private readonly AlarmSample[] _alarm = new AlarmSample[Frame.MaximumSamples];

    /// <summary>Takes one frame of the journal; only the projection loop calls it. Answers whose it was and its
    /// samples for the alarms (none of them counts where the channel is a maker's), or null when the device belongs to
    /// nobody.</summary>
    internal AppliedFrame? Apply(JournalFrame stored)
    {
        byte[] bytes = stored.Bytes.ToArray();
        if (FrameCodec.TryDecode(bytes, 0, bytes.Length, _frame) != FrameError.None)
        {
            throw new InvalidDataException(
                $"Frame {stored.Sequence} of {stored.Device} boot {stored.Boot} was valid when it was stored.");
        }
        string? wearerId = pairing.WearerOf(stored.Device, _frame.EndTicks + stored.OffsetMicros);
        Channel? channel = Channels.Find(_frame.ChannelId);
        if (wearerId is null)
        {
            return null;
        }
        int valid = Read(channel, stored.OffsetMicros);
        ReadOnlySpan<AlarmSample> alarm = _alarm.AsSpan(0, _frame.Count);
        Get(wearerId)?.Apply(_frame, stored.OffsetMicros, _samples.AsSpan(0, valid), alarm);
        return new AppliedFrame(wearerId, _frame.ChannelId, alarm.ToArray(), RefusedReadings.In(_frame),
            RefusedReadings.OffSkin(_frame));
    }

    /// <summary>All wearers in the order of enrolment, with wearers paired since the last call.</summary>
    public List<WearerView> Views()
    {
        long now = UtcMicros.Now(options.Time);
        return [.. pairing.Wearers.Select(w => Get(w.Id)!.View(now, options.StaleAfter))];
    }

    /// <summary>A wearer's day against the wearer's own normal; null for an unknown wearer.</summary>
    public JudgedDay? Judge(string wearerId, int day) => Get(wearerId)?.Judge(day);

    /// <summary>The baseline days of a wearer as deviations; empty without baseline.</summary>
    public List<double[]> BaselineDays(string wearerId, int day) => Get(wearerId)?.BaselineDays(day) ?? [];

    /// <summary>Minute bins of yesterday and today.</summary>
    public List<FeatureBin> Trend(string wearerId, int channel) =>
        Get(wearerId)?.Trend(channel, UtcMicros.Day(UtcMicros.Now(options.Time))) ?? [];

    /// <summary>Features of a wearer's last hours, oldest first, the running one last; empty for an unknown wearer.
    /// </summary>
    public List<HourFeatures> Hours(string wearerId, int count) =>
        Get(wearerId)?.Hours(UtcMicros.Now(options.Time) / UtcMicros.PerHour, count) ?? [];

    /// <summary>The newest samples of every channel that has no place of its own on the card, by ascending id.
    /// </summary>
    public List<ChannelTail> Tails(string wearerId) => Get(wearerId)?.Tails() ?? [];

    /// <summary>Forgets what no baseline needs any more.</summary>
    public void Trim(int today)
    {
        foreach (WearerState wearer in _wearers.Values)
        {
            wearer.Trim(today);
        }
    }

    /// <summary>Fills both sample buffers and answers how many samples go into bins.</summary>
    private int Read(Channel? channel, long offsetMicros)
    {
        double unit = Math.Pow(10, _frame.ScaleExponent);
        // A maker's channel alarms nobody and enters no baseline: nothing of it is plausible here.
        (double low, double high) = channel is null ? (double.NaN, double.NaN) : Plausible(channel);
        bool trusted = _frame.Quality >= DailyFeatures.MinimumQuality;
        int valid = 0;
        for (int i = 0; i < _frame.Count; i++)
        {
            double value = _frame.Values[i] * unit;
            long start = _frame.TicksOf(i) + offsetMicros;
            bool plausible = value >= low && value <= high;
            // The mean quality of a bin would hide them among better ones.
            if (plausible && trusted)
            {
                _samples[valid++] = new Sample(start, _frame.PeriodMicros, value, _frame.Quality);
            }
            _alarm[i] = new AlarmSample(start + _frame.PeriodMicros, _frame.PeriodMicros,
                plausible && trusted ? value : double.NaN);
        }
        return valid;
    }

    /// <summary>The range in which a value can be true, in the channel's unit. Half a step of slack: the bounds are
    /// integers on the channel's own scale, the value may come on another.</summary>
    internal static (double Low, double High) Plausible(Channel channel)
    {
        double unit = Math.Pow(10, channel.ScaleExponent);
        return ((channel.Minimum - 0.5) * unit, (channel.Maximum + 0.5) * unit);
    }

    private WearerState? Get(string wearerId)
    {
        if (_wearers.TryGetValue(wearerId, out WearerState? state))
        {
            return state;
        }
        WearerIdentity? identity = pairing.Wearers.FirstOrDefault(w => w.Id == wearerId);
        return identity is null ? null
            : _wearers.GetOrAdd(wearerId, _ => new WearerState(identity.Ordinal, identity.Id, identity.Name));
    }
}

/// <summary>What a frame has brought.</summary>
/// <param name="Wearer">Whose it is.</param>
/// <param name="Channel">Channel id.</param>
/// <param name="Samples">Its samples for the alarms; none counts where the channel is a maker's.</param>
/// <param name="Refused">See <see cref="RefusedReadings.In"/>.</param>
/// <param name="OffSkin">See <see cref="RefusedReadings.OffSkin"/>.</param>
internal readonly record struct AppliedFrame(
    string Wearer, int Channel, AlarmSample[] Samples, long Refused, long OffSkin);
