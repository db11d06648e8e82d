namespace EdgeVitals.Federated;

/// <summary>Limits that every message shares.</summary>
public static class Limits
{
    /// <summary>Version of all message schemas; a decoder accepts exactly this one.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Longest tenant, gateway, task or model id, characters.</summary>
    public const int IdLength = 64;

    /// <summary>
    /// Coordinates of the longest vector. 2^20 covers the largest model of the cost table; beyond it the sum of
    /// 2^20 gateways of 2^43 a coordinate would still fit, but one message would no longer fit a broker's packet.
    /// </summary>
    public const int VectorLength = 1 << 20;

    /// <summary>Features of the largest second moment: 64 give 2,080 coordinates and a 64 x 64 model.</summary>
    public const int Features = 64;

    /// <summary>Highest grid exponent k: 2^20 grid units a unit keep squared norms far inside 64 bits.</summary>
    public const int GridExponent = 20;

    /// <summary>Largest sigma^2 the sampler takes, grid units squared (2^40).</summary>
    public const long SigmaSquared = 1L << 40;

    /// <summary>Bytes of SHA-256.</summary>
    public const int HashBytes = 32;

    /// <summary>True for 1 to 64 characters of A-Z a-z 0-9 _ -, which is what a topic level may hold.</summary>
    public static bool IsId(string? text)
    {
        if (text is null || text.Length is 0 or > IdLength)
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-'))
            {
                return false;
            }
        }

        return true;
    }
}
