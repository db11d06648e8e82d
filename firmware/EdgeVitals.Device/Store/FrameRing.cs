using System;
using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Store-and-forward ring of encoded frames on flash. A record is freed by the gateway's acknowledgement
/// alone; a full ring gives up raw windows before features, counts them, never rewrites a sector in place.</summary>
/// <remarks>README.md beside this file has the layout, the policy, what a power cut can cost, and why.</remarks>
public sealed class FrameRing
{
    /// <summary>State of a record that waits to be sent.</summary>
    public const int Waiting = 0;

    /// <summary>State of a record that was sent and is not acknowledged.</summary>
    public const int InFlight = 1;

    /// <summary>Longest frame whose record fits one 4096-byte sector beside the segment's header. Full frames of the
    /// built-in channels do: 1024 samples of 18 bits and 64 gaps are below 3,900 bytes.</summary>
    public const int OneSectorFrame = 4096 - 64;

    internal const int Freed = 3;

    // With an eighth of the room free a round of n erases gathers n/8 segments: eight erases for one, and rarely.
    private const int NearlyFull = 8;

    // Where features hold more than three quarters, room for a raw window lies in ends far apart: finding it would copy
    // the features round for each window that comes.
    private const int RawShare = 4;

    // Erases for one append of a full ring: 45 ms each on a typical chip.
    private const int MostMoves = 8;

    private readonly FlashLog _log;
    private readonly RingIndex _index;
    private readonly int _policy;
    private int _liveBytes;
    private int _rawBytes;
    private long _nextNumber;
    private bool _opened;

    /// <summary>A ring over a file or memory; call <see cref="Open"/> first.</summary>
    /// <param name="store">At least 4 segments, see README.md; 48 KiB for the largest frame.</param>
    /// <param name="mostRecords">Records that the index in memory holds, about 64 bytes each.</param>
    /// <param name="mostFrameBytes">Longest frame, 1..<see cref="Frame.MaximumEncodedBytes"/>.</param>
    public FrameRing(IBlockStore store, int mostRecords, int mostFrameBytes)
        : this(new BlockFlash(store), mostRecords, mostFrameBytes, StorePolicy.DropOldestRaw)
    {
    }

    /// <summary>A ring over flash; call <see cref="Open"/> first.</summary>
    /// <param name="flash">At least 4 segments, see README.md; 12 sectors of 4096 bytes for the largest frame.</param>
    /// <param name="mostRecords">Records that the index in memory holds, about 64 bytes each.</param>
    /// <param name="mostFrameBytes">Longest frame, 1..<see cref="Frame.MaximumEncodedBytes"/>; up to
    /// <see cref="OneSectorFrame"/> a segment is one sector, so less is kept free and less is erased at once.</param>
    /// <param name="policy">Of <see cref="StorePolicy"/>.</param>
    public FrameRing(IFlash flash, int mostRecords, int mostFrameBytes, int policy)
    {
        _log = new FlashLog(flash, mostFrameBytes);
        _index = new RingIndex(mostRecords);
        _policy = policy;
    }

    /// <summary>Longest frame that can be stored.</summary>
    public int LargestFrame
    {
        get { return _log.LargestPayload; }
    }

    /// <summary>Frames that are not acknowledged.</summary>
    public int Pending { get; private set; }

    /// <summary>Frames that were sent and are not acknowledged.</summary>
    public int InFlightCount { get; private set; }

    /// <summary>Frames dropped since the ring was made, of both classes.</summary>
    public long Dropped
    {
        get { return DroppedRaw + DroppedFeatures; }
    }

    /// <summary>Raw windows dropped, refused ones among them.</summary>
    public long DroppedRaw { get; private set; }

    /// <summary>Raw windows that were not taken in, of <see cref="DroppedRaw"/>.</summary>
    public long RefusedRaw { get; private set; }

    /// <summary>Frames of features dropped.</summary>
    public long DroppedFeatures { get; private set; }

    /// <summary>Operations of the flash that failed since the ring was made.</summary>
    public long StoreFaults { get; private set; }

    /// <summary>Entries of the index, freed ones among them; record numbers are 0..Entries-1, oldest first.</summary>
    public int Entries
    {
        get { return _index.Count; }
    }

    /// <summary>Finds what an earlier boot left. 0, or 1 when the flash is too small or fails.</summary>
    public int Open()
    {
        _opened = false;
        _index.Clear();
        Pending = 0;
        InFlightCount = 0;
        _liveBytes = 0;
        _rawBytes = 0;
        if (_index.Capacity < 2 || !_log.FindNewest()) return 1;
        _nextNumber = _log.NextNumber;
        for (int i = _log.FirstToWalk; i < _log.Segments; i++)
        {
            if (_log.BeginWalk(i)) WalkSegment();
        }
        _index.PassFreed();
        _index.RemoveFreed();
        // Segments without a sound eviction hold copies alone; their originals were just walked.
        if (!_log.IsComplete && Enter() != 0) return 1;
        _opened = true;
        return 0;
    }

    /// <summary>Appends a frame that is already encoded, dropping others for it, or itself, by the policy. 0, also when
    /// the policy refused it (counted as dropped); 1 when it can never fit or the flash fails.</summary>
    public int Append(byte[] payload, int count, int boot, long sequence, int channelId, bool backfill)
    {
        bool raw = StorePolicy.IsRaw(channelId);
        // After a fault in the midst of an eviction memory and flash may differ; the flash is right.
        bool unfit = count < 1 || count > _log.LargestPayload;
        if (unfit || (!_opened && Open() != 0))
        {
            if (!unfit) StoreFaults++;
            CountDropped(raw);
            return 1;
        }
        bool refused = false;
        if (MakeRoom(count, raw, ref refused) != 0)
        {
            StoreFaults++;
            CountDropped(raw);
            _opened = false;
            return 1;
        }
        if (refused)
        {
            DroppedRaw++;
            RefusedRaw++;
            return 0;
        }
        int at = _log.WriteAt;
        if (_log.Append(payload, count, boot, sequence, channelId, _nextNumber) != 0)
        {
            StoreFaults++;
            CountDropped(raw);
            return 1;
        }
        EnterRecord(_index.Place(_nextNumber), at, count, boot, sequence, channelId, backfill);
        _nextNumber++;
        return 0;
    }

    /// <summary>Frees a record; false when it is not (or no longer) here.</summary>
    public bool Acknowledge(int boot, long sequence)
    {
        for (int i = 0; i < _index.Count; i++)
        {
            RingEntry entry = _index.At(i);
            if (entry.State == Freed || entry.Sequence != sequence || entry.Boot != boot) continue;
            Free(entry);
            _index.PassFreed();
            return true;
        }
        return false;
    }

    /// <summary>State of a record.</summary>
    public int State(int entry)
    {
        return _index.At(entry).State;
    }

    /// <summary>Whether a record is of the past.</summary>
    public bool IsBackfill(int entry)
    {
        return _index.At(entry).Backfill;
    }

    /// <summary>Channel of a record.</summary>
    public int ChannelOf(int entry)
    {
        return _index.At(entry).ChannelId;
    }

    /// <summary>Number of a record's frame in its boot.</summary>
    public long SequenceOf(int entry)
    {
        return _index.At(entry).Sequence;
    }

    /// <summary>When a record was sent, µs of the caller's clock.</summary>
    public long SentAt(int entry)
    {
        return _index.At(entry).SentAt;
    }

    /// <summary>Notes that a record was sent, or waits again.</summary>
    public void SetState(int entry, int state, long micros)
    {
        RingEntry e = _index.At(entry);
        if (e.State == Freed) return;
        if (e.State == InFlight) InFlightCount--;
        if (state == InFlight) InFlightCount++;
        e.State = state;
        e.SentAt = micros;
    }

    /// <summary>Reads a record's payload; its length, or 0 when the flash fails, or when the bytes are not what was written:
    /// such a record is dropped and counted, since it would never be acknowledged.</summary>
    public int Load(int entry, byte[] payload)
    {
        RingEntry e = _index.At(entry);
        int count = _log.ReadRecord(e.Position);
        if (count == e.Length && _log.Number == e.Number)
        {
            _log.CopyPayload(payload, e.Length);
            return e.Length;
        }
        StoreFaults++;
        // A read that fails may succeed the next time; bytes that were read and are wrong stay wrong.
        if (count != FlashLog.Unreadable && e.State != Freed) Drop(e);
        return 0;
    }

    private void WalkSegment()
    {
        int count = _log.NextRecord();
        while (count > 0)
        {
            if (_log.Number >= _nextNumber) _nextNumber = _log.Number + 1;
            if (_index.Count == _index.Capacity) _index.RemoveFreed();
            // An index that is smaller than in the boot before holds the first ones found; the rest is dropped.
            if (_index.Count < _index.Capacity) FindRecord(count);
            else if (!_log.IsFreed) CountDropped(StorePolicy.IsRaw(_log.ChannelId));
            count = _log.NextRecord();
        }
    }

    private void FindRecord(int count)
    {
        int before = _index.Count;
        RingEntry entry = _index.Place(_log.Number);
        bool wasLive = _index.Count == before && entry.State != Freed;
        if (wasLive)
        {
            Pending--;
            CountBytes(entry.Raw, -_log.CostOf(entry.Length));
        }
        EnterRecord(entry, _log.Position, count, _log.Boot, _log.Sequence, _log.ChannelId, true);
        if (!_log.IsFreed) return;
        entry.State = Freed;
        Pending--;
        CountBytes(entry.Raw, -_log.CostOf(count));
    }

    private void EnterRecord(RingEntry entry, int at, int count, int boot, long sequence, int channelId, bool backfill)
    {
        entry.Position = at;
        entry.Length = count;
        entry.Boot = boot;
        entry.Sequence = sequence;
        entry.ChannelId = channelId;
        entry.Raw = StorePolicy.IsRaw(channelId);
        entry.State = Waiting;
        entry.Backfill = backfill;
        entry.SentAt = 0;
        Pending++;
        CountBytes(entry.Raw, _log.CostOf(count));
    }

    /// <summary>Moves the log on until the record fits where it writes, and gives records up where it is full.</summary>
    private int MakeRoom(int count, bool raw, ref bool refused)
    {
        int length = FlashLog.RecordBytes(count);
        int moves = 0;
        while (true)
        {
            if (_index.Count == _index.Capacity) _index.RemoveFreed();
            if (_index.Count == _index.Capacity)
            {
                refused = !DropByAge(raw, 1);
                if (refused) return 0;
                _index.PassFreed();
                continue;
            }
            if (_log.Fits(length)) return 0;
            if (IsFull(moves))
            {
                refused = raw && RefusesRaw(moves);
                if (refused) return 0;
                GiveUp(raw, moves);
                _index.PassFreed();
            }
            moves++;
            _log.Advance();
            if (Enter() != 0) return 1;
        }
    }

    /// <summary>Whether moving on would gather too little: less than an eighth of the room is free, or less than a segment,
    /// or a whole round has found no place.</summary>
    private bool IsFull(int moves)
    {
        int free = _log.Capacity - _liveBytes;
        return free < _log.Capacity / NearlyFull || free < _log.SegmentRoom || moves > _log.Segments;
    }

    private bool RefusesRaw(int moves)
    {
        return _policy == StorePolicy.DropNewestRaw || _rawBytes < _log.Capacity / RawShare || moves >= MostMoves;
    }

    /// <summary>Gives records up so that the next moves find room. Old ones go by their place: those of the segment that is
    /// taken back next, which were written first. Picked one by one by their age they would lie anywhere, and each
    /// newcomer would have what is beside them copied round the whole flash.</summary>
    private void GiveUp(bool raw, int moves)
    {
        if (_policy == StorePolicy.DropNewestRaw)
        {
            // The newest lie farthest from where room is made: as much at once as makes a round worth it.
            if (moves % _log.Segments == 0) DropByAge(raw, _log.SegmentRoom);
            return;
        }
        bool hasRaw = _rawBytes > 0;
        int dropped = DropInPlace(hasRaw);
        if (!hasRaw || dropped > 0 || moves < MostMoves) return;
        // So many segments without a raw window: the last ones lie far off, and features may go only after them.
        while (_rawBytes > 0) DropByAge(raw, _log.SegmentRoom);
    }

    /// <summary>Drops the records of a class in the segment whose survivors the next move would copy; how many.</summary>
    private int DropInPlace(bool raw)
    {
        int dropped = 0;
        for (int i = 0; i < _index.Count; i++)
        {
            RingEntry entry = _index.At(i);
            if (entry.State == Freed || entry.Raw != raw || !_log.IsTakenBackNext(entry.Position)) continue;
            Drop(entry);
            dropped++;
        }
        return dropped;
    }

    /// <summary>Drops records until so many bytes are free, at least one; false when not even one may go.</summary>
    private bool DropByAge(bool raw, int bytes)
    {
        int freed = 0;
        bool ofRaw = true;
        while (freed < bytes)
        {
            RingEntry? victim = Victim(raw);
            // The last raw window may have been enough; features go only when it was not.
            if (victim == null || (freed > 0 && victim.Raw != ofRaw)) break;
            ofRaw = victim.Raw;
            freed += _log.CostOf(victim.Length);
            Drop(victim);
        }
        return freed > 0;
    }

    /// <summary>The record to give up for a newcomer of that class, or null for the newcomer itself.</summary>
    private RingEntry? Victim(bool newcomerRaw)
    {
        if (newcomerRaw && _policy == StorePolicy.DropNewestRaw) return null;
        RingEntry? oldest = null;
        RingEntry? raw = null;
        for (int i = 0; i < _index.Count; i++)
        {
            RingEntry entry = _index.At(i);
            if (entry.State == Freed) continue;
            if (oldest == null) oldest = entry;
            if (!entry.Raw) continue;
            raw = entry;
            if (_policy == StorePolicy.DropOldestRaw) return raw;
        }
        return raw != null || newcomerRaw ? raw : oldest;
    }

    /// <summary>Begins the segment, copies into it what is alive in the one that comes next, and commits: from then on
    /// the next one may be erased.</summary>
    private int Enter()
    {
        if (_log.Begin(_nextNumber) != 0) return 1;
        for (int i = 0; i < _index.Count; i++)
        {
            RingEntry entry = _index.At(i);
            if (entry.State == Freed || !_log.IsInNext(entry.Position)) continue;
            int at = _log.WriteAt;
            int count = _log.ReadRecord(entry.Position);
            if (count == FlashLog.Unreadable) return 1;
            if (count != entry.Length || _log.Number != entry.Number)
            {
                // Damaged since it was written: nothing is left to copy.
                StoreFaults++;
                CountFreed(entry);
                CountDropped(entry.Raw);
                continue;
            }
            if (_log.CopyRecord(entry.Length) != 0) return 1;
            entry.Position = at;
        }
        return _log.Commit();
    }

    private void Drop(RingEntry entry)
    {
        CountDropped(entry.Raw);
        Free(entry);
    }

    private void CountDropped(bool raw)
    {
        if (raw) DroppedRaw++;
        else DroppedFeatures++;
    }

    private void Free(RingEntry entry)
    {
        CountFreed(entry);
        if (_log.MarkFreed(entry.Position) != 0) StoreFaults++;
    }

    private void CountFreed(RingEntry entry)
    {
        if (entry.State == InFlight) InFlightCount--;
        entry.State = Freed;
        Pending--;
        CountBytes(entry.Raw, -_log.CostOf(entry.Length));
    }

    private void CountBytes(bool raw, int bytes)
    {
        _liveBytes += bytes;
        if (raw) _rawBytes += bytes;
    }
}
