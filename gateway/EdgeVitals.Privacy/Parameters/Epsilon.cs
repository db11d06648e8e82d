namespace EdgeVitals.Privacy;

/// <summary>Privacy loss bound ε of one release, natural logarithm of a ratio of probabilities.</summary>
/// <remarks>
/// Finite and above 0. An ε of 0 would mean that nothing is learnt, and none of the mechanisms has a report that says
/// nothing; a cost of 0 (nothing was released) is a plain number of the accountants.
/// </remarks>
public readonly record struct Epsilon
{
    private readonly double _value;

    private Epsilon(double value) => _value = value;

    /// <summary>ε; the default value of the struct is no ε and throws.</summary>
    public double Value => _value > 0 ? _value
        : throw new PrivacyException(PrivacyFault.NotPositive, "epsilon", "was never set");

    /// <summary>Makes an ε of a finite number above 0.</summary>
    /// <exception cref="PrivacyException">NaN, infinity, zero or negative.</exception>
    public static Epsilon From(double value) => new(PrivacyException.RequirePositive(value, "epsilon"));

    /// <inheritdoc/>
    public override string ToString() => _value.ToString("R", null);
}
