namespace EdgeVitals.Gateway.Journal;

/// <summary>A decoded and checked frame on its way into the journal.</summary>
/// <param name="Device">Device that sent it.</param>
/// <param name="Boot">Boot of the device.</param>
/// <param name="Sequence">Sequence within the boot.</param>
/// <param name="Channel">Channel id.</param>
/// <param name="StartTicks">Device ticks of the first sample, µs.</param>
/// <param name="EndTicks">Device ticks of the end, µs.</param>
/// <param name="Bytes">The frame as sent.</param>
public sealed record PendingFrame(
    string Device, int Boot, long Sequence, int Channel, long StartTicks, long EndTicks, ReadOnlyMemory<byte> Bytes);

/// <summary>A durable frame whose time is known.</summary>
/// <param name="Device">Device that sent it.</param>
/// <param name="Boot">Boot of the device.</param>
/// <param name="Sequence">Sequence within the boot.</param>
/// <param name="OffsetMicros">UTC micros minus device ticks.</param>
/// <param name="Bytes">The frame as sent.</param>
public sealed record JournalFrame(
    string Device, int Boot, long Sequence, long OffsetMicros, ReadOnlyMemory<byte> Bytes);

/// <summary>What a commit made of a frame.</summary>
public enum FrameOutcome
{
    /// <summary>New, and due to be shown.</summary>
    Shown = 0,

    /// <summary>New, ends later than now: kept, shown when due.</summary>
    Future = 1,

    /// <summary>New, from a boot with no known clock: kept, shown once the clock is known.</summary>
    Unmapped = 2,

    /// <summary>There already.</summary>
    Duplicate = 3,
}

/// <summary>How a boot's ticks map to UTC.</summary>
/// <param name="OffsetMicros">UTC micros minus device ticks.</param>
/// <param name="UncertaintyMicros">Half width that the device states, µs; -1 for an estimate from one request.</param>
public readonly record struct BootClock(long OffsetMicros, long UncertaintyMicros);
