namespace EdgeVitals.Privacy;

/// <summary>What the discrete samplers accept of a rational parameter.</summary>
internal static class SamplerRange
{
    /// <summary>
    /// Largest numerator and denominator, above 10^18 and so above any decimal that <see cref="Rational.Parse"/> reads:
    /// products of two of them and of a scale stay inside UInt128.
    /// </summary>
    private const long LargestTerm = 1L << 60;

    /// <summary>Throws unless 0 &lt; value &lt;= most with both terms in range.</summary>
    public static void Require(Rational value, long most, string parameter)
    {
        if (value.Denominator == 0)
        {
            throw new PrivacyException(PrivacyFault.NotPositive, parameter, "was never set");
        }

        if (value.Numerator > LargestTerm || value.Denominator > LargestTerm)
        {
            throw new PrivacyException(PrivacyFault.OutOfRange, parameter,
                $"{value} has a numerator or denominator above {LargestTerm}");
        }

        if (value.Numerator > (Int128)most * value.Denominator)
        {
            throw new PrivacyException(PrivacyFault.OutOfRange, parameter, $"{value} is above {most}");
        }
    }
}
