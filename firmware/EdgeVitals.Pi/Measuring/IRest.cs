namespace EdgeVitals.Pi;

/// <summary>Where the measuring loop rests between two looks at the chips.</summary>
public interface IRest
{
    /// <summary>Returns when a chip asks (true), or at a device time, or when it is stopped (false).</summary>
    /// <param name="micros">Device time of the loop's clock, µs; one that has passed is still a short rest.</param>
    /// <param name="stop">Ends the rest.</param>
    bool Until(long micros, CancellationToken stop);
}
