using System.Numerics;

namespace EdgeVitals.Privacy;

/// <summary>
/// exp(-n/d) between two integers, as close as asked: makes the tables of <see cref="FixedPointExp"/> and ends the
/// comparisons that those leave open.
/// </summary>
/// <remarks>
/// Its integers lie on the heap and cannot be zeroised: they hold a proposal of one comparison out of some 2^50.
/// </remarks>
internal static class ExactExp
{
    private const int WordBits = 64;

    /// <summary>Lower &lt;= 2^precision exp(-numerator/denominator) &lt;= Upper, ratio at least 0.</summary>
    public static (BigInteger Lower, BigInteger Upper) Bounds(
        BigInteger numerator, BigInteger denominator, int precision)
    {
        BigInteger one = BigInteger.One << precision;
        if (numerator.IsZero)
        {
            return (one, one);
        }

        int squarings = 0;
        while (numerator > denominator)
        {
            denominator <<= 1;
            squarings++;
        }

        // Taylor's series at x in (0, 1]. A term is the floor of the one before times x/k and so at most 2 below the
        // true one; what follows the first term of 0 adds up to less than 2.
        BigInteger term = one, sum = one, error = 2;
        for (int k = 1; !term.IsZero; k++)
        {
            term = term * numerator / (denominator * k);
            sum += (k & 1) == 1 ? -term : term;
            error += 2;
        }

        BigInteger lower = BigInteger.Max(sum - error, 0), upper = BigInteger.Min(sum + error, one);
        for (int i = 0; i < squarings; i++)
        {
            lower = (lower * lower) >> precision;
            upper = ((upper * upper) >> precision) + 1;
        }

        return (lower, BigInteger.Min(upper, one));
    }

    /// <summary>
    /// Draws on until it is certain whether the uniform number that begins with the drawn bits lies below
    /// exp(-numerator/denominator).
    /// </summary>
    public static bool IsBelow(
        ulong drawn, BigInteger numerator, BigInteger denominator, ref BitSource bits)
    {
        BigInteger uniform = drawn;
        int precision = WordBits;
        while (true)
        {
            uniform = (uniform << WordBits) | bits.TakeWord();
            precision += WordBits;
            (BigInteger lower, BigInteger upper) = Bounds(numerator, denominator, precision);
            if (uniform < lower)
            {
                return true;
            }

            if (uniform >= upper)
            {
                return false;
            }
        }
    }
}
