namespace EdgeVitals.Device;

/// <summary>What the numbers that a <see cref="PulseMeter"/> gets stand for.</summary>
public static class PulseScale
{
    /// <summary>Counts of this board's oximeter: 18 bits, contact above 10,000, blood darkens.</summary>
    public const int Counts = 0;

    /// <summary>Light in a unit that is not known, with a true zero: ratios to the level mean something, contact
    /// counts do not. Either polarity.</summary>
    public const int Light = 1;

    /// <summary>A pulse in any unit, with any zero and polarity: a heart rate and nothing else.</summary>
    public const int Unknown = 2;
}
