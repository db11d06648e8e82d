using System.Globalization;

namespace EdgeVitals.Privacy;

/// <summary>
/// A positive fraction of two 64-bit integers: the exact scale t or parameter σ² of a discrete law, so that no rounding
/// stands between the parameter that was accounted and the one that was sampled.
/// </summary>
public readonly record struct Rational
{
    private Rational(long numerator, long denominator)
    {
        Numerator = numerator;
        Denominator = denominator;
    }

    /// <summary>Above 0, without a common factor with the denominator.</summary>
    public long Numerator { get; }

    /// <summary>Above 0; 0 only in the default value, which the samplers and <see cref="Value"/> refuse.</summary>
    public long Denominator { get; }

    /// <summary>The fraction as a double, within 2 units in the last place; the default value is none and throws.
    /// </summary>
    /// <exception cref="PrivacyException">NotPositive: it was never set.</exception>
    public double Value => Denominator > 0 ? (double)Numerator / Denominator
        : throw new PrivacyException(PrivacyFault.NotPositive, "rational", "was never set");

    /// <summary>A whole number.</summary>
    public static implicit operator Rational(long whole) => Of(whole, 1);

    /// <summary>numerator / denominator in lowest terms.</summary>
    /// <param name="numerator">Above 0.</param>
    /// <param name="denominator">Above 0.</param>
    /// <param name="name">What the number is called in the message.</param>
    /// <exception cref="PrivacyException">One of them is not above 0.</exception>
    public static Rational Of(long numerator, long denominator, string name = "rational")
    {
        if (numerator <= 0 || denominator <= 0)
        {
            throw new PrivacyException(
                PrivacyFault.NotPositive, name, $"{numerator}/{denominator} is not above 0");
        }

        long divisor = (long)System.Numerics.BigInteger.GreatestCommonDivisor(numerator, denominator);
        return new Rational(numerator / divisor, denominator / divisor);
    }

    /// <summary>Reads a decimal such as 64, 0.25 or 2.5 exactly.</summary>
    /// <param name="text">Digits with at most one point, at most 18 digits in all.</param>
    /// <param name="name">What the number is called in the message.</param>
    /// <exception cref="PrivacyException">The text is no such number, or not above 0.</exception>
    public static Rational Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        const int digits = 18;
        string[] parts = text.Split('.');
        string all = string.Concat(parts);
        if (parts.Length > 2 || all.Length is 0 or > digits || !all.All(char.IsAsciiDigit))
        {
            string shown = text.Length <= 40 ? text : text[..40] + "…";
            throw new PrivacyException(PrivacyFault.OutsideDomain, name,
                $"'{shown}' is not a decimal number above 0 of at most {digits} digits");
        }

        long denominator = 1;
        for (int i = 0; parts.Length == 2 && i < parts[1].Length; i++)
        {
            denominator *= 10;
        }

        long numerator = long.Parse(all, NumberStyles.None, CultureInfo.InvariantCulture);
        return numerator > 0 ? Of(numerator, denominator, name)
            : throw new PrivacyException(PrivacyFault.NotPositive, name, $"{text} is not above 0");
    }

    /// <inheritdoc/>
    public override string ToString() => Denominator == 1 ? $"{Numerator}" : $"{Numerator}/{Denominator}";
}
