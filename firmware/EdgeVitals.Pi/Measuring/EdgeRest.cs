using EdgeVitals.Device;

namespace EdgeVitals.Pi;

/// <summary>Rests on a thread until an interrupt pin falls or the time has come.</summary>
public sealed class EdgeRest : IRest, IDisposable
{
    // A pin that flutters must not spin the loop: a thousand looks a second at most, as fast as a timer's grain.
    private const int ShortestMillis = 1;

    private readonly IClock _clock;
    private readonly InterruptPins? _pins;
    private readonly SemaphoreSlim _asked = new(0, 1);

    /// <summary>A rest that pins can end; without them time alone does.</summary>
    public EdgeRest(IClock clock, InterruptPins? pins)
    {
        _clock = clock;
        _pins = pins;
        if (_pins is not null) _pins.Asked += Wake;
    }

    /// <inheritdoc/>
    public bool Until(long micros, CancellationToken stop)
    {
        if (stop.WaitHandle.WaitOne(ShortestMillis)) return false;
        long left = (micros - _clock.Micros() + 999) / 1000;
        try
        {
            return _asked.Wait((int)Math.Clamp(left, 0, int.MaxValue), stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_pins is not null) _pins.Asked -= Wake;
        _asked.Dispose();
    }

    private void Wake()
    {
        try
        {
            // One waiting word is enough: the loop looks at every chip.
            if (_asked.CurrentCount == 0) _asked.Release();
        }
        catch (SemaphoreFullException)
        {
            // Two pins at once; the loop wakes all the same.
        }
        catch (ObjectDisposedException)
        {
            // An edge that was under way when the loop ended.
        }
    }
}
