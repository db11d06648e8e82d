using EdgeVitals.Device;

namespace EdgeVitals.Pi;

/// <summary>Microseconds of a TimeProvider's monotonic timestamp, from a start value.</summary>
internal sealed class ProviderClock(TimeProvider time, long startMicros) : IClock
{
    private readonly long _start = time.GetTimestamp();

    public long Micros() => startMicros + (time.GetElapsedTime(_start).Ticks / TimeSpan.TicksPerMicrosecond);
}
