namespace EdgeVitals.Wire;

/// <summary>One measured quantity: its number on the wire, its unit and the range in which a value can be
/// true.</summary>
public sealed class Channel
{
    /// <summary>Number on the wire, 1..65535; never reused for another quantity.</summary>
    public readonly int Id;

    /// <summary>Name in topics, lower case with hyphens.</summary>
    public readonly string Name;

    /// <summary>Unit in UCUM notation.</summary>
    public readonly string Unit;

    /// <summary>value = integer * 10^ScaleExponent, in <see cref="Unit"/>.</summary>
    public readonly int ScaleExponent;

    /// <summary>Smallest plausible value, as a scaled integer.</summary>
    public readonly int Minimum;

    /// <summary>Largest plausible value, as a scaled integer.</summary>
    public readonly int Maximum;

    /// <summary>LOINC code, or the empty text where none fits.</summary>
    public readonly string Loinc;

    internal Channel(int id, string name, string unit, int scaleExponent, int minimum, int maximum, string loinc)
    {
        Id = id;
        Name = name;
        Unit = unit;
        ScaleExponent = scaleExponent;
        Minimum = minimum;
        Maximum = maximum;
        Loinc = loinc;
    }
}
