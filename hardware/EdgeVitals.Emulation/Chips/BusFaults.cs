using EdgeVitals.Device;

namespace EdgeVitals.Emulation.Chips;

/// <summary>Faults of a chip's place on the bus, set by a test or a scenario.</summary>
public sealed class BusFaults
{
    private int kind;
    private int remaining;

    /// <summary>Every transfer works.</summary>
    public const int None = 0;

    /// <summary>Nobody answers at the address: cable off, chip dead.</summary>
    public const int Absent = 1;

    /// <summary>A line is held low.</summary>
    public const int Stuck = 2;

    /// <summary>The transfer breaks off half way through the bytes read; what was read has left the chip.</summary>
    public const int ShortRead = 3;

    /// <summary>The fault in force.</summary>
    public int Kind
    {
        get { return remaining == 0 ? None : kind; }
    }

    /// <summary>Transfers that failed so far.</summary>
    public int Count { get; private set; }

    /// <summary>Sets a fault for the next <paramref name="transfers"/> transfers; below zero for all.</summary>
    public void Set(int fault, int transfers)
    {
        kind = fault;
        remaining = fault == None ? 0 : transfers;
    }

    /// <summary>Ends the fault.</summary>
    public void Clear()
    {
        remaining = 0;
    }

    /// <summary>Takes the fault of one transfer.</summary>
    internal int Take(bool reads)
    {
        int fault = Kind;
        if (fault == None || (fault == ShortRead && !reads))
        {
            return None;
        }
        if (remaining > 0)
        {
            remaining--;
        }
        Count++;
        return fault;
    }

    /// <summary>The status that a driver sees.</summary>
    internal static int StatusOf(int fault)
    {
        switch (fault)
        {
            case Absent: return BusStatus.Nack;
            case Stuck: return BusStatus.Stuck;
            case ShortRead: return BusStatus.ShortRead;
            default: return BusStatus.Ok;
        }
    }
}
