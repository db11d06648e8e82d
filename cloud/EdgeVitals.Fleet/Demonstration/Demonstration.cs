using System.Diagnostics;
using EdgeVitals.Cloud;
using EdgeVitals.Cloud.Enrollment;
using EdgeVitals.Cloud.Publication;
using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Federated;
using EdgeVitals.Fleet.Observation;
using EdgeVitals.Fleet.Replay;
using EdgeVitals.Fleet.Terminal;
using EdgeVitals.Pi;
using EdgeVitals.Privacy;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeVitals.Fleet.Demonstration;

/// <summary>
/// A whole fleet on one machine: the cloud, gateways, wearables, and an independent subscriber that watches the
/// uplink. Every program is the real one; only the wearers and the passing of time are simulated.
/// </summary>
/// <param name="options">How it is set up.</param>
/// <param name="view">Where its start-up progress is shown.</param>
public sealed class Demonstration(DemoOptions options, IDemoView view) : IAsyncDisposable
{
    /// <summary>How long the end waits for frames that are still under way. Loopback needs well under a second; on a machine
    /// that is busy with other things an acknowledgement may be missed, and its frame is sent again after 20 s.</summary>
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(30);

    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
    private readonly DemoClock _clock = new(options);
    private readonly string _folder = Directory.CreateTempSubdirectory("edgevitals-demo-").FullName;
    private readonly List<DemoSite> _sites = [];
    private readonly List<ChipWearer> _chips = [];
    private readonly CancellationTokenSource _stop = new();
    private WebApplication? _cloud;
    private UplinkWatch? _watch;
    private ScreenWatch? _screen;
    private Task _bursts = Task.CompletedTask;
    private Task<WorstPairResult?> _audit = Task.FromResult<WorstPairResult?>(null);
    private IReadOnlyList<(string Title, string Link)> _pages = [];
    private (long Frames, long Stamp) _lastCount;

    private int ChipWearers => Math.Min(options.ChipWearers, options.WearersPerGateway);

    private CloudStatus CloudStatus => _cloud!.Services.GetRequiredService<CloudStatus>();

    private IEnumerable<DeviceAgent> Agents => _sites.SelectMany(s => s.Agents).Concat(_chips.Select(c => c.Agent));

    /// <summary>Starts everything and returns once the history has been acknowledged.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        view.Progress("Starting the cloud", 0);
        _cloud = CloudHost.Build(new CloudOptions
        {
            DataDirectory = Path.Combine(_folder, "cloud"),
            WebPort = options.CloudPort,
            Screens = !options.Headless,
            Time = _clock.Time,
            TimeBanner = _clock.Banner,
            MinimumLogLevel = view.LogLevel,
            WearerCap = options.WearersPerGateway,
        });
        await _cloud.StartAsync(cancellationToken);
        view.Progress("Starting the cloud", 1);
        await StartGatewaysAsync(cancellationToken);
        await WatchAsync(cancellationToken);
        await ConnectAsync(cancellationToken);
        await AwaitHistoryAsync(cancellationToken);
        _clock.Release();
        foreach (ChipWearer chip in _chips) chip.Start();
        _audit = Task.Run(() => NoiseAudit.Run(_stop.Token), CancellationToken.None);
        _bursts = Task.WhenAll(BurstAsync(_stop.Token), _screen?.RunAsync(_stop.Token) ?? Task.CompletedTask);
        if (!options.Headless) _pages = Pages();
    }

    /// <summary>What it looks like now.</summary>
    public DemoSnapshot Snapshot()
    {
        DemoSummary summary = Summarise();
        long stamp = Stopwatch.GetTimestamp();
        double seconds = Stopwatch.GetElapsedTime(_lastCount.Stamp, stamp).TotalSeconds;
        double rate = _lastCount.Stamp == 0 ? 0 : (summary.FramesAcknowledged - _lastCount.Frames) / seconds;
        _lastCount = (summary.FramesAcknowledged, stamp);
        return new DemoSnapshot
        {
            VirtualTime = _clock.Time.GetUtcNow(),
            Banner = _clock.Banner,
            Summary = summary,
            FramesPerSecond = rate,
            Estimate = Latest() is { } latest ? Sentence(latest) : "",
            OpenAlarms = _sites[0].OpenAlarms(),
            Rounds = [.. CloudStatus.Rounds.TakeLast(4).Select(r => $"{r.Task} {r.Day:MM-dd} {r.State}")],
            Pages = _pages,
        };
    }

    /// <summary>Stops the wearers, waits for the frames that are under way, and sums up.</summary>
    public async Task<DemoSummary> FinishAsync()
    {
        await _stop.CancelAsync();
        await _bursts;
        await _audit;
        await Parallel.ForEachAsync(_chips, async (chip, _) => await chip.StopAsync());
        using var limit = new CancellationTokenSource(DrainLimit);
        try
        {
            await Parallel.ForEachAsync(
                Agents, limit.Token, async (agent, token) => await agent.DrainAsync(token));
        }
        catch (OperationCanceledException)
        {
            // What is not acknowledged by now is counted as lost.
        }

        return Summarise() with
        {
            FramesLost = Agents.Sum(a => a.Counters.FramesAppended - a.Counters.FramesAcknowledged),
            Recordings = Judged(),
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (ChipWearer chip in _chips) await chip.DisposeAsync();
        if (_watch is not null) await _watch.DisposeAsync();
        await Parallel.ForEachAsync(_sites, async (site, _) => await site.DisposeAsync());
        if (_cloud is not null)
        {
            await _cloud.StopAsync();
            await _cloud.DisposeAsync();
        }

        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartGatewaysAsync(CancellationToken cancellationToken)
    {
        const string step = "Starting gateways";
        GatewayRegistry registry = _cloud!.Services.GetRequiredService<GatewayRegistry>();
        for (int i = 0; i <= options.Gateways; i++)
        {
            view.Progress(step, (double)i / (options.Gateways + 1));
            _sites.Add(await DemoSite.StartAsync(
                options, _clock, i, _folder, view.LogLevel, key => registry.Enroll(key), cancellationToken));
        }

        view.Progress(step, 1);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        GatewayRegistry registry = _cloud!.Services.GetRequiredService<GatewayRegistry>();
        var truth = new TrueContributions();
        var canaries = new Canaries();
        for (int i = 0; i < _sites.Count; i++)
        {
            truth.Add(_sites[i].Pseudonym, _sites[i].Truth(i == 0 ? ChipWearers : 0));
            Plant(canaries, _sites[i].Members);
        }

        Dictionary<string, string> keys = _sites.ToDictionary(
            s => s.Pseudonym, s => registry.PublicKeyOf(s.Pseudonym)!, StringComparer.Ordinal);
        CloudOptions cloud = _cloud.Services.GetRequiredService<CloudOptions>();
        string cloudKey = _cloud.Services.GetRequiredService<MessageSigner>().PublicPem;
        _watch = new UplinkWatch(new UplinkObserver(cloud.Tenant, cloudKey, keys, truth, canaries));
        int port = _cloud.Services.GetRequiredService<CloudAddresses>().MqttPort;
        await _watch.ConnectAsync(port, cloud.Tenant, registry.AddAuditor(), cancellationToken);
    }

    /// <summary>Names of everyone, and each wearer's raw temperatures of the first live hours.</summary>
    private void Plant(Canaries canaries, IReadOnlyList<CohortMember> members)
    {
        const int hours = 3;
        foreach (CohortMember member in members)
        {
            canaries.Plant(member.DeviceId);
            canaries.Plant(member.Name);
            HourlyTruth[] row = [.. Enumerable.Range(_clock.StartHour + 1, hours).Select(member.Person.At)];
            if (!row.All(h => h.Worn)) continue;
            canaries.Plant([.. row.Select(h => h.BodyTemperature)], Wire.Channels.BodyTemperature.ScaleExponent);
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        const string step = "Connecting wearables";
        for (int i = 0; i < _sites.Count; i++)
        {
            view.Progress(step, (double)i / _sites.Count);
            await _sites[i].ConnectAsync(i == 0 ? ChipWearers : 0, cancellationToken);
        }

        DemoSite clinic = _sites[0];
        if (ChipWearers > ChipWearer.LosesContact)
        {
            _screen = new ScreenWatch(clinic.Views, clinic.Members[ChipWearer.LosesContact].WearerId);
        }

        for (int i = 0; i < ChipWearers; i++) _chips.Add(ChipWearer.Virtual(clinic, clinic.Members[i], i, _clock));
        foreach (Recording recording in options.Recordings) _chips.Add(ChipWearer.Replaying(clinic, recording, _clock));
        view.Progress(step, 1);
    }

    private async Task AwaitHistoryAsync(CancellationToken cancellationToken)
    {
        string step = $"Sending {options.HistoryDays} days of history";
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        double share;
        do
        {
            long appended = Agents.Sum(a => a.Counters.FramesAppended);
            share = appended == 0 ? 1 : (double)Agents.Sum(a => a.Counters.FramesAcknowledged) / appended;
            view.Progress(step, share);
        }
        while (share < 1 && await tick.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Each virtual hour, the wearables whose radio is due report.</summary>
    private async Task BurstAsync(CancellationToken cancellationToken)
    {
        int reported = _clock.StartHour;
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                for (; reported <= _clock.NowHour; reported++) _sites.ForEach(s => s.Burst(reported));
                TimeSpan wait = DemoClock.At(reported) - _clock.Time.GetUtcNow();
                if (wait > TimeSpan.Zero) await Task.Delay(wait, _clock.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            _sites.ForEach(s => s.Flush(reported - 1));
        }
    }

    private DemoSummary Summarise()
    {
        double epsilon = _sites.Max(s => s.Status.EpsilonSpentMax);
        WorstPairResult? audit = _audit.IsCompletedSuccessfully ? _audit.Result : null;
        long acknowledged = Agents.Sum(a => a.Counters.FramesAcknowledged);
        long stored = _sites.Sum(s => s.Journal.Count());
        return new DemoSummary(
            _sites.Sum(s => s.Members.Count) + _chips.Count(c => c.Judge is not null),
            _sites.Count,
            Math.Round(_clock.Days, 2),
            acknowledged,
            Agents.Sum(a => a.Counters.FramesDropped),
            Math.Max(0, stored - Agents.Sum(a => a.Counters.FramesAppended)),
            _sites.SelectMany(s => s.ChipKinds()).Distinct().Count(),
            Agents.Sum(a => a.Counters.GapsReported),
            _sites.Sum(s => s.Status.ReadingsRefused),
            _sites.Sum(s => s.Status.AlarmsOpened),
            CloudStatus.RoundsPublished.Values.Sum(),
            _sites.Sum(s => s.Status.ModelsLoaded),
            CloudStatus.Estimates.Count(e => e.Value is not null),
            Latest() is { } latest ? Math.Round((latest.Upper!.Value - latest.Lower!.Value) / 2, 4) : null,
            Math.Round(epsilon, 4),
            Math.Round(MembershipCeiling.Approximate(epsilon, StandardTasks.PolicyDelta), 4),
            audit is null ? null : Math.Round(audit.Pair.EpsilonExact, 4),
            audit is null ? null : Math.Round(audit.EpsilonLower, 4),
            _watch?.Observer.Violations ?? 0,
            Math.Round(_sinceStart.Elapsed.TotalSeconds, 1))
        {
            NoiseAuditPassed = audit?.IsPassed ?? false,
            ChipAlarms = _sites.Sum(s => s.ChipAlarms()),
            ReadingsOffSkin = _sites[0].Status.ReadingsOffSkin,
            LostContactHours = _screen is null ? 0 : LostContactHours(_clock.NowHour - _clock.StartHour),
            NoReadingShown = _screen?.NoReadingShown ?? true,
        };
    }

    /// <summary>Hours of the loose band (<see cref="ChipWearer.LosesContact"/>: seven from the ninth of each day) that
    /// are over; the last one is left out, its window may be under way.</summary>
    internal static int LostContactHours(int hours) =>
        Enumerable.Range(0, Math.Max(0, hours - 1)).Count(hour => hour % 24 is >= 9 and < 16);

    private PublishedEstimate? Latest() =>
        CloudStatus.Estimates.LastOrDefault(e => e.Measure == Measures.ElevatedShare && e.Value is not null);

    /// <summary>Signed and unclipped, as the dashboard shows it: noise may carry a small share below zero.</summary>
    private static string Sentence(PublishedEstimate estimate) =>
        $"{estimate.EventDay:yyyy-MM-dd}: {estimate.Value:P0} of wearers elevated "
        + $"(95 % interval {estimate.Lower:P0} to {estimate.Upper:P0}, {estimate.Gateways} gateways)";

    private IReadOnlyList<ReplayResult>? Judged()
    {
        if (options.Recordings.Count == 0) return null;
        ChipWearer[] replays = [.. _chips.Where(c => c.Judge is not null)];
        JournalReader.Feed(_sites[0].Journal, replays.ToDictionary(c => c.DeviceId, c => c.Judge!));
        return [.. replays.Select(c => c.Judge!.Result())];
    }

    private IReadOnlyList<(string Title, string Link)> Pages() =>
    [
        ("Clinic", _sites[0].Services.GetRequiredService<Gateway.Pairing.SignInLinks>().Create()),
        ("Public health", _cloud!.Services.GetRequiredService<Cloud.Access.SignInLinks>().Create()),
    ];
}
