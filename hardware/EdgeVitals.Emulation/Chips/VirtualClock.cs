using System;
using EdgeVitals.Device;

namespace EdgeVitals.Emulation.Chips;

/// <summary>The clock of a board that is not there: it moves only when told to.</summary>
public sealed class VirtualClock : IClock
{
    private long now;

    /// <summary>Microseconds since the board started.</summary>
    public long Micros()
    {
        return now;
    }

    /// <summary>Moves on by <paramref name="micros"/>, which must not be negative: device time never falls.</summary>
    public void Advance(long micros)
    {
        if (micros < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(micros));
        }
        now += micros;
    }
}
