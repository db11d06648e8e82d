using System.Numerics;

namespace EdgeVitals.Privacy;

/// <summary>A proven lower bound of e^ε as a fraction with denominator 2^128, within 2^-100 of it.</summary>
/// <remarks>
/// e^ε = (e^z)^(2^s) with z = ε/2^s below 1. All terms of the series of e^z are positive, and every product is rounded
/// down, so that each step is a lower bound of the exact one.
/// </remarks>
internal static class ExponentialBound
{
    /// <summary>The denominator is 2 to this.</summary>
    public const int FractionBits = 128;

    /// <summary>Squaring doubles the relative error each time: 5 + 128 bits would do for ε up to 32.</summary>
    private const int WorkingBits = 256;

    /// <summary>The numerator for an ε of at most 32.</summary>
    public static BigInteger Below(double epsilon)
    {
        const int squarings = 6;
        // A double is a whole number of 2^-1074; what lies below 2^-250 is cut, which only lowers the bound.
        const int exact = 200;
        BigInteger z = new BigInteger(Math.ScaleB(epsilon, exact)) << (WorkingBits - exact) >> squarings;
        BigInteger term = BigInteger.One << WorkingBits, sum = term;
        for (int k = 1; !term.IsZero; k++)
        {
            term = (term * z >> WorkingBits) / k;
            sum += term;
        }

        for (int i = 0; i < squarings; i++)
        {
            sum = sum * sum >> WorkingBits;
        }

        return sum >> (WorkingBits - FractionBits);
    }
}
