namespace EdgeVitals.Emulation.Chips;

/// <summary>
/// What the photodiode would see: a virtual finger, a recording, a lamp. Counts are of the 18-bit converter at the
/// reference drive of <see cref="LedCounts"/>, before ambient light, LED current and saturation, which belong to the
/// chip.
/// </summary>
public interface IOpticalSource
{
    /// <summary>Reads both colours at one moment of device time.</summary>
    /// <param name="micros">Device time in microseconds, never falling from call to call of one twin.</param>
    /// <param name="red">Red counts, 0 and up, or <see cref="LedCounts.Dark"/> where the source has no red.</param>
    /// <param name="infrared">Infrared counts, or <see cref="LedCounts.Dark"/>.</param>
    void Read(long micros, out int red, out int infrared);
}
