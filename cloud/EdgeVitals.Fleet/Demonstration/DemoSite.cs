using EdgeVitals.Broker;
using EdgeVitals.Federated;
using EdgeVitals.Fleet.Observation;
using EdgeVitals.Gateway;
using EdgeVitals.Gateway.Alarms;
using EdgeVitals.Gateway.Consent;
using EdgeVitals.Gateway.Ingest;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Pairing;
using EdgeVitals.Gateway.Release;
using EdgeVitals.Gateway.Wearers;
using EdgeVitals.Pi;
using EdgeVitals.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVitals.Fleet.Demonstration;

/// <summary>One clinic of the demonstration: a real gateway with its own files, and the wearers who report to it.
/// </summary>
internal sealed class DemoSite : IAsyncDisposable
{
    private const int ShownAlarms = 6;
    private readonly DemoOptions _options;
    private readonly DemoClock _clock;
    private readonly int _index;
    private readonly WebApplication _app;
    private readonly List<FeatureFeed> _feeds = [];
    private readonly List<FeatureFeed> _live = [];

    private DemoSite(DemoOptions options, DemoClock clock, int index, WebApplication app, string pseudonym)
    {
        (_options, _clock, _index, _app, Pseudonym) = (options, clock, index, app, pseudonym);
        Members = Cohort.Draw(options, index);
    }

    public string Pseudonym { get; }

    public IReadOnlyList<CohortMember> Members { get; }

    public IServiceProvider Services => _app.Services;

    public GatewayStatus Status => Services.GetRequiredService<GatewayStatus>();

    public FrameJournal Journal => Services.GetRequiredService<FrameJournal>();

    public int MqttPort => Services.GetRequiredService<EdgeBroker>().Port;

    public string SiteName => NameOf(_index);

    /// <summary>Agents that carry frames; a chip wearer's live agent is counted by its <see cref="ChipWearer"/>.
    /// </summary>
    public IEnumerable<DeviceAgent> Agents => _feeds.Select(f => f.Agent);

    /// <summary>Starts the gateway and enrols it.</summary>
    public static async Task<DemoSite> StartAsync(
        DemoOptions options, DemoClock clock, int index, string folder, LogLevel logLevel,
        Func<string, Enrollment> enroll, CancellationToken cancellationToken)
    {
        string data = Path.Combine(folder, NameOf(index));
        Directory.CreateDirectory(data);
        using MessageSigner key = GatewayKey.Open(data);
        Enrollment enrollment = enroll(key.PublicPem);
        WebApplication app = GatewayHost.Build(new GatewayOptions
        {
            DataDirectory = data,
            Site = NameOf(index),
            WebPort = index == 0 ? options.GatewayPort : 0,
            // Eleven consoles would show the same thing; one clinic has a screen on its wall.
            Screens = index == 0 && !options.Headless,
            Uplink = enrollment,
            Time = clock.Time,
            TimeBanner = clock.Banner,
            MinimumLogLevel = logLevel,
            // Feature-level wearables switch their radio on every few hours: silence is stale after three bursts.
            StaleAfter = TimeSpan.FromHours(3 * options.BurstHours),
        });
        await app.StartAsync(cancellationToken);
        return new DemoSite(options, clock, index, app, enrollment.Gateway);
    }

    /// <summary>Pairs and connects the wearables, notes who has agreed to take part, and sends the history.</summary>
    public async Task ConnectAsync(int chipWearers, CancellationToken cancellationToken)
    {
        for (int i = 0; i < Members.Count; i++)
        {
            CohortMember member = Members[i];
            bool hasChips = i < chipWearers;
            // Whoever has just changed to a device with chips has a history from the one before.
            string device = hasChips ? $"{member.DeviceId}-before" : member.DeviceId;
            DateTimeOffset bootedAt = DemoClock.At(_clock.HistoryHour);
            var agent = new DeviceAgent(Agent(device, member, bootedAt), NullLogger<DeviceAgent>.Instance);
            if (member.Consents) Agree(member);
            var feed = new FeatureFeed(member.Person, agent, bootedAt);
            feed.SendHistory(_clock.HistoryHour, _clock.StartHour);
            _feeds.Add(feed);
            if (!hasChips) _live.Add(feed);
            await agent.StartAsync(cancellationToken);
        }
    }

    /// <summary>Lets those wearables whose radio is due report the hours that are complete.</summary>
    public void Burst(int hour)
    {
        for (int i = 0; i < _live.Count; i++)
        {
            if ((hour + i) % _options.BurstHours == 0) _live[i].SendUntil(hour);
        }
    }

    /// <summary>Lets every wearable report what is complete, whatever its burst.</summary>
    public void Flush(int hour)
    {
        foreach (FeatureFeed feed in _live) feed.SendUntil(hour);
    }

    /// <summary>The most urgent open episodes, in words.</summary>
    public IReadOnlyList<string> OpenAlarms() =>
    [
        .. Services.GetRequiredService<AlarmDesk>().Open().Take(ShownAlarms).Select(e =>
            $"{e.Rule.Priority,-9}  {Members.FirstOrDefault(m => m.WearerId == e.WearerId)?.Name ?? e.WearerId,-14}  "
            + $"{e.Rule.Text} since {DateTimeOffset.FromUnixTimeMilliseconds(e.OpenedMicros / 1000):MM-dd HH:mm}"),
    ];

    /// <summary>Kinds of chips that devices here have said to measure.</summary>
    public IEnumerable<int> ChipKinds() => Services.GetRequiredService<DevicePolicy>().Devices.Values
        .SelectMany(d => d.Chips).Where(c => c.State == ChipState.Good).Select(c => c.Kind);

    /// <summary>Episodes of chips that stopped measuring, open or ended.</summary>
    public int ChipAlarms() => Services.GetRequiredService<AlarmDesk>().Count(AlarmRule.IsOfChip);

    /// <summary>The wearers as the clinic's page shows them.</summary>
    public IReadOnlyList<WearerView> Views() => Services.GetRequiredService<WearerBoard>().Views();

    /// <summary>Pairs a device with a wearer and gives what an agent needs.</summary>
    public AgentOptions Agent(string device, CohortMember member, DateTimeOffset bootedAt)
    {
        string token = Services.GetRequiredService<PairingBook>().Pair(device, member.WearerId, member.Name);
        return new AgentOptions
        {
            Site = SiteName,
            DeviceId = device,
            Token = token,
            Host = "127.0.0.1",
            Port = MqttPort,
            Time = _clock.Time,
            BootedAt = bootedAt,
        };
    }

    /// <summary>The wearers as the uplink observer needs them.</summary>
    public IReadOnlyList<TrueWearer> Truth(int chipWearers) => [.. Members.Select((m, i) => new TrueWearer(
        m.Person, _clock.HistoryHour, m.Consents, i < chipWearers ? _clock.StartHour : null))];

    public async ValueTask DisposeAsync()
    {
        await Parallel.ForEachAsync(Agents, async (agent, _) => await agent.DisposeAsync());
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private void Agree(CohortMember member)
    {
        ConsentBook consent = Services.GetRequiredService<ConsentBook>();
        foreach (ConsentPurpose purpose in Enum.GetValues<ConsentPurpose>()) consent.Grant(member.WearerId, purpose);
    }

    private static string NameOf(int index) => $"clinic-{index + 1:00}";
}
