namespace EdgeVitals.Device;

/// <summary>What a bus transfer came to.</summary>
public static class BusStatus
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>No chip acknowledged the address or a byte.</summary>
    public const int Nack = 1;

    /// <summary>A line is held low, no transfer is possible.</summary>
    public const int Stuck = 2;

    /// <summary>Fewer bytes came than were asked for.</summary>
    public const int ShortRead = 3;

    /// <summary>The transfer took too long (clock stretching).</summary>
    public const int Timeout = 4;

    /// <summary>The check byte (PEC, SMBus CRC-8) did not match.</summary>
    public const int BadCheck = 5;

    /// <summary>Another fault of the bus controller.</summary>
    public const int Fault = 6;

    /// <summary>A word for logs and the self test.</summary>
    public static string Text(int status)
    {
        switch (status)
        {
            case Ok: return "ok";
            case Nack: return "no answer (NACK)";
            case Stuck: return "bus stuck";
            case ShortRead: return "short read";
            case Timeout: return "timeout";
            case BadCheck: return "check byte wrong";
            case Fault: return "bus fault";
            default: return "unknown status";
        }
    }
}
