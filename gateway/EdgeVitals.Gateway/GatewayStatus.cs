using System.Diagnostics.Metrics;

namespace EdgeVitals.Gateway;

/// <summary>
/// What this gateway has done since it started, for readers in the process and for its meter. Counts of events and
/// device ids only: no vital and no person.
/// </summary>
public sealed class GatewayStatus : IDisposable
{
    private readonly Meter _meter = new("EdgeVitals.Gateway");
    private readonly Counter<long> _events;
    private readonly long[] _counts = new long[Enum.GetValues<GatewayCount>().Length];
    private double _epsilonSpentMax;
    private int _wearers;
    private int _openEpisodes;

    /// <summary>Creates the counters and their instruments.</summary>
    public GatewayStatus()
    {
        _events = _meter.CreateCounter<long>("edgevitals.gateway.events", "{event}", "Events of the gateway, by kind");
        _meter.CreateObservableGauge("edgevitals.gateway.epsilon.30d", () => EpsilonSpentMax, "1",
            "Largest 30-day epsilon spent by a wearer");
        _meter.CreateObservableGauge("edgevitals.gateway.episodes.open", () => OpenEpisodes, "{episode}",
            "Alarm episodes that are open");
    }

    /// <summary>Frames made durable.</summary>
    public long FramesJournaled => this[GatewayCount.FrameJournaled];

    /// <summary>Frames named in application acknowledgements, repeats included.</summary>
    public long FramesAcknowledged => this[GatewayCount.FrameAcknowledged];

    /// <summary>Frames that were there already; they are acknowledged again.</summary>
    public long FramesDuplicated => this[GatewayCount.FrameDuplicated];

    /// <summary>Messages put aside because they could not be decoded.</summary>
    public long FramesQuarantined => this[GatewayCount.FrameQuarantined];

    /// <summary>Frames kept back because they end later than now.</summary>
    public long FramesFuture => this[GatewayCount.FrameFuture];

    /// <summary>Frames of a boot whose clock is not known yet.</summary>
    public long FramesUnmapped => this[GatewayCount.FrameUnmapped];

    /// <summary>Connections refused for an unknown device or a wrong token.</summary>
    public long UnknownDevices => this[GatewayCount.UnknownDevice];

    /// <summary>Publishes and subscriptions outside the sender's own topics.</summary>
    public long ForeignTopics => this[GatewayCount.ForeignTopic];

    /// <summary>Commits that failed; their frames were not acknowledged.</summary>
    public long CommitFailures => this[GatewayCount.CommitFailed];

    /// <summary>Journal starts that found an incomplete tail of the write-ahead log.</summary>
    public long TornTails => this[GatewayCount.TornTail];

    /// <summary>Vital readings that devices refused to give since the start: see <see cref="Wearers.RefusedReadings"/>.
    /// </summary>
    public long ReadingsRefused => this[GatewayCount.ReadingRefused];

    /// <summary>Of these, the ones of a sensor that was off the skin.</summary>
    public long ReadingsOffSkin => this[GatewayCount.ReadingOffSkin];

    /// <summary>Alarm episodes opened.</summary>
    public long AlarmsOpened => this[GatewayCount.AlarmOpened];

    /// <summary>Rounds whose noised sum was handed to the outbox.</summary>
    public long RoundsReleased => this[GatewayCount.RoundReleased];

    /// <summary>Rounds the gate refused.</summary>
    public long RoundsRefused => this[GatewayCount.RoundRefused];

    /// <summary>Updates the cloud has acknowledged.</summary>
    public long UpdatesAcknowledged => this[GatewayCount.UpdateAcknowledged];

    /// <summary>Models of the cloud that were verified and loaded.</summary>
    public long ModelsLoaded => this[GatewayCount.ModelLoaded];

    /// <summary>Models of the cloud that were rejected.</summary>
    public long ModelsRejected => this[GatewayCount.ModelRejected];

    /// <summary>Anomaly models trained on this gateway's own data.</summary>
    public long ModelsTrained => this[GatewayCount.ModelTrained];

    /// <summary>Largest ε that any wearer has spent in the current 30 days, at the policy's δ.</summary>
    public double EpsilonSpentMax
    {
        get => Volatile.Read(ref _epsilonSpentMax);
        internal set => Volatile.Write(ref _epsilonSpentMax, value);
    }

    /// <summary>Wearers known here.</summary>
    public int Wearers
    {
        get => Volatile.Read(ref _wearers);
        internal set => Volatile.Write(ref _wearers, value);
    }

    /// <summary>Alarm episodes that are open now.</summary>
    public int OpenEpisodes
    {
        get => Volatile.Read(ref _openEpisodes);
        internal set => Volatile.Write(ref _openEpisodes, value);
    }

    /// <summary>True while the connection to the cloud stands.</summary>
    public bool UplinkConnected { get; internal set; }

    /// <summary>True once the gate lets nothing out because the ledger has forgotten charges.</summary>
    public bool IsGateShut { get; internal set; }

    /// <summary>One counter.</summary>
    public long this[GatewayCount count] => Interlocked.Read(ref _counts[(int)count]);

    internal void Count(GatewayCount count, long by = 1)
    {
        Interlocked.Add(ref _counts[(int)count], by);
        _events.Add(by, new KeyValuePair<string, object?>("kind", count.ToString()));
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}

/// <summary>Events that <see cref="GatewayStatus"/> counts.</summary>
public enum GatewayCount
{
    /// <summary>A frame was made durable.</summary>
    FrameJournaled,

    /// <summary>A frame was named in an acknowledgement.</summary>
    FrameAcknowledged,

    /// <summary>A frame was there already.</summary>
    FrameDuplicated,

    /// <summary>A message could not be decoded and was put aside.</summary>
    FrameQuarantined,

    /// <summary>A frame ends later than now.</summary>
    FrameFuture,

    /// <summary>A frame came from a boot with no known clock.</summary>
    FrameUnmapped,

    /// <summary>A connection named no device of ours, or a wrong token.</summary>
    UnknownDevice,

    /// <summary>A device reached for a topic that is not its own.</summary>
    ForeignTopic,

    /// <summary>A commit failed.</summary>
    CommitFailed,

    /// <summary>The write-ahead log had an incomplete tail.</summary>
    TornTail,

    /// <summary>A device gave a gap in the place of a vital reading.</summary>
    ReadingRefused,

    /// <summary>A device gave a gap in the place of a vital reading because its sensor was off the skin.</summary>
    ReadingOffSkin,

    /// <summary>An alarm episode was opened.</summary>
    AlarmOpened,

    /// <summary>A noised sum was handed to the outbox.</summary>
    RoundReleased,

    /// <summary>The gate refused a round.</summary>
    RoundRefused,

    /// <summary>A message from the cloud was not valid.</summary>
    CloudMessageRejected,

    /// <summary>The cloud acknowledged an update.</summary>
    UpdateAcknowledged,

    /// <summary>A model of the cloud was loaded.</summary>
    ModelLoaded,

    /// <summary>A model of the cloud was rejected.</summary>
    ModelRejected,

    /// <summary>A model was trained on own data.</summary>
    ModelTrained,

    /// <summary>A firmware update was offered to a device.</summary>
    FirmwareOffered,

    /// <summary>A part of a firmware image was sent.</summary>
    FirmwarePartSent,

    /// <summary>A device asked for a part that there is not, or faster than it can be answered.</summary>
    FirmwareRequestIgnored,

    /// <summary>A device refused a firmware update or left it.</summary>
    FirmwareRefused,
}
