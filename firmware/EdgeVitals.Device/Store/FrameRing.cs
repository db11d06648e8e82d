using System;
using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Store-and-forward ring of encoded frames on an <see cref="IBlockStore"/>. A record is freed by the
/// gateway's acknowledgement alone; when the ring is full the oldest is dropped, and counted.</summary>
/// <remarks>
/// Layout: two head slots of 32 bytes, then records one after the other around the ring. A record is a 32-byte head
/// (magic, length, channel, running number, boot, sequence, CRC-32 over head and payload), the payload, padding to 4
/// bytes; one that would pass the end starts at the beginning again. The head slots are written in turn and hold the
/// place and the running number of the oldest record, so that a torn write leaves the other slot. Opening walks from
/// there while the CRC and the running numbers hold: a record torn by a power loss is the end, nothing before it is
/// lost. An acknowledgement frees at once in memory; the head follows when it passes the oldest record, so that after a
/// power loss some freed frames may be sent again, which the gateway drops as duplicates. What an earlier boot left is
/// of the past: it counts as backfill.
/// </remarks>
public sealed class FrameRing
{
    private const int SlotBytes = 32;
    private const int DataStart = 2 * SlotBytes;
    private const int HeadBytes = 32;
    private const uint SlotMagic = 0x45565248;
    private const uint RecordMagic = 0x45565252;
    private const int Freed = 3;

    /// <summary>State of a record that waits to be sent.</summary>
    public const int Waiting = 0;

    /// <summary>State of a record that was sent and is not acknowledged.</summary>
    public const int InFlight = 1;

    private readonly IBlockStore _store;
    private readonly int[] _positions;
    private readonly int[] _lengths;
    private readonly int[] _boots;
    private readonly long[] _sequences;
    private readonly int[] _channels;
    private readonly byte[] _states;
    private readonly bool[] _backfill;
    private readonly long[] _sentAt;
    private readonly byte[] _scratch = new byte[HeadBytes + Frame.MaximumEncodedBytes];
    private int _first;
    private int _count;
    private int _writeAt = DataStart;
    private long _firstNumber;
    private uint _generation;

    /// <summary>A ring over a store; call <see cref="Open"/> first.</summary>
    /// <param name="store">At least 16 KiB, so that the largest frame fits.</param>
    /// <param name="mostRecords">Records that the index in memory holds, 34 bytes each.</param>
    public FrameRing(IBlockStore store, int mostRecords)
    {
        _store = store;
        _positions = new int[mostRecords];
        _lengths = new int[mostRecords];
        _boots = new int[mostRecords];
        _sequences = new long[mostRecords];
        _channels = new int[mostRecords];
        _states = new byte[mostRecords];
        _backfill = new bool[mostRecords];
        _sentAt = new long[mostRecords];
    }

    /// <summary>Frames that are not acknowledged.</summary>
    public int Pending { get; private set; }

    /// <summary>Frames dropped because the ring was full, since it was opened.</summary>
    public long Dropped { get; private set; }

    /// <summary>Faults of the store since it was opened.</summary>
    public long StoreFaults { get; private set; }

    /// <summary>Entries of the index, freed ones among them; record numbers are 0..Entries-1, oldest first.</summary>
    public int Entries
    {
        get { return _count; }
    }

    /// <summary>Finds what an earlier boot left. 0, or 1 when the store is too small or cannot be read.</summary>
    public int Open()
    {
        _first = 0;
        _count = 0;
        Pending = 0;
        _writeAt = DataStart;
        if (_store.Size < DataStart + 2 * _scratch.Length || _positions.Length < 2) return 1;
        int at = DataStart;
        bool found = ReadSlot(0, ref at);
        found |= ReadSlot(1, ref at);
        if (!found)
        {
            _firstNumber = 0;
            return WriteSlot(DataStart);
        }
        Walk(at);
        return 0;
    }

    /// <summary>Appends a frame that is already encoded, dropping the oldest ones for it if it must. 0, or 1 when it
    /// can never fit or the store fails.</summary>
    public int Append(byte[] payload, int count, int boot, long sequence, int channelId, bool backfill)
    {
        int length = HeadBytes + Padded(count);
        if (count < 1 || count > Frame.MaximumEncodedBytes || _store.Size < DataStart + 2 * length) return 1;
        int at = MakeRoom(length);
        if (_count == _positions.Length) at = DropUntilRoom(length);
        WriteHead(count, channelId, boot, sequence);
        Array.Copy(payload, 0, _scratch, HeadBytes, count);
        for (int i = HeadBytes + count; i < length; i++) _scratch[i] = 0;
        PutWord(28, RecordCrc(count));
        if (_store.Write(at, _scratch, 0, length) != 0 || _store.Flush() != 0)
        {
            StoreFaults++;
            return 1;
        }
        Enter(at, count, boot, sequence, channelId, backfill);
        return 0;
    }

    /// <summary>Frees a record; false when it is not (or no longer) here.</summary>
    public bool Acknowledge(int boot, long sequence)
    {
        for (int i = 0; i < _count; i++)
        {
            int e = Slot(i);
            if (_states[e] == Freed || _sequences[e] != sequence || _boots[e] != boot) continue;
            _states[e] = Freed;
            Pending--;
            if (i == 0) PassFreed();
            return true;
        }
        return false;
    }

    /// <summary>State of a record.</summary>
    public int State(int entry)
    {
        return _states[Slot(entry)];
    }

    /// <summary>Whether a record is of the past.</summary>
    public bool IsBackfill(int entry)
    {
        return _backfill[Slot(entry)];
    }

    /// <summary>Channel of a record.</summary>
    public int ChannelOf(int entry)
    {
        return _channels[Slot(entry)];
    }

    /// <summary>When a record was sent, µs of the caller's clock.</summary>
    public long SentAt(int entry)
    {
        return _sentAt[Slot(entry)];
    }

    /// <summary>Notes that a record was sent, or waits again.</summary>
    public void SetState(int entry, int state, long micros)
    {
        int e = Slot(entry);
        if (_states[e] == Freed) return;
        _states[e] = (byte)state;
        _sentAt[e] = micros;
    }

    /// <summary>Reads a record's payload; its length, or 0 when the store fails or the bytes are not what was written:
    /// such a record is dropped and counted, since it would never be acknowledged.</summary>
    public int Load(int entry, byte[] payload)
    {
        int e = Slot(entry);
        int count = _lengths[e];
        bool good = _store.Read(_positions[e], _scratch, 0, HeadBytes + count) == 0
            && Word(0) == RecordMagic && (Word(4) & 0xFFFF) == count && Word(28) == RecordCrc(count);
        if (!good)
        {
            StoreFaults++;
            if (_states[e] != Freed) Pending--;
            _states[e] = Freed;
            Dropped++;
            return 0;
        }
        Array.Copy(_scratch, HeadBytes, payload, 0, count);
        return count;
    }

    private int Slot(int entry)
    {
        int e = _first + entry;
        return e < _positions.Length ? e : e - _positions.Length;
    }

    private static int Padded(int count)
    {
        return (count + 3) & ~3;
    }

    private void Enter(int at, int count, int boot, long sequence, int channelId, bool backfill)
    {
        int e = Slot(_count);
        _positions[e] = at;
        _lengths[e] = count;
        _boots[e] = boot;
        _sequences[e] = sequence;
        _channels[e] = channelId;
        _states[e] = Waiting;
        _backfill[e] = backfill;
        _sentAt[e] = 0;
        _count++;
        Pending++;
        _writeAt = at + HeadBytes + Padded(count);
    }

    private int DropUntilRoom(int length)
    {
        DropOldest();
        CommitHead();
        return MakeRoom(length);
    }

    /// <summary>Place for the next record of that length, after dropping whatever stands there.</summary>
    private int MakeRoom(int length)
    {
        bool dropped = false;
        int at = Place(length);
        while (at < 0)
        {
            DropOldest();
            dropped = true;
            at = Place(length);
        }
        // Before the bytes of a dropped record are written over, the head must have left it.
        if (dropped) CommitHead();
        return at;
    }

    private int Place(int length)
    {
        if (_count == 0) return _writeAt + length <= _store.Size ? _writeAt : DataStart;
        int oldest = _positions[_first];
        if (_writeAt > oldest)
        {
            if (_writeAt + length <= _store.Size) return _writeAt;
            return DataStart + length <= oldest ? DataStart : -1;
        }
        return _writeAt + length <= oldest ? _writeAt : -1;
    }

    private void DropOldest()
    {
        if (_states[_first] != Freed)
        {
            Dropped++;
            Pending--;
        }
        Remove();
    }

    private void PassFreed()
    {
        while (_count > 0 && _states[_first] == Freed) Remove();
        CommitHead();
    }

    private void Remove()
    {
        _first = _first + 1 < _positions.Length ? _first + 1 : 0;
        _count--;
        _firstNumber++;
    }

    private void CommitHead()
    {
        if (WriteSlot(_count > 0 ? _positions[_first] : _writeAt) != 0) StoreFaults++;
    }

    private int WriteSlot(int oldest)
    {
        _generation++;
        PutWord(0, SlotMagic);
        PutWord(4, _generation);
        PutWord(8, (uint)oldest);
        PutLong(12, _firstNumber);
        for (int i = 20; i < 28; i++) _scratch[i] = 0;
        PutWord(28, Crc32.Of(0, _scratch, 0, 28));
        int status = _store.Write((int)(_generation & 1) * SlotBytes, _scratch, 0, SlotBytes);
        return status != 0 ? status : _store.Flush();
    }

    private bool ReadSlot(int slot, ref int oldest)
    {
        if (_store.Read(slot * SlotBytes, _scratch, 0, SlotBytes) != 0) return false;
        if (Word(0) != SlotMagic || Word(28) != Crc32.Of(0, _scratch, 0, 28)) return false;
        int place = (int)Word(8);
        if (place < DataStart || place > _store.Size || Word(4) < _generation) return false;
        _generation = Word(4);
        oldest = place;
        _firstNumber = Long(12);
        return true;
    }

    private void Walk(int oldest)
    {
        int at = oldest;
        _writeAt = oldest;
        bool wrapped = false;
        while (_count < _positions.Length)
        {
            int count = ReadRecord(at, _firstNumber + _count);
            if (count == 0 && !wrapped && at != DataStart)
            {
                wrapped = true;
                at = DataStart;
                count = ReadRecord(at, _firstNumber + _count);
            }
            if (count == 0) return;
            Enter(at, count, (int)Word(16), Long(20), (int)(Word(4) >> 16), true);
            at = _writeAt;
        }
    }

    private int ReadRecord(int at, long number)
    {
        if (at > _store.Size - HeadBytes || _store.Read(at, _scratch, 0, HeadBytes) != 0) return 0;
        int count = (int)(Word(4) & 0xFFFF);
        if (Word(0) != RecordMagic || count < 1 || count > Frame.MaximumEncodedBytes) return 0;
        if (Long(8) != number || at > _store.Size - HeadBytes - count) return 0;
        if (_store.Read(at + HeadBytes, _scratch, HeadBytes, count) != 0) return 0;
        return Word(28) == RecordCrc(count) ? count : 0;
    }

    // Head: 0 magic, 4 length and channel (16 bits each), 8 running number, 16 boot, 20 sequence, 28 CRC.
    private void WriteHead(int count, int channelId, int boot, long sequence)
    {
        PutWord(0, RecordMagic);
        PutWord(4, (uint)(count | (channelId << 16)));
        PutLong(8, _firstNumber + _count);
        PutWord(16, (uint)boot);
        PutLong(20, sequence);
    }

    private uint RecordCrc(int count)
    {
        return Crc32.Of(Crc32.Of(0, _scratch, 0, 28), _scratch, HeadBytes, count);
    }

    private void PutWord(int at, uint value)
    {
        for (int i = 0; i < 4; i++) _scratch[at + i] = (byte)(value >> (8 * i));
    }

    private void PutLong(int at, long value)
    {
        for (int i = 0; i < 8; i++) _scratch[at + i] = (byte)(value >> (8 * i));
    }

    private uint Word(int at)
    {
        return (uint)(_scratch[at] | (_scratch[at + 1] << 8) | (_scratch[at + 2] << 16) | (_scratch[at + 3] << 24));
    }

    private long Long(int at)
    {
        return (long)Word(at) | ((long)Word(at + 4) << 32);
    }
}
