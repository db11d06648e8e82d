using System.Text.Json.Serialization;

namespace EdgeVitals.Fleet.Demonstration;

/// <summary>What a demonstration has shown; the one JSON object of <c>demo --json</c>.</summary>
/// <param name="Wearers">Virtual wearers, chip level and feature level.</param>
/// <param name="Gateways">Gateways, each with its own journal, ledger and key.</param>
/// <param name="VirtualDays">Virtual days that passed, history not counted.</param>
/// <param name="FramesAcknowledged">Frames that gateways made durable and devices then freed.</param>
/// <param name="FramesLost">Frames that a device dropped or that were never acknowledged.</param>
/// <param name="FramesDuplicated">Frames stored twice.</param>
/// <param name="Chips">Kinds of chips that measured, as their gateways know from the devices' status.</param>
/// <param name="GapsReported">Gap records in the frames: what was missing and why.</param>
/// <param name="ReadingsRefused">Vital readings that arrived as a gap for want of contact, quality or wear.</param>
/// <param name="Alarms">Alarm episodes opened.</param>
/// <param name="RoundsPublished">Federated rounds closed with enough gateways.</param>
/// <param name="ModelsLoaded">Signed models that gateways verified and loaded.</param>
/// <param name="Estimates">Surveillance estimates published.</param>
/// <param name="IntervalHalfWidth">Half width of the latest estimate's 95 % interval, as a share of 1.</param>
/// <param name="EpsilonSpentMax">Largest 30-day ε that any wearer has spent, at δ = 1e-6.</param>
/// <param name="MembershipCeiling">Largest balanced accuracy with which anyone who holds all that was released can tell
/// whether that wearer's record is in it.</param>
/// <param name="AuditEpsilonExact">ε of the daily surveillance release by its law, at δ = 1e-6; null until audited.</param>
/// <param name="AuditEpsilonLower">ε that an audit of its noise proves; null until audited.</param>
/// <param name="UplinkViolations">What the independent subscriber found wrong.</param>
/// <param name="Seconds">Real seconds from start to summary.</param>
public sealed record DemoSummary(
    int Wearers, int Gateways, double VirtualDays, long FramesAcknowledged, long FramesLost, long FramesDuplicated,
    int Chips, long GapsReported, long ReadingsRefused, long Alarms, long RoundsPublished, long ModelsLoaded,
    long Estimates, double? IntervalHalfWidth, double EpsilonSpentMax, double MembershipCeiling,
    double? AuditEpsilonExact, double? AuditEpsilonLower, int UplinkViolations, double Seconds)
{
    /// <summary>Chips of the emulated board.</summary>
    private const int ChipKinds = 6;

    /// <summary>Off-skin refusals of an hour without contact, at least: a window of 30 s of heart rate, saturation and
    /// temperature makes 90, of which five seconds a channel may go to a sensor that is not sure yet. A demonstration of
    /// 46 virtual hours counted 1280 in 14 such hours, beside 11,575 refusals of other kinds.</summary>
    internal const int OffSkinAnHour = 75;

    /// <summary>Replays compared with their own reference; absent without <c>--recordings</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Replay.ReplayResult>? Recordings { get; init; }

    /// <summary>Whether the releases showed as much ε as their law has, and no more.</summary>
    [JsonIgnore]
    public bool NoiseAuditPassed { get; init; }

    /// <summary>Technical alarms of chips that stopped measuring.</summary>
    [JsonIgnore]
    public int ChipAlarms { get; init; }

    /// <summary>Whether the clinic's page gave "no reading" in the place of the number before, when a sensor lost the
    /// skin.</summary>
    [JsonIgnore]
    public bool NoReadingShown { get; init; }

    /// <summary>Refused readings of the clinic whose reason was a sensor off the skin. Any refused reading would not do:
    /// respiration is refused in each short window, and so are the seconds in which a sensor settles.</summary>
    [JsonIgnore]
    public long ReadingsOffSkin { get; init; }

    /// <summary>Hours in which the loose band was off and whose windows have had the time to arrive.</summary>
    [JsonIgnore]
    public int LostContactHours { get; init; }

    /// <summary>What a demonstration should have shown and did not, one line each.</summary>
    public IEnumerable<string> Shortfalls()
    {
        if (FramesLost > 0) yield return $"{FramesLost} frames were lost";
        if (FramesDuplicated > 0) yield return $"{FramesDuplicated} frames were stored twice";
        if (Chips < ChipKinds) yield return $"{Chips} kinds of chips measured, not {ChipKinds}";
        if (GapsReported < 1) yield return "no gap was reported";
        if (ReadingsOffSkin < LostContactHours * OffSkinAnHour)
        {
            yield return $"{ReadingsOffSkin} readings were refused off the skin in {LostContactHours} hours of it";
        }

        if (!NoReadingShown) yield return "the page never showed \"no reading\" for the sensor that lost the skin";
        if (ChipAlarms < 1) yield return "no technical alarm was raised for the unplugged chip";
        if (Alarms < 1) yield return "no alarm was raised";
        if (RoundsPublished < 1) yield return "no federated round was published";
        if (ModelsLoaded < 1) yield return "no gateway loaded a model";
        if (Estimates < 1) yield return "no surveillance estimate was published";
        if (AuditEpsilonLower is null) yield return "the audit of the noise did not end";
        else if (!NoiseAuditPassed) yield return $"the noise failed its audit: epsilon {AuditEpsilonLower} was shown";
        if (UplinkViolations > 0) yield return $"{UplinkViolations} violations were seen on the uplink";
        foreach (Replay.ReplayResult replay in Recordings ?? [])
        {
            if (replay.Shortfall() is string shortfall) yield return shortfall;
        }
    }
}
