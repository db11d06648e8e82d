namespace EdgeVitals.Surveillance;

/// <summary>A proportion with its interval, signed and unclipped.</summary>
/// <param name="Value">Point estimate, below 0 or above 1 where noise carried it there. Detectors take this.</param>
/// <param name="Lower">Lower end of the interval.</param>
/// <param name="Upper">Upper end of the interval.</param>
public readonly record struct Estimate(double Value, double Lower, double Upper)
{
    /// <summary>Half of the interval's length.</summary>
    public double HalfWidth => (Upper - Lower) / 2;

    /// <summary>
    /// A copy cut to 0..1 for a screen. Never feed it to a detector or a sum: cutting at zero turns empty weeks into
    /// cases.
    /// </summary>
    public Estimate ForDisplay() =>
        new(Math.Clamp(Value, 0, 1), Math.Clamp(Lower, 0, 1), Math.Clamp(Upper, 0, 1));
}
