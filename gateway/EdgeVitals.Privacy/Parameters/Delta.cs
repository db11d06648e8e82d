namespace EdgeVitals.Privacy;

/// <summary>Probability δ with which the bound ε may fail, in (0, 1).</summary>
public readonly record struct Delta
{
    private readonly double _value;

    private Delta(double value) => _value = value;

    /// <summary>δ; the default value of the struct is no δ and throws.</summary>
    public double Value => _value > 0 ? _value
        : throw new PrivacyException(PrivacyFault.OutsideUnitInterval, "delta", "was never set");

    /// <summary>Makes a δ of a number between 0 and 1, both excluded.</summary>
    /// <exception cref="PrivacyException">NaN, infinity, 0, 1 or beyond.</exception>
    public static Delta From(double value) => new(PrivacyException.RequireProbability(value, "delta"));

    /// <inheritdoc/>
    public override string ToString() => _value.ToString("R", null);
}
