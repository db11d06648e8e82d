using System;
using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>The bytes of the ring: segments of a few sectors used round-robin, each with a header and records one after
/// the other. It knows nothing of policy; <see cref="FrameRing"/> says what lives.</summary>
/// <remarks>
/// Segment header: 0 magic, 4 generation, 8 next record number, 16 commit byte (0xFF: not complete), 28 CRC-32 over
/// bytes 0..15. Record: 0 magic (16 bits), 2 length, 4 channel, 6 mark (0xFF: alive), 8 number, 16 boot, 20 sequence,
/// 28 CRC-32 over bytes 0..5, 8..27 and the payload; padding to 4 bytes.
/// </remarks>
internal sealed class FlashLog
{
    /// <summary>The flash did not read, which says nothing of the record.</summary>
    public const int Unreadable = -1;

    private const int HeadBytes = 32;
    private const uint SegmentMagic = 0x45565347;
    private const int RecordMagic = 0x5645;
    private const int CommitAt = 16;
    private const int MarkAt = 6;

    // The writer's segment, the one that comes next, and at least two that hold records.
    private const int FewestSegments = 4;

    private readonly IFlash _flash;
    private readonly int _sectorsOfSegment;
    private readonly int _segmentBytes;
    private readonly byte[] _scratch;
    private readonly byte[] _zero = new byte[1];
    private int _current;
    private uint _generation;
    private int _walkAt;
    private int _walkEnd;

    public FlashLog(IFlash flash, int mostFrameBytes)
    {
        _flash = flash;
        _scratch = new byte[HeadBytes + mostFrameBytes + 3];
        LargestPayload = mostFrameBytes;
        // A record never spans segments, so a segment holds the largest frame; a small store takes single sectors and
        // refuses frames that are longer than one.
        int wanted = (2 * HeadBytes + mostFrameBytes + flash.SectorBytes - 1) / flash.SectorBytes;
        _sectorsOfSegment = flash.Sectors >= FewestSegments * wanted ? wanted : 1;
        _segmentBytes = _sectorsOfSegment * flash.SectorBytes;
        Segments = flash.Sectors / _sectorsOfSegment;
        if (LargestPayload > _segmentBytes - 2 * HeadBytes) LargestPayload = _segmentBytes - 2 * HeadBytes;
    }

    public int Segments { get; }

    public int LargestPayload { get; }

    /// <summary>Bytes of records of a segment.</summary>
    public int SegmentRoom
    {
        get { return _segmentBytes - HeadBytes; }
    }

    /// <summary>Bytes of records that may live: all but the writer's segment and the one that comes next.</summary>
    public int Capacity
    {
        get { return (Segments - 2) * (_segmentBytes - HeadBytes); }
    }

    public int WriteAt { get; private set; }

    public long NextNumber { get; private set; }

    /// <summary>Whether the newest segment holds all that was alive in the one after it.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>First segment to walk, counted from the one after the newest, which is out once evicted.</summary>
    public int FirstToWalk
    {
        get { return IsComplete ? 1 : 0; }
    }

    public int Position { get; private set; }

    public long Number
    {
        get { return Long(8); }
    }

    public int Boot
    {
        get { return (int)Word(16); }
    }

    public long Sequence
    {
        get { return Long(20); }
    }

    public int ChannelId
    {
        get { return Half(4); }
    }

    public bool IsFreed { get; private set; }

    /// <summary>Bytes of segments that a payload takes where all records are like it: ends of segments that are too short
    /// for one more are part of its cost.</summary>
    public int CostOf(int count)
    {
        int together = SegmentRoom / RecordBytes(count);
        return (SegmentRoom + together - 1) / together;
    }

    public static int RecordBytes(int count)
    {
        return HeadBytes + ((count + 3) & ~3);
    }

    /// <summary>Finds the newest segment and the end of what is written in it; false when too small or unreadable.
    /// </summary>
    public bool FindNewest()
    {
        if (Segments < FewestSegments) return false;
        _current = 0;
        _generation = 0;
        NextNumber = 0;
        IsComplete = false;
        for (int i = 0; i < Segments; i++)
        {
            if (_flash.Read(i * _segmentBytes, _scratch, 0, HeadBytes) != 0) return false;
            if (!IsHeader() || Word(4) <= _generation) continue;
            _current = i;
            _generation = Word(4);
            NextNumber = Long(8);
            // It is cleared only after the last copy: one bit of it says as much as eight.
            IsComplete = _scratch[CommitAt] != 0xFF;
        }
        if (_generation == 0) _generation = 1;
        return !IsComplete || FindEnd();
    }

    /// <summary>Begins to walk the segment that is so many after the newest plus one; false when it is not of this
    /// round.</summary>
    public bool BeginWalk(int after)
    {
        int segment = (_current + 1 + after) % Segments;
        if (segment == _current && !IsComplete) return false;
        if (_flash.Read(segment * _segmentBytes, _scratch, 0, HeadBytes) != 0 || !IsHeader()) return false;
        if (_generation - Word(4) != (uint)(Segments - 1 - after)) return false;
        _walkAt = segment * _segmentBytes + HeadBytes;
        _walkEnd = (segment + 1) * _segmentBytes;
        return true;
    }

    /// <summary>Length of the next sound record of the walk, 0 at the end. What a torn write left is passed over.
    /// </summary>
    public int NextRecord()
    {
        while (_walkAt + HeadBytes < _walkEnd)
        {
            int count = ReadRecord(_walkAt);
            if (count > 0)
            {
                _walkAt += RecordBytes(count);
                return count;
            }
            _walkAt += 4;
        }
        return 0;
    }

    /// <summary>Reads the record at a position; its length, 0 when it is not sound, or <see cref="Unreadable"/>.</summary>
    public int ReadRecord(int at)
    {
        if (_flash.Read(at, _scratch, 0, HeadBytes) != 0) return Unreadable;
        if (Half(0) != RecordMagic) return 0;
        int count = Half(2);
        int room = _segmentBytes - at % _segmentBytes - HeadBytes;
        if (count < 1 || count > _scratch.Length - HeadBytes || count > room) return 0;
        if (_flash.Read(at + HeadBytes, _scratch, HeadBytes, count) != 0) return Unreadable;
        if (Word(28) != RecordCrc(count)) return 0;
        Position = at;
        IsFreed = _scratch[MarkAt] != 0xFF;
        return count;
    }

    public void CopyPayload(byte[] payload, int count)
    {
        Array.Copy(_scratch, HeadBytes, payload, 0, count);
    }

    public bool Fits(int length)
    {
        return WriteAt + length <= (_current + 1) * _segmentBytes;
    }

    /// <summary>Writes a record behind the last one. After a fault the place is given up, not written over.</summary>
    public int Append(byte[] payload, int count, int boot, long sequence, int channelId, long number)
    {
        PutWord(0, (uint)(RecordMagic | (count << 16)));
        PutWord(4, (uint)channelId | 0xFFFF0000u);
        PutLong(8, number);
        PutWord(16, (uint)boot);
        PutLong(20, sequence);
        Array.Copy(payload, 0, _scratch, HeadBytes, count);
        PutWord(28, RecordCrc(count));
        int status = CopyRecord(count);
        return status != 0 ? status : _flash.Sync();
    }

    /// <summary>Writes the record that was read last once more, behind the last one.</summary>
    public int CopyRecord(int count)
    {
        int at = WriteAt;
        WriteAt += RecordBytes(count);
        return _flash.Program(at, _scratch, 0, HeadBytes + count);
    }

    /// <summary>Marks a record as freed. Not synced: a mark that a power cut takes back costs a frame sent twice, and a
    /// flush for each acknowledgement would wear a card more than the frames do.</summary>
    public int MarkFreed(int at)
    {
        return _flash.Program(at + MarkAt, _zero, 0, 1);
    }

    /// <summary>Moves to the next segment, which <see cref="Begin"/> then erases.</summary>
    public void Advance()
    {
        _current = (_current + 1) % Segments;
        _generation++;
    }

    /// <summary>Erases the current segment and gives it its header, not complete.</summary>
    public int Begin(long nextNumber)
    {
        IsComplete = false;
        for (int i = 0; i < _sectorsOfSegment; i++)
        {
            int status = _flash.Erase(_current * _sectorsOfSegment + i);
            if (status != 0) return status;
        }
        for (int i = 0; i < HeadBytes; i++) _scratch[i] = 0xFF;
        PutWord(0, SegmentMagic);
        PutWord(4, _generation);
        PutLong(8, nextNumber);
        PutWord(28, Crc32.Of(0, _scratch, 0, CommitAt));
        WriteAt = _current * _segmentBytes + HeadBytes;
        int programmed = _flash.Program(_current * _segmentBytes, _scratch, 0, HeadBytes);
        // A header that survives alone would stand before the records of the round before.
        return programmed != 0 ? programmed : _flash.Sync();
    }

    /// <summary>Says that everything alive in the next segment is copied.</summary>
    public int Commit()
    {
        // The copies must survive before the commit, and the commit before the originals are erased.
        int status = _flash.Sync();
        if (status == 0) status = _flash.Program(_current * _segmentBytes + CommitAt, _zero, 0, 1);
        if (status == 0) status = _flash.Sync();
        IsComplete = status == 0;
        return status;
    }

    /// <summary>Whether a position lies in the segment that will be erased next.</summary>
    public bool IsInNext(int position)
    {
        return position / _segmentBytes == (_current + 1) % Segments;
    }

    /// <summary>Whether a position lies in the segment whose records the next <see cref="Advance"/> would have copied.
    /// </summary>
    public bool IsTakenBackNext(int position)
    {
        return position / _segmentBytes == (_current + 2) % Segments;
    }

    private bool IsHeader()
    {
        return Word(0) == SegmentMagic && Word(28) == Crc32.Of(0, _scratch, 0, CommitAt);
    }

    /// <summary>Writing goes on behind the last byte that is not blank, whatever it is: a torn record's bytes cannot be
    /// programmed again.</summary>
    private bool FindEnd()
    {
        int start = _current * _segmentBytes;
        int last = HeadBytes;
        for (int at = HeadBytes; at < _segmentBytes; at += HeadBytes)
        {
            if (_flash.Read(start + at, _scratch, 0, HeadBytes) != 0) return false;
            for (int i = 0; i < HeadBytes; i++)
            {
                if (_scratch[i] != 0xFF) last = at + i + 1;
            }
        }
        // A payload may end with 0xFF, which looks blank: sound records say where they end.
        _walkAt = start + HeadBytes;
        _walkEnd = start + _segmentBytes;
        while (NextRecord() > 0)
        {
            if (_walkAt - start > last) last = _walkAt - start;
        }
        WriteAt = start + ((last + 3) & ~3);
        return true;
    }

    private uint RecordCrc(int count)
    {
        uint crc = Crc32.Of(0, _scratch, 0, MarkAt);
        return Crc32.Of(Crc32.Of(crc, _scratch, 8, 20), _scratch, HeadBytes, count);
    }

    private void PutWord(int at, uint value)
    {
        for (int i = 0; i < 4; i++) _scratch[at + i] = (byte)(value >> (8 * i));
    }

    private void PutLong(int at, long value)
    {
        for (int i = 0; i < 8; i++) _scratch[at + i] = (byte)(value >> (8 * i));
    }

    private int Half(int at)
    {
        return _scratch[at] | (_scratch[at + 1] << 8);
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
