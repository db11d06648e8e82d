namespace EdgeVitals.Privacy;

/// <summary>Brings a number in −1 to 1 onto a grid of integers by unbiased randomised rounding.</summary>
/// <remarks>
/// The rounding comes before the mechanism, so privacy does not rest on it: whatever it gives is an input of the
/// mechanism. It is exact but for the last bit of x below 2^-60.
/// </remarks>
internal static class ScalarInput
{
    private const int FractionBits = 60;

    /// <summary>Answers x, or throws; the message does not repeat x, which is a person's.</summary>
    public static double Require(double x) =>
        PrivacyException.RequireFinite(x, "x") is >= -1 and <= 1 ? x
            : throw new PrivacyException(PrivacyFault.OutsideDomain, "x", "must lie in -1 to 1");

    /// <summary>
    /// An integer with mean x · steps, one of the two beside it; x is first taken to the nearest multiple of 2^-60.
    /// </summary>
    /// <param name="x">−1 to 1, already required.</param>
    /// <param name="steps">Grid steps from 0 to 1, 1 to 2^62.</param>
    /// <param name="bits">Random bits.</param>
    public static long Round(double x, long steps, ref BitSource bits)
    {
        Int128 scaled = (Int128)Nearest(x) * steps;
        // The shift rounds toward minus infinity, so the rest is never negative.
        long below = (long)(scaled >> FractionBits);
        ulong rest = (ulong)(scaled - ((Int128)below << FractionBits));
        return rest != 0 && bits.Take(FractionBits) < rest ? below + 1 : below;
    }

    /// <summary>True with probability (1 + x)/2: x rounded to 1 or −1 without bias.</summary>
    public static bool IsPositive(double x, ref BitSource bits) =>
        bits.Take(FractionBits + 1) < (ulong)(Nearest(x) + (1L << FractionBits));

    /// <summary>Variance that the rounding adds, in steps squared: at most 1/4.</summary>
    public static double RoundingVariance(double x, long steps)
    {
        double scaled = x * steps;
        double rest = scaled - Math.Floor(scaled);
        return rest * (1 - rest);
    }

    private static long Nearest(double x) => (long)Math.Round(Math.ScaleB(x, FractionBits));
}
