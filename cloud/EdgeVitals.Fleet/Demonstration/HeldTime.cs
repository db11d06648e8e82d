namespace EdgeVitals.Fleet.Demonstration;

/// <summary>
/// Real time that stands still until the fleet is up, so that a slow machine does not spend virtual days on starting
/// programs. Timers are the system's: whoever wakes early looks at the clock and waits again.
/// </summary>
internal sealed class HeldTime : TimeProvider
{
    private readonly DateTimeOffset _held = System.GetUtcNow();
    private readonly long _heldStamp = System.GetTimestamp();
    private long _released;

    /// <summary>Lets time pass from now on.</summary>
    public void Release() => Interlocked.CompareExchange(ref _released, System.GetTimestamp(), 0);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _held + System.GetElapsedTime(_heldStamp, GetTimestamp());

    /// <summary>Stands still with the clock: a device whose ticks ran ahead would map its first hours to the past.
    /// </summary>
    public override long GetTimestamp() =>
        Interlocked.Read(ref _released) is long released and not 0
            ? _heldStamp + System.GetTimestamp() - released
            : _heldStamp;
}
