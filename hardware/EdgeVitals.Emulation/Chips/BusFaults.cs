using EdgeVitals.Device;

namespace EdgeVitals.Emulation.Chips;

/// <summary>Faults of a chip's place on the bus, set by a test or a scenario.</summary>
public sealed class BusFaults
{
    private int kind;
    private int remaining;
    private int skip;

    /// <summary>Every transfer works.</summary>
    public const int None = 0;

    /// <summary>Nobody answers at the address: cable off, chip dead.</summary>
    public const int Absent = 1;

    /// <summary>A line is held low.</summary>
    public const int Stuck = 2;

    /// <summary>The transfer breaks off half way through the bytes read; what was read has left the chip.</summary>
    public const int ShortRead = 3;

    /// <summary>One bit of what was read arrives inverted. A chip with a check byte gives it away, another does not.
    /// </summary>
    public const int BadCheck = 4;

    /// <summary>The address is acknowledged, the next byte is not: the transfer does nothing.</summary>
    public const int NackInTransfer = 5;

    /// <summary>The chip stretches the clock until the controller gives up: half of a read has left the chip, and a
    /// write has taken effect although it failed.</summary>
    public const int Timeout = 6;

    /// <summary>The supply dips just before the transfer: it works, on registers as after power-on.</summary>
    public const int PowerLoss = 7;

    /// <summary>The fault in force.</summary>
    public int Kind
    {
        get { return remaining == 0 || skip > 0 ? None : kind; }
    }

    /// <summary>Transfers that failed so far.</summary>
    public int Count { get; private set; }

    /// <summary>Transfers so far, good and bad.</summary>
    public long Transfers { get; private set; }

    /// <summary>Which byte of a read <see cref="BadCheck"/> hits; beyond the last one it is the last.</summary>
    public int BadByte { get; set; }

    /// <summary>Which bits of that byte are inverted; the highest one unless a test chooses.</summary>
    public int BadBits { get; set; } = 0x80;

    /// <summary>Sets a fault for the next <paramref name="transfers"/> transfers; below zero for all.</summary>
    public void Set(int fault, int transfers)
    {
        SetAfter(fault, 0, transfers);
    }

    /// <summary>Sets a fault that leaves the next <paramref name="good"/> transfers alone.</summary>
    public void SetAfter(int fault, int good, int transfers)
    {
        kind = fault;
        skip = good;
        remaining = fault == None ? 0 : transfers;
    }

    /// <summary>Ends the fault.</summary>
    public void Clear()
    {
        remaining = 0;
        skip = 0;
    }

    /// <summary>Takes the fault of one transfer.</summary>
    internal int Take(bool reads)
    {
        Transfers++;
        if (skip > 0)
        {
            skip--;
            return None;
        }
        int fault = Kind;
        if (fault == None || (!reads && (fault == ShortRead || fault == BadCheck)))
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

    /// <summary>Whether the chip sees nothing of the transfer.</summary>
    internal static bool Refuses(int fault)
    {
        return fault == Absent || fault == Stuck || fault == NackInTransfer;
    }

    /// <summary>Bytes of a read that leave the chip.</summary>
    internal static int Transferred(int fault, int count)
    {
        return fault == ShortRead || fault == Timeout ? count / 2 : count;
    }

    /// <summary>Inverts the bits in what was read, where that is the fault.</summary>
    internal void Corrupt(int fault, byte[] read, int count)
    {
        if (fault == BadCheck)
        {
            int at = BadByte < count ? BadByte : count - 1;
            read[at] = (byte)(read[at] ^ BadBits);
        }
    }

    /// <summary>The status that a driver sees.</summary>
    internal static int StatusOf(int fault)
    {
        switch (fault)
        {
            case Absent: return BusStatus.Nack;
            case NackInTransfer: return BusStatus.Nack;
            case Stuck: return BusStatus.Stuck;
            case ShortRead: return BusStatus.ShortRead;
            case Timeout: return BusStatus.Timeout;
            default: return BusStatus.Ok;
        }
    }
}
