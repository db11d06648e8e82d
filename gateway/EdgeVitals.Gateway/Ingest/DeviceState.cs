using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Ingest;

/// <summary>What a device last said about itself, and when what it counts has last risen.</summary>
/// <param name="State">See <see cref="StatusState"/>.</param>
/// <param name="Said">Its last status that was its own; a Last Will was written before the device knew anything.
/// </param>
/// <param name="Chips">Its chips; none from a device that does not look after them.</param>
/// <param name="FramesLostMicros">When it first reported that frames were lost which were not lost before, UTC micros;
/// 0 for never.</param>
/// <param name="StoreFaultMicros">When its store last failed.</param>
/// <param name="ClockJumpMicros">When its clock last jumped.</param>
/// <param name="WatchdogMicros">When it came back from a reset by its watchdog.</param>
/// <param name="ReceivedMicros">When the last status came, UTC micros.</param>
public sealed record DeviceState(
    int State, StatusMessage Said, IReadOnlyList<ChipHealth> Chips, long FramesLostMicros, long StoreFaultMicros,
    long ClockJumpMicros, long WatchdogMicros, long ReceivedMicros)
{
    /// <summary>The state after the first status that this gateway has heard.</summary>
    public static DeviceState First(StatusMessage said, long receivedMicros)
    {
        ArgumentNullException.ThrowIfNull(said);
        return new DeviceState(said.State, said, ChipsOf(said), At(said.DroppedFrames > 0), At(said.StoreFaults > 0),
            At(said.ClockJumps > 0), At(said.ResetCause == ResetCause.Watchdog), receivedMicros);

        long At(bool holds) => holds ? receivedMicros : 0;
    }

    /// <summary>The state after one more status.</summary>
    public DeviceState Then(StatusMessage said, long receivedMicros)
    {
        ArgumentNullException.ThrowIfNull(said);
        if (said.State == StatusState.Offline)
        {
            return this with { State = said.State, ReceivedMicros = receivedMicros };
        }
        // Counters begin again with each boot; a ring outlives it, and then the count only seems to rise once more.
        bool isNewBoot = said.BootId != Said.BootId;
        DeviceState first = First(said, receivedMicros);
        return first with
        {
            FramesLostMicros = Risen(said.DroppedFrames, Said.DroppedFrames, first.FramesLostMicros, FramesLostMicros),
            StoreFaultMicros = Risen(said.StoreFaults, Said.StoreFaults, first.StoreFaultMicros, StoreFaultMicros),
            ClockJumpMicros = Risen(said.ClockJumps, Said.ClockJumps, first.ClockJumpMicros, ClockJumpMicros),
            WatchdogMicros = isNewBoot && first.WatchdogMicros > 0 ? receivedMicros : WatchdogMicros,
        };

        long Risen(long count, long before, long at, long last) => isNewBoot ? Math.Max(at, last)
            : count > before ? receivedMicros : last;
    }

    private static IReadOnlyList<ChipHealth> ChipsOf(StatusMessage said) => [.. Enumerable.Range(0, said.ChipCount)
        .Select(i => new ChipHealth(said.ChipKinds[i], said.ChipStates[i], said.ChipFaults[i]))];
}

/// <summary>What a device last said about one of its chips.</summary>
/// <param name="Kind">See <see cref="ChipKind"/>.</param>
/// <param name="State">See <see cref="ChipState"/>.</param>
/// <param name="Faults">Failed calls of its driver in this boot.</param>
public sealed record ChipHealth(int Kind, int State, long Faults);
