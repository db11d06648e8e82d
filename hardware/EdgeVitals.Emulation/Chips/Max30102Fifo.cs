namespace EdgeVitals.Emulation.Chips;

/// <summary>The 32-sample FIFO of the MAX30102 with its three registers.</summary>
/// <remarks>The pointers have five bits, so write == read means empty or full; the chip knows which, a driver must
/// conclude it from the overflow counter or the almost-full interrupt.</remarks>
internal sealed class Max30102Fifo
{
    public const int Depth = 32;
    public const int MaximumChannels = 4;
    private const int PointerMask = Depth - 1;
    private const int OverflowCeiling = 0x1F;

    private readonly int[] samples = new int[Depth * MaximumChannels];
    private int byteIndex;

    public int WritePointer { get; private set; }

    public int ReadPointer { get; private set; }

    /// <summary>Samples lost since the last one was read; stays at 31.</summary>
    public int Overflow { get; private set; }

    /// <summary>Samples waiting, 0..32.</summary>
    public int Count { get; private set; }

    public void Clear()
    {
        WritePointer = 0;
        ReadPointer = 0;
        Overflow = 0;
        Count = 0;
        byteIndex = 0;
    }

    public void SetWritePointer(int value)
    {
        WritePointer = value & PointerMask;
        Count = (WritePointer - ReadPointer) & PointerMask;
    }

    public void SetReadPointer(int value)
    {
        ReadPointer = value & PointerMask;
        Count = (WritePointer - ReadPointer) & PointerMask;
    }

    public void SetOverflow(int value)
    {
        Overflow = value & OverflowCeiling;
    }

    /// <summary>Puts a sample in. Full: the new one is lost, or with rollover the oldest one is.</summary>
    public void Push(int[] channels, bool rollover)
    {
        if (Count == Depth)
        {
            CountLost(1);
            if (!rollover)
            {
                return;
            }
            ReadPointer = (ReadPointer + 1) & PointerMask;
            Count--;
            byteIndex = 0;
        }
        for (int channel = 0; channel < MaximumChannels; channel++)
        {
            samples[WritePointer * MaximumChannels + channel] = channels[channel];
        }
        WritePointer = (WritePointer + 1) & PointerMask;
        Count++;
    }

    /// <summary>Accounts for samples that nobody will see.</summary>
    public void CountLost(long lost)
    {
        Overflow = Overflow + lost > OverflowCeiling ? OverflowCeiling : Overflow + (int)lost;
    }

    /// <summary>Full and rolling over: the pointers after <paramref name="skipped"/> samples that came and went
    /// unread.</summary>
    public void Skip(long skipped)
    {
        CountLost(skipped);
        WritePointer = (int)((WritePointer + skipped) & PointerMask);
        ReadPointer = (int)((ReadPointer + skipped) & PointerMask);
    }

    /// <summary>A transfer begins: a sample that was read in part is read from its first byte again.</summary>
    public void BeginTransfer()
    {
        byteIndex = 0;
    }

    /// <summary>
    /// The next byte, most significant first, three a channel; the last byte of a sample pops it. From an empty FIFO
    /// comes zero and nothing moves.
    /// </summary>
    public int NextByte(int channels, out bool wasEmpty)
    {
        wasEmpty = Count == 0 || channels == 0;
        if (wasEmpty)
        {
            return 0;
        }
        int value = samples[ReadPointer * MaximumChannels + byteIndex / 3];
        int shift = 16 - 8 * (byteIndex % 3);
        byteIndex++;
        if (byteIndex == 3 * channels)
        {
            byteIndex = 0;
            ReadPointer = (ReadPointer + 1) & PointerMask;
            Count--;
            Overflow = 0;
        }
        return (value >> shift) & 0xFF;
    }
}
