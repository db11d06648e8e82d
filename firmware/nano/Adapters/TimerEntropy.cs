using EdgeVitals.Device;

namespace EdgeVitals.Nano;

/// <summary>Jitter from the moments of its use: xorshift (Marsaglia 2003), stirred with the microseconds of the clock
/// at each call. It spreads the reconnects of many devices; it keeps no secret.</summary>
public sealed class TimerEntropy : IEntropy
{
    private readonly IClock _clock;
    private uint _state;

    /// <summary>Chance that differs from device to device.</summary>
    public TimerEntropy(IClock clock, string device)
    {
        _clock = clock;
        _state = 2166136261;
        for (int i = 0; i < device.Length; i++) _state = (_state ^ device[i]) * 16777619;
    }

    /// <summary>A number of 0..bound-1.</summary>
    public int Below(int bound)
    {
        _state ^= (uint)_clock.Micros();
        if (_state == 0) _state = 1;
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return (int)(_state % (uint)bound);
    }
}
