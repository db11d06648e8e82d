using EdgeVitals.Emulation.Recordings;
using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Fleet.Replay;
using EdgeVitals.Pi;
using EdgeVitals.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVitals.Fleet.Demonstration;

/// <summary>A wearer whose vitals come out of emulated chips, register by register, through the whole firmware.
/// </summary>
internal sealed class ChipWearer : IAsyncDisposable
{
    /// <summary>Index of the wearer whose sensor leaves the skin.</summary>
    public const int LosesContact = 3;

    // A window of 40 s every hour of device time, as a wearable measures by its plan: long enough for a respiratory rate.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(40), Every = TimeSpan.FromHours(1);
    private readonly SimulatedWearable _wearable;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private ChipWearer(string deviceId, SimulatedWearable wearable) => (DeviceId, _wearable) = (deviceId, wearable);

    public string DeviceId { get; }

    public DeviceAgent Agent => _wearable.Agent;

    /// <summary>Judges the replay; null for a virtual wearer.</summary>
    public ReplayJudge? Judge { get; private init; }

    /// <summary>A virtual person whose story shows each kind of alarm within the first virtual day.</summary>
    public static ChipWearer Virtual(DemoSite site, CohortMember member, int index, DemoClock clock)
    {
        var bootedAt = DemoClock.At(clock.StartHour);
        var scenario = new VitalScenario
        {
            Daily = member.Person,
            BootUtcMicros = bootedAt.ToUnixTimeMilliseconds() * 1000,
            Episodes = Story(index),
        };
        var wearer = new WaveformWearer(scenario, member.Seed);
        return new ChipWearer(
            member.DeviceId, new SimulatedWearable(new SimulatedWearableOptions
            {
                Agent = site.Agent(member.DeviceId, member, bootedAt),
                Optics = wearer,
                Temperature = wearer,
                Body = wearer,
                Unplugged = Unplugged(index),
                Window = Window,
                Every = Every,
            }, NullLoggerFactory.Instance));
    }

    /// <summary>A recording in front of the emulated oximeter; the thermometer sees the room.</summary>
    public static ChipWearer Replaying(DemoSite site, Recording recording, DemoClock clock)
    {
        var bootedAt = DemoClock.At(clock.StartHour);
        var player = new RecordingPlayer(recording.Pulse, new RecordingPlayback
        {
            Polarity = recording.Polarity,
            WindowMicros = (long)Window.TotalMicroseconds,
            EveryMicros = (long)Every.TotalMicroseconds,
        });
        var member = new CohortMember(
            $"replay-{recording.Name}", $"r-{recording.Name}", $"Recording {recording.Name}",
            new FeatureWearer(WearerProfile.Draw(0), 0), Consents: false, Seed: 0);
        VitalEpisode nobody = Episode(EpisodeKind.LostContact, 0, 1e6, 0);
        var room = new WaveformWearer(new VitalScenario { Episodes = [nobody] }, 0);
        var wearable = new SimulatedWearable(new SimulatedWearableOptions
        {
            Agent = site.Agent(member.DeviceId, member, bootedAt),
            Optics = player,
            Temperature = room,
            Window = Window,
            Every = Every,
        }, NullLoggerFactory.Instance);
        return new ChipWearer(member.DeviceId, wearable)
        {
            Judge = new ReplayJudge(recording, player),
        };
    }

    public void Start() => _running = _wearable.RunAsync(_stop.Token);

    /// <summary>Ends the measuring; what was measured still goes out.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // Asked for.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _wearable.DisposeAsync();
        _stop.Dispose();
    }

    private static VitalEpisode[] Story(int index) => index switch
    {
        0 => [Episode(EpisodeKind.Fever, 2, 20, 3.0)],
        1 => [Episode(EpisodeKind.Tachycardia, 4, 10, 80)],
        2 => [Episode(EpisodeKind.Desaturation, 6, 8, 12)],
        LosesContact => LooseBand(),
        5 => [Episode(EpisodeKind.Walking, 3, 9, 300)],
        _ => [],
    };

    /// <summary>A band that comes off for some hours of each day, for as long as anyone may look.</summary>
    private static VitalEpisode[] LooseBand()
    {
        const int days = 60;
        return [.. Enumerable.Range(0, days).Select(day => Episode(EpisodeKind.LostContact, 9 + 24 * day, 7, 0))];
    }

    /// <summary>One wearer's accelerometer comes off the bus for some hours: a technical alarm.</summary>
    private static UnpluggedChip[] Unplugged(int index) =>
        index == 4 ? [new UnpluggedChip(ChipKind.Adxl345, (long)(3 * 3.6e9), (long)(9 * 3.6e9))] : [];

    private static VitalEpisode Episode(EpisodeKind kind, double startHour, double hours, double size) =>
        new(kind, (long)(startHour * 3.6e9), (long)(hours * 3.6e9), size);
}
