using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>When a device measures; times in microseconds of the device clock.</summary>
public sealed class PowerPlan
{
    /// <summary>Whether it measures window after window, and never is idle.</summary>
    public bool Continuous;

    /// <summary>From the start of one spot measurement to the next, on multiples of it.</summary>
    public long SpotEveryMicros = 3600000000;

    /// <summary>Length of a spot measurement, less than <see cref="SpotEveryMicros"/>. A respiratory rate needs 32 s of
    /// beats, and the first beats a few seconds more; shorter spots never have one.</summary>
    public long SpotMicros = 40000000;

    /// <summary>Whether motion starts a spot measurement: someone who stands up is worth a look.</summary>
    public bool WakeOnMotion;

    /// <summary>Change of acceleration that counts as motion, milli-g: less than a slow step at the trunk, so turning
    /// over in bed counts too.</summary>
    public int MotionMilliG = 250;

    /// <summary>Least time from the end of a measurement to one that motion starts: a restless wearer would otherwise
    /// empty the cell.</summary>
    public long MotionQuietMicros = 600000000;

    /// <summary>Frames that wait from which an idle device says <see cref="PowerState.Backfill"/>.</summary>
    public int BackfillFrames = 64;
}
