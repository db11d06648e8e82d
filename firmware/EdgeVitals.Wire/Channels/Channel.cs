using System;

namespace EdgeVitals.Wire;

/// <summary>One measured quantity: its number on the wire, its unit and the range in which a value can be
/// true.</summary>
public sealed class Channel
{
    /// <summary>Number on the wire, 1..65535; never reused for another quantity. Numbers from
    /// <see cref="Channels.VendorFirst"/> on are a maker's own.</summary>
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

    /// <summary>Context-free code of ISO/IEEE 11073-10101 (MDC) in decimal, as FHIR writes it, or the empty text where
    /// none fits or none was found that is sure.</summary>
    public readonly string Mdc;

    internal Channel(int id, string name, string unit, int scaleExponent, int minimum, int maximum, string loinc,
        string mdc)
    {
        Id = id;
        Name = name;
        Unit = unit;
        ScaleExponent = scaleExponent;
        Minimum = minimum;
        Maximum = maximum;
        Loinc = loinc;
        Mdc = mdc;
    }

    /// <summary>A maker's own channel. The gateway learns title, unit and range from the maker's channels file; the
    /// device needs the same numbers to build its frames.</summary>
    /// <param name="id"><see cref="Channels.VendorFirst"/>..<see cref="Channels.VendorLast"/>.</param>
    /// <param name="name">1..64 of a-z 0-9 and hyphen, a letter first; no name of <see cref="Channels.All"/>.</param>
    /// <param name="unit">UCUM, 1..32 printable ASCII characters without space, such as "%", "Cel", "{count}".</param>
    /// <param name="scaleExponent">-9..9.</param>
    /// <param name="minimum">Smallest plausible value, as a scaled integer.</param>
    /// <param name="maximum">Largest plausible value, as a scaled integer, not below the minimum.</param>
    /// <param name="loinc">LOINC code, its check digit right, or the empty text.</param>
    /// <param name="mdc">MDC code in decimal, or the empty text.</param>
    /// <exception cref="ArgumentException">An argument breaks a rule: a fault of the program, since all of them are
    /// constants. <see cref="ChannelError.OfVendor"/> says which one without throwing.</exception>
    public static Channel Vendor(int id, string name, string unit, int scaleExponent, int minimum, int maximum,
        string loinc, string mdc)
    {
        int error = ChannelError.OfVendor(id, name, unit, scaleExponent, minimum, maximum, loinc, mdc);
        if (error != ChannelError.None) throw new ArgumentException(ChannelError.Text(error));
        return new Channel(id, name, unit, scaleExponent, minimum, maximum, loinc, mdc);
    }
}
