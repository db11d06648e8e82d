using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Alarms;

/// <summary>How urgent an episode is, as IEC 60601-1-8 orders them.</summary>
public enum AlarmPriority
{
    /// <summary>The system, not the person, needs attention.</summary>
    Technical,

    /// <summary>Awareness.</summary>
    Low,

    /// <summary>Prompt response.</summary>
    Medium,

    /// <summary>Immediate response.</summary>
    High,
}

/// <summary>A threshold on one channel.</summary>
/// <param name="Id">Stable name, stored with every episode.</param>
/// <param name="Text">What the screens say.</param>
/// <param name="Channel">Channel id, 0 for a technical rule.</param>
/// <param name="Sign">+1 when high values alarm, -1 when low ones do.</param>
/// <param name="Limit">Default limit in the channel's unit; the limit itself alarms.</param>
/// <param name="Hysteresis">How far back a value must go before the episode may end, in the channel's unit.</param>
/// <param name="Priority">See <see cref="AlarmPriority"/>.</param>
public sealed record AlarmRule(
    string Id, string Text, int Channel, int Sign, double Limit, double Hysteresis, AlarmPriority Priority)
{
    /// <summary>Id of the rule whose limit of a wearer holds: a second sensor of the same quantity has the same limit.
    /// </summary>
    public string LimitOf { get; init; } = Id;

    /// <summary>Whether the rule is of a second sensor, whose leads may come off while the wearer is still monitored.
    /// </summary>
    public bool IsOfSecondSensor => LimitOf != Id;

    /// <summary>
    /// The bands that NEWS2 (Royal College of Physicians 2017) scores with 3, and for temperature its highest band.
    /// Hysteresis: about the noise of a resting minute, so that a value on the limit makes one episode, not many.
    /// The electrocardiogram alarms by itself: a band that reads 75 while the leads show 180 must not silence it, nor
    /// may two sensors make up a row of samples together.
    /// </summary>
    public static IReadOnlyList<AlarmRule> Thresholds { get; } =
    [
        new("heart-rate-high", "Heart rate high", Channels.HeartRate.Id, +1, 131, 5, AlarmPriority.High),
        new("heart-rate-low", "Heart rate low", Channels.HeartRate.Id, -1, 40, 3, AlarmPriority.High),
        new("ecg-heart-rate-high", "Heart rate high, ECG", Channels.EcgHeartRate.Id, +1, 131, 5, AlarmPriority.High)
            { LimitOf = "heart-rate-high" },
        new("ecg-heart-rate-low", "Heart rate low, ECG", Channels.EcgHeartRate.Id, -1, 40, 3, AlarmPriority.High)
            { LimitOf = "heart-rate-low" },
        new("spo2-low", "SpO₂ low", Channels.SpO2.Id, -1, 91, 1, AlarmPriority.High),
        new("temperature-high", "Temperature high", Channels.BodyTemperature.Id, +1, 39.1, 0.2, AlarmPriority.Medium),
    ];

    /// <summary>The devices of a wearer are silent.</summary>
    public static AlarmRule Stale { get; } = new("stale", "No data", 0, 0, 0, 0, AlarmPriority.Technical);

    /// <summary>The device says that it is not worn.</summary>
    public static AlarmRule NotWorn { get; } = new("not-worn", "Not worn", 0, 0, 0, 0, AlarmPriority.Technical);

    /// <summary>A device let frames go that nobody has.</summary>
    public static AlarmRule FramesLost { get; } = OfDevice("device-frames-lost", "Device lost stored data");

    /// <summary>The flash or file that a device stores frames in fails.</summary>
    public static AlarmRule StoreFault { get; } = OfDevice("device-store", "Device storage fails");

    /// <summary>A device's clock moved by itself.</summary>
    public static AlarmRule ClockJump { get; } = OfDevice("device-clock", "Device clock jumped");

    /// <summary>A device was reset by its watchdog.</summary>
    public static AlarmRule WatchdogReset { get; } = OfDevice("device-watchdog", "Device restarted by its watchdog");

    /// <summary>A device refused a firmware update, or went back to the image before it.</summary>
    public static AlarmRule UpdateLeft { get; } = OfDevice("device-update", "Device refused or left an update");

    private static readonly AlarmRule[] Devices = [FramesLost, StoreFault, ClockJump, WatchdogReset, UpdateLeft];

    /// <summary>A chip of the device does not measure, by <see cref="ChipKind"/>; a maker's own chips share kind 0.
    /// </summary>
    private static readonly Dictionary<int, AlarmRule> Chips = ((int[])[0, ChipKind.Max30102, ChipKind.Tmp117,
        ChipKind.Mlx90614, ChipKind.Adxl345, ChipKind.Ads1115, ChipKind.Max17048]).ToDictionary(kind => kind,
        kind => new AlarmRule($"chip-{ChipKind.Text(kind).Replace(' ', '-').ToLowerInvariant()}",
            $"Sensor {ChipKind.Text(kind)} does not measure", 0, 0, 0, 0, AlarmPriority.Technical));

    /// <summary>The rule of a chip.</summary>
    public static AlarmRule ForChip(int kind) => Chips.GetValueOrDefault(kind, Chips[0]);

    /// <summary>Whether a rule is about a chip.</summary>
    public static bool IsOfChip(AlarmRule rule) => Chips.ContainsValue(rule);

    /// <summary>The rule of that name, or null.</summary>
    public static AlarmRule? Find(string id) => id == Stale.Id ? Stale : id == NotWorn.Id ? NotWorn
        : Thresholds.Concat(Devices).Concat(Chips.Values).FirstOrDefault(r => r.Id == id);

    /// <summary>Whether a value is at or beyond the limit.</summary>
    public bool Violates(double value, double limit) => Sign * (value - limit) >= 0;

    /// <summary>Whether a value is back behind the limit by the hysteresis.</summary>
    public bool Clears(double value, double limit) => Sign * (value - limit) <= -Hysteresis;

    private static AlarmRule OfDevice(string id, string text) => new(id, text, 0, 0, 0, 0, AlarmPriority.Technical);
}

/// <summary>One alarm from its beginning to its end.</summary>
/// <param name="Id">Stable across restarts.</param>
/// <param name="WearerId">Whose.</param>
/// <param name="Rule">Which rule.</param>
/// <param name="OpenedMicros">Time of the sample that opened it, UTC micros.</param>
/// <param name="LastMicros">Time of the newest sample seen, UTC micros.</param>
/// <param name="Extreme">Farthest value, in the channel's unit; NaN for a technical one.</param>
/// <param name="IsLate">The samples had waited before they came here.</param>
/// <param name="ClosedMicros">When it ended, UTC micros; 0 while open.</param>
/// <param name="AcknowledgedMicros">When someone took note, UTC micros; 0 for not yet.</param>
public sealed record Episode(
    Guid Id, string WearerId, AlarmRule Rule, long OpenedMicros, long LastMicros, double Extreme, bool IsLate,
    long ClosedMicros, long AcknowledgedMicros)
{
    /// <summary>True until the value is back, the device is heard again or the signal is lost.</summary>
    public bool IsOpen => ClosedMicros == 0;

    /// <summary>True when it ended because its sensor gave no value any more: nobody knows that the value is back.
    /// </summary>
    public bool IsSignalLost { get; init; }
}
