using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Device;

/// <summary>The power of a flash or a file under test.</summary>
internal interface IPowerSupply
{
    /// <summary>Whether the power is gone.</summary>
    bool IsCut { get; }

    /// <summary>Whether a write that was not synced may be undone by a cut.</summary>
    bool KeepsWritesBack { get; }

    /// <summary>Cuts the power in the midst of the n-th operation from now; 0 never.</summary>
    void CutAt(int operation);

    /// <summary>Power comes back.</summary>
    void PowerCycle();
}

/// <summary>Runs a ring through power cuts at random operations and keeps its own account of what must be there.
/// </summary>
/// <param name="power">Supply of the flash.</param>
/// <param name="flash">Under test.</param>
/// <param name="mostFrameBytes">Up to <see cref="FrameRing.OneSectorFrame"/> a segment is one sector, above three.
/// </param>
/// <param name="policy">Of <see cref="StorePolicy"/>.</param>
/// <param name="seed">Of the run.</param>
internal sealed class StorePowerCuts(IPowerSupply power, IFlash flash, int mostFrameBytes, int policy, uint seed)
{
    private readonly SortedDictionary<int, bool> _alive = [];
    private readonly HashSet<int> _may = [];
    private readonly byte[] _read = new byte[Frame.MaximumEncodedBytes];
    private FrameRing _ring = new(flash, 512, mostFrameBytes, policy);
    private uint _random = seed;
    private int _sequence;

    public int Cuts { get; private set; }
    public int CutsInOpen { get; private set; }
    public int Appended { get; private set; }
    public int Acknowledged { get; private set; }
    public int Lost { get; private set; }
    public int Corrupt { get; private set; }
    public int Unexpected { get; private set; }
    public int Unordered { get; private set; }
    public int FailedOpens { get; private set; }
    public long DroppedRaw { get; private set; }
    public long DroppedFeatures { get; private set; }
    public long Refused { get; private set; }

    public override string ToString() =>
        $"cuts {Cuts} ({CutsInOpen} while opening), appended {Appended}, acknowledged {Acknowledged}, dropped raw " +
        $"{DroppedRaw} ({Refused} refused), features {DroppedFeatures}; lost {Lost}, corrupt {Corrupt}, " +
        $"unexpected {Unexpected}, unordered {Unordered}, opens failed {FailedOpens}";

    public void Run(int cuts)
    {
        if (_ring.Open() != 0) FailedOpens++;
        while (Cuts < cuts)
        {
            power.CutAt(1 + Below(40));
            while (!power.IsCut)
            {
                // Bursts without acknowledgements keep the ring full for much of its life.
                bool online = _sequence / 300 % 3 == 2;
                if (_alive.Count > 0 && Below(10) < (online ? 7 : 1)) Acknowledge();
                else Append();
            }
            Recover();
        }
    }

    private static bool IsRaw(int sequence) => sequence % 5 < 2;

    private static int LengthOf(int sequence) =>
        IsRaw(sequence) ? 200 + sequence * 37 % 900 : 20 + sequence * 13 % 160;

    private static byte[] Content(int sequence)
    {
        byte[] bytes = new byte[LengthOf(sequence)];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)(sequence * 31 + i * 7 + (sequence >> 8));
        return bytes;
    }

    private int Below(int limit)
    {
        _random = _random * 1664525 + 1013904223;
        return (int)((_random >> 8) % (uint)limit);
    }

    private void Append()
    {
        int sequence = _sequence++;
        byte[] content = Content(sequence);
        long raw = _ring.DroppedRaw;
        long refused = _ring.RefusedRaw;
        long features = _ring.DroppedFeatures;
        int channel = IsRaw(sequence) ? Channels.PlethRed.Id : Channels.HeartRate.Id;
        int status = _ring.Append(content, content.Length, 1, sequence, channel, false);
        if (status == 0) _alive.Add(sequence, IsRaw(sequence));
        else _may.Add(sequence);
        if (status == 0) Appended++;
        Refused += _ring.RefusedRaw - refused;
        DroppedRaw += _ring.DroppedRaw - raw;
        DroppedFeatures += _ring.DroppedFeatures - features;
        if (_ring.DroppedRaw > raw || _ring.DroppedFeatures > features)
        {
            // A frame that met the cut is counted too, and was never there.
            int own = status != 0 ? 1 : 0;
            Account((int)(_ring.DroppedRaw - raw) - (IsRaw(sequence) ? own : 0),
                (int)(_ring.DroppedFeatures - features) - (IsRaw(sequence) ? 0 : own));
        }
    }

    /// <summary>What the ring no longer has must be what it counted, and of the class that the policy names.</summary>
    private void Account(int raw, int features)
    {
        HashSet<int> there = [];
        for (int i = 0; i < _ring.Entries; i++)
        {
            if (_ring.State(i) is FrameRing.Waiting or FrameRing.InFlight) there.Add((int)_ring.SequenceOf(i));
        }
        int[] gone = [.. _alive.Keys.Where(s => !there.Contains(s))];
        int[] goneRaw = [.. gone.Where(IsRaw)];
        int[] leftRaw = [.. there.Where(IsRaw)];
        if (goneRaw.Length != raw || gone.Length - goneRaw.Length != features) Unexpected++;
        // Features may only go when no raw window is left.
        if (features > 0 && leftRaw.Length > 0) Unexpected++;
        bool keepsFirst = policy == StorePolicy.DropNewestRaw;
        if (raw > 0 && leftRaw.Length > 0)
        {
            if (keepsFirst && goneRaw.Min() < leftRaw.Max()) Unexpected++;
            // The newest window stays, unless it is the one that was refused.
            if (!keepsFirst && goneRaw.Any(s => s > leftRaw.Max() && s != _sequence - 1)) Unexpected++;
        }
        foreach (int sequence in gone) Forget(sequence);
    }

    private void Forget(int sequence)
    {
        _alive.Remove(sequence);
        if (power.IsCut || power.KeepsWritesBack) _may.Add(sequence);
    }

    private void Acknowledge()
    {
        int sequence = _alive.Keys.ElementAt(Below(Math.Min(8, _alive.Count)));
        if (!_ring.Acknowledge(1, sequence)) Lost++;
        Forget(sequence);
        Acknowledged++;
    }

    private void Recover()
    {
        Cuts++;
        power.PowerCycle();
        _ring = new FrameRing(flash, 512, mostFrameBytes, policy);
        if (Below(8) == 0) power.CutAt(1 + Below(3));
        while (_ring.Open() != 0)
        {
            if (!power.IsCut)
            {
                FailedOpens++;
                return;
            }
            Cuts++;
            CutsInOpen++;
            power.PowerCycle();
        }
        power.CutAt(0);
        Compare();
    }

    private void Compare()
    {
        HashSet<int> found = [];
        ILookup<int, int> byLength = _alive.Keys.Concat(_may).ToLookup(LengthOf);
        int last = -1;
        for (int i = 0; i < _ring.Entries; i++)
        {
            int count = _ring.Load(i, _read);
            int sequence = SequenceOf(count, byLength);
            if (sequence < 0)
            {
                Corrupt++;
                continue;
            }
            if (sequence <= last) Unordered++;
            last = sequence;
            found.Add(sequence);
            if (!_alive.ContainsKey(sequence) && !_may.Contains(sequence)) Unexpected++;
        }
        foreach (int sequence in _alive.Keys)
        {
            if (!found.Contains(sequence)) Lost++;
        }
        _alive.Clear();
        _may.Clear();
        foreach (int sequence in found) _alive.Add(sequence, IsRaw(sequence));
    }

    /// <summary>The sequence whose content was read, -1 for none: the bytes are compared with every one that may be
    /// there.</summary>
    private int SequenceOf(int count, ILookup<int, int> byLength)
    {
        foreach (int sequence in byLength[count])
        {
            if (IsContent(_read.AsSpan(0, count), sequence)) return sequence;
        }
        return -1;
    }

    private static bool IsContent(ReadOnlySpan<byte> bytes, int sequence)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != (byte)(sequence * 31 + i * 7 + (sequence >> 8))) return false;
        }
        return true;
    }
}
