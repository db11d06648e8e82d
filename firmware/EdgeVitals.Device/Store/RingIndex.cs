namespace EdgeVitals.Device;

/// <summary>The ring's records by their running number, oldest first, in memory of fixed size.</summary>
internal sealed class RingIndex
{
    private readonly RingEntry[] _entries;
    private int _first;

    public RingIndex(int most)
    {
        _entries = new RingEntry[most];
        for (int i = 0; i < most; i++) _entries[i] = new RingEntry();
    }

    public int Count { get; private set; }

    public int Capacity
    {
        get { return _entries.Length; }
    }

    public void Clear()
    {
        _first = 0;
        Count = 0;
    }

    public RingEntry At(int entry)
    {
        return _entries[Slot(entry)];
    }

    /// <summary>An entry for the number in its place, or the one that has it already. Needs a free place.</summary>
    public RingEntry Place(long number)
    {
        // Numbers come nearly in order, so the search from the end is short.
        int at = Count;
        while (at > 0 && At(at - 1).Number >= number) at--;
        if (at < Count && At(at).Number == number) return At(at);
        RingEntry entry = _entries[Slot(Count)];
        for (int i = Count; i > at; i--) _entries[Slot(i)] = _entries[Slot(i - 1)];
        _entries[Slot(at)] = entry;
        entry.Number = number;
        Count++;
        return entry;
    }

    /// <summary>Removes freed entries from the front; their places in memory are free again.</summary>
    public void PassFreed()
    {
        while (Count > 0 && At(0).State == FrameRing.Freed)
        {
            _first = Slot(1);
            Count--;
        }
    }

    /// <summary>Removes freed entries wherever they are.</summary>
    public void RemoveFreed()
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            RingEntry entry = At(i);
            if (entry.State == FrameRing.Freed) continue;
            _entries[Slot(i)] = At(kept);
            _entries[Slot(kept)] = entry;
            kept++;
        }
        Count = kept;
    }

    private int Slot(int entry)
    {
        int e = _first + entry;
        return e < _entries.Length ? e : e - _entries.Length;
    }
}
