using System;

namespace EdgeVitals.Device;

/// <summary>How much and how the wearer moves, second by second.</summary>
/// <remarks>The level is the mean of | ‖a‖ − 1 g | over a second. The class takes the cadence of a
/// <see cref="StepCounter"/>: running is 140 steps a minute and more at 250 milli-g and more (people change from walk
/// to run at about 7 km/h and 140 a minute, and both feet leave the ground). State: some 50 bytes.</remarks>
public sealed class ActivityMeter
{
    /// <summary>Below <see cref="MovingMilliG"/> and no steps.</summary>
    public const int Still = 0;

    /// <summary>Movement without steps.</summary>
    public const int Moving = 1;

    /// <summary>Steps of a walk.</summary>
    public const int Walking = 2;

    /// <summary>Steps of a run.</summary>
    public const int Running = 3;

    /// <summary>Breathing and tremor at rest stay below.</summary>
    public const int MovingMilliG = 20;

    private const int GravityMilliG = 1000;
    private const int RunningCadence = 140;
    private const int RunningMilliG = 250;

    private int _sum;
    private int _count;

    /// <summary>Level of the last full second, milli-g.</summary>
    public int Level { get; private set; }

    /// <summary>Class of the last full second.</summary>
    public int Class { get; private set; }

    /// <summary>Takes one sample of 25 Hz in milli-g and the cadence of that moment, steps a minute or 0. True when a
    /// second is full.</summary>
    public bool Push(int x, int y, int z, int cadence)
    {
        float length = (float)Math.Sqrt((float)x * x + (float)y * y + (float)z * z);
        int beyond = (int)length - GravityMilliG;
        _sum += beyond < 0 ? -beyond : beyond;
        if (++_count < StepCounter.Rate) return false;
        Level = _sum / _count;
        _sum = 0;
        _count = 0;
        if (cadence > 0) Class = cadence >= RunningCadence && Level >= RunningMilliG ? Running : Walking;
        else Class = Level >= MovingMilliG ? Moving : Still;
        return true;
    }

    /// <summary>Forgets the second that is not full.</summary>
    public void Restart()
    {
        _sum = 0;
        _count = 0;
    }
}
