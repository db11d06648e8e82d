namespace EdgeVitals.Wire;

/// <summary>Why a maker's channel is not accepted. Device and gateway ask the same rules, so that a channel that works
/// in the firmware is not refused by the clinic.</summary>
public static class ChannelError
{
    /// <summary>No error.</summary>
    public const int None = 0;

    /// <summary>The number is not in the vendor range.</summary>
    public const int Id = 1;

    /// <summary>The name is no vendor name.</summary>
    public const int Name = 2;

    /// <summary>A built-in channel has that name.</summary>
    public const int NameTaken = 3;

    /// <summary>The unit is not written as UCUM writes units.</summary>
    public const int Unit = 4;

    /// <summary>The scale exponent is out of its range.</summary>
    public const int Scale = 5;

    /// <summary>The minimum lies above the maximum.</summary>
    public const int Limits = 6;

    /// <summary>The LOINC code is malformed, or its check digit is wrong.</summary>
    public const int Loinc = 7;

    /// <summary>The MDC code is no decimal number.</summary>
    public const int Mdc = 8;

    private const int LongestName = 64;
    private const int LongestUnit = 32;

    // LOINC numbers have up to seven digits before the check digit (LOINC Users' Guide, "LOINC codes").
    private const int LongestLoinc = 7;

    // MDC codes are 32 bit numbers: partition * 65536 + term.
    private const int LongestMdc = 10;

    /// <summary>The first rule that a vendor channel would break, or <see cref="None"/>; see
    /// <see cref="Channel.Vendor"/>.</summary>
    public static int OfVendor(int id, string? name, string? unit, int scaleExponent, int minimum, int maximum,
        string? loinc, string? mdc)
    {
        if (id < Channels.VendorFirst || id > Channels.VendorLast) return Id;
        if (!IsName(name)) return Name;
        if (name != null && Channels.FindByName(name) != null) return NameTaken;
        if (!IsUnit(unit)) return Unit;
        if (scaleExponent < -9 || scaleExponent > 9) return Scale;
        if (minimum > maximum) return Limits;
        if (!IsLoinc(loinc)) return Loinc;
        if (!IsMdc(mdc)) return Mdc;
        return None;
    }

    /// <summary>What is accepted, for an error line.</summary>
    public static string Text(int code)
    {
        switch (code)
        {
            case None: return "ok";
            case Id: return "a vendor channel's id is 32768..65535";
            case Name: return "a name has 1..64 characters of a-z 0-9 and hyphen, a letter first, no hyphen last";
            case NameTaken: return "a built-in channel has that name";
            case Unit: return "a unit is UCUM: 1..32 printable ASCII characters, no space, brackets in pairs";
            case Scale: return "a scale exponent is -9..9";
            case Limits: return "the minimum lies above the maximum";
            case Loinc: return "a LOINC code is digits, hyphen and the right check digit, or empty";
            case Mdc: return "an MDC code is a decimal number of at most 10 digits, or empty";
            default: return "unknown error";
        }
    }

    private static bool IsName(string? name)
    {
        if (name == null || name.Length < 1 || name.Length > LongestName) return false;
        if (name[0] < 'a' || name[0] > 'z' || name[name.Length - 1] == '-') return false;
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
        }
        return true;
    }

    /// <summary>The shape of a UCUM term: annotations in braces, square brackets within a symbol, parentheses. Whether
    /// the symbol exists is not looked up: the table would be larger than the firmware's.</summary>
    private static bool IsUnit(string? unit)
    {
        if (unit == null || unit.Length < 1 || unit.Length > LongestUnit) return false;
        bool annotation = false;
        bool bracket = false;
        int depth = 0;
        for (int i = 0; i < unit.Length; i++)
        {
            char c = unit[i];
            if (c <= ' ' || c > '~') return false;
            if (annotation)
            {
                if (c == '{') return false;
                annotation = c != '}';
                continue;
            }
            if (c == '}' || (c == '{' && bracket)) return false;
            if ((c == '[' && bracket) || (c == ']' && !bracket)) return false;
            annotation = c == '{';
            if (c == '[' || c == ']') bracket = c == '[';
            if (c == '(') depth++;
            if (c == ')') depth--;
            if (depth < 0) return false;
        }
        return !annotation && !bracket && depth == 0;
    }

    private static bool IsLoinc(string? loinc)
    {
        if (loinc == null) return false;
        if (loinc.Length == 0) return true;
        int digits = loinc.Length - 2;
        if (digits < 1 || digits > LongestLoinc || loinc[digits] != '-') return false;
        // Modulus 10 double-add-double from the right (LOINC Users' Guide, appendix "check digit").
        int sum = 0;
        for (int i = 0; i < digits; i++)
        {
            int digit = loinc[digits - 1 - i] - '0';
            if (digit < 0 || digit > 9) return false;
            if (i % 2 == 0) digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
            sum += digit;
        }
        return loinc[digits + 1] - '0' == (10 - sum % 10) % 10;
    }

    private static bool IsMdc(string? mdc)
    {
        if (mdc == null || mdc.Length > LongestMdc) return false;
        for (int i = 0; i < mdc.Length; i++)
        {
            if (mdc[i] < '0' || mdc[i] > '9') return false;
        }
        return mdc.Length == 0 || mdc[0] != '0';
    }
}
