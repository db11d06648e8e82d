namespace EdgeVitals.Wire;

/// <summary>Why samples are missing.</summary>
public static class GapReason
{
    /// <summary>The chip's FIFO ran over before it was read.</summary>
    public const int Overflow = 1;

    /// <summary>The sensor saw no skin.</summary>
    public const int NoContact = 2;

    /// <summary>There was a signal, but not one that a value may be drawn from.</summary>
    public const int LowQuality = 3;

    /// <summary>The bus or the chip did not answer as it should.</summary>
    public const int BusFault = 4;

    /// <summary>The device was off the body.</summary>
    public const int NotWorn = 5;

    /// <summary>The device's clock jumped, or nobody read the chips for a minute and more.</summary>
    public const int ClockJump = 6;

    /// <summary>A word for logs and screens.</summary>
    public static string Text(int reason)
    {
        switch (reason)
        {
            case Overflow: return "overflow";
            case NoContact: return "no contact";
            case LowQuality: return "low quality";
            case BusFault: return "bus fault";
            case NotWorn: return "not worn";
            case ClockJump: return "clock jump";
            default: return "unknown";
        }
    }
}
