namespace EdgeVitals.Fleet.Demonstration;

/// <summary>
/// Real time that stands still until the fleet is up, so that a slow machine does not spend virtual days on starting
/// programs. Timers are the system's: whoever wakes early looks at the clock and waits again.
/// </summary>
internal sealed class HeldTime : TimeProvider
{
    private readonly DateTimeOffset _held = System.GetUtcNow();
    private long _released;

    /// <summary>Lets time pass from now on.</summary>
    public void Release() => Interlocked.CompareExchange(ref _released, System.GetTimestamp(), 0);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() =>
        Interlocked.Read(ref _released) is long since and not 0 ? _held + System.GetElapsedTime(since) : _held;
}
