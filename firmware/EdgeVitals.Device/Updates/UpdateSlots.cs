using System;
using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Two images and what is known of them, on flash: sectors 0 and 1 hold the state, the halves of the rest are
/// slot A and slot B. Each change of the state is one record with generation and CRC-32; a record that was cut short
/// leaves the one before in force.</summary>
/// <remarks>
/// Record of 512 bytes: 0 magic, 4 generation, 8 running slot (0xFF: none), 9 phase, 10 boots tried, 11 error code,
/// 12 confirmed counter, 16 bytes received; from 32 slot A, from 204 slot B: manifest length, 104 of manifest, 64 of
/// signature; 508 CRC-32 of all before. Records follow one another; a full sector is left for the other one, which is
/// erased then, so the sector of the newest record is never the one that is erased.
/// </remarks>
public sealed class UpdateSlots
{
    /// <summary>First slot.</summary>
    public const int SlotA = 0;

    /// <summary>Second slot.</summary>
    public const int SlotB = 1;

    /// <summary>No slot: the image that the device was made with, which is in neither.</summary>
    public const int NoSlot = -1;

    private const int StateSectors = 2;
    private const uint Magic = 0x45565550;

    // Two pages of serial NOR flash: room for two manifests of 104 bytes with signatures of 64.
    private const int RecordBytes = 512;
    private const int RunningAt = 8;
    private const int PhaseAt = 9;
    private const int TriesAt = 10;
    private const int CodeAt = 11;
    private const int CounterAt = 12;
    private const int OffsetAt = 16;
    private const int SlotAt = 32;
    private const int BytesOfSlot = 172;
    private const int CrcAt = RecordBytes - 4;

    // One page: what a record is compared by, piece by piece.
    private const int PieceBytes = 256;

    private readonly IFlash _flash;
    private readonly byte[] _piece = new byte[PieceBytes];
    private readonly int _slotSectors;
    private byte[] _record = new byte[RecordBytes];
    private byte[] _next = new byte[RecordBytes];
    private bool _isOpen;
    private uint _lastGeneration;
    private int _validSector;
    private int _writeAt;
    private int _writeEnd;

    /// <summary>Slots on a flash of 4 sectors or more, of 512 bytes or more; <see cref="Open"/> reads them.</summary>
    public UpdateSlots(IFlash flash)
    {
        _flash = flash;
        _slotSectors = (flash.Sectors - StateSectors) / 2;
        Clear();
    }

    /// <summary>Most bytes of an image.</summary>
    public int SlotBytes
    {
        get { return _slotSectors > 0 ? _slotSectors * _flash.SectorBytes : 0; }
    }

    /// <summary>Bytes that are erased at once; an image is received in such parts.</summary>
    public int SectorBytes
    {
        get { return _flash.SectorBytes; }
    }

    /// <summary>The slot of the last confirmed image, or <see cref="NoSlot"/>.</summary>
    public int Running
    {
        get { return _record[RunningAt] == 0xFF ? NoSlot : _record[RunningAt]; }
    }

    /// <summary>The other slot: the one that an update goes to.</summary>
    public int Candidate
    {
        get { return Running == SlotA ? SlotB : SlotA; }
    }

    /// <summary>How far the update in the candidate's slot is, see <see cref="UpdateState"/>. None with a running slot
    /// is a confirmed update.</summary>
    public int Phase
    {
        get { return _record[PhaseAt]; }
    }

    /// <summary>Boots of the candidate that were begun and not confirmed.</summary>
    public int Tries
    {
        get { return _record[TriesAt]; }
    }

    /// <summary>Why the last update was refused or left, see <see cref="UpdateError"/>.</summary>
    public int Code
    {
        get { return _record[CodeAt]; }
    }

    /// <summary>Rollback counter of the last confirmed image; 0 before the first.</summary>
    public int ConfirmedCounter
    {
        get { return Integer(CounterAt); }
    }

    /// <summary>Bytes of the candidate that survive a reset: whole sectors.</summary>
    public int Received
    {
        get { return Integer(OffsetAt); }
    }

    /// <summary>Finds the newest state; <see cref="UpdateError.StoreFault"/> when the flash is too small or cannot be
    /// read, and then the state is that of a device without an update.</summary>
    public int Open()
    {
        int code = FindNewest();
        // What could not be read may be there all the same: nothing is written over it.
        _isOpen = code == UpdateError.None;
        return code;
    }

    private int FindNewest()
    {
        Clear();
        if (_slotSectors < 1 || _flash.SectorBytes < RecordBytes) return UpdateError.StoreFault;
        uint newest = 0;
        for (int sector = 0; sector < StateSectors; sector++)
        {
            int start = sector * _flash.SectorBytes;
            for (int at = start; at + RecordBytes <= start + _flash.SectorBytes; at += RecordBytes)
            {
                if (_flash.Read(at, _next, 0, RecordBytes) != 0)
                {
                    Clear();
                    return UpdateError.StoreFault;
                }
                if (!IsRecord(_next) || Word(_next, 4) <= newest) continue;
                newest = Word(_next, 4);
                _lastGeneration = newest;
                _validSector = sector;
                Swap();
            }
        }
        return newest == 0 ? UpdateError.None : FindEnd();
    }

    /// <summary>Copies manifest and signature of a slot; <see cref="UpdateError.BadManifest"/> for an empty one.
    /// </summary>
    public int ReadOffer(int slot, UpdateOffer into)
    {
        into.ManifestCount = 0;
        if (slot != SlotA && slot != SlotB) return UpdateError.BadManifest;
        int at = SlotAt + slot * BytesOfSlot;
        int count = _record[at];
        if (count < 1 || count > UpdateManifest.MaximumEncodedBytes) return UpdateError.BadManifest;
        Array.Copy(_record, at + 1, into.Manifest, 0, count);
        Array.Copy(_record, at + 1 + UpdateManifest.MaximumEncodedBytes, into.Signature, 0, UpdateOffer.SignatureBytes);
        into.ManifestCount = count;
        return UpdateError.None;
    }

    /// <summary>Whether a slot was given exactly this manifest and signature.</summary>
    public bool Holds(int slot, UpdateOffer offer)
    {
        int at = SlotAt + slot * BytesOfSlot;
        if (_record[at] != offer.ManifestCount) return false;
        for (int i = 0; i < offer.ManifestCount; i++)
        {
            if (_record[at + 1 + i] != offer.Manifest[i]) return false;
        }
        at += 1 + UpdateManifest.MaximumEncodedBytes;
        for (int i = 0; i < UpdateOffer.SignatureBytes; i++)
        {
            if (_record[at + i] != offer.Signature[i]) return false;
        }
        return true;
    }

    /// <summary>Gives the candidate's slot to an update whose signature was verified.</summary>
    public int BeginReceiving(UpdateOffer offer)
    {
        Prepare();
        int at = SlotAt + Candidate * BytesOfSlot;
        _next[at] = (byte)offer.ManifestCount;
        Array.Copy(offer.Manifest, 0, _next, at + 1, offer.ManifestCount);
        Array.Copy(offer.Signature, 0, _next, at + 1 + UpdateManifest.MaximumEncodedBytes, UpdateOffer.SignatureBytes);
        _next[PhaseAt] = UpdateState.Receiving;
        _next[TriesAt] = 0;
        _next[CodeAt] = UpdateError.None;
        PutWord(_next, OffsetAt, 0);
        return Commit();
    }

    /// <summary>Notes how many bytes of the candidate are written.</summary>
    public int NoteReceived(int bytes)
    {
        Prepare();
        PutWord(_next, OffsetAt, (uint)bytes);
        return Commit();
    }

    /// <summary>Says that the candidate's hash was verified: the next boot tries it.</summary>
    public int MarkReady()
    {
        Prepare();
        _next[PhaseAt] = UpdateState.Ready;
        _next[TriesAt] = 0;
        return Commit();
    }

    /// <summary>Counts a trial boot.</summary>
    public int CountTrial()
    {
        Prepare();
        _next[PhaseAt] = UpdateState.Trial;
        _next[TriesAt] = (byte)(Tries + 1);
        return Commit();
    }

    /// <summary>Makes the candidate the running image and its counter the least that boots from now on.</summary>
    public int Confirm(int counter)
    {
        Prepare();
        _next[RunningAt] = (byte)Candidate;
        _next[PhaseAt] = UpdateState.None;
        _next[TriesAt] = 0;
        _next[CodeAt] = UpdateError.None;
        PutWord(_next, CounterAt, (uint)counter);
        PutWord(_next, OffsetAt, 0);
        return Commit();
    }

    /// <summary>Gives the candidate up; its bytes stay and nothing boots them.</summary>
    public int Leave(int code)
    {
        Prepare();
        _next[SlotAt + Candidate * BytesOfSlot] = 0;
        _next[PhaseAt] = UpdateState.None;
        _next[TriesAt] = 0;
        _next[CodeAt] = (byte)code;
        PutWord(_next, OffsetAt, 0);
        return Commit();
    }

    /// <summary>Another slot runs from now on, or none, because the running one did not verify. It may be the one that
    /// an update was going to, so that update ends.</summary>
    public int FallBack(int slot, int code)
    {
        Prepare();
        _next[RunningAt] = slot == NoSlot ? (byte)0xFF : (byte)slot;
        _next[PhaseAt] = UpdateState.None;
        _next[TriesAt] = 0;
        PutWord(_next, OffsetAt, 0);
        _next[CodeAt] = (byte)code;
        return Commit();
    }

    /// <summary>Keeps the code of an offer that was refused; a code that is there already is not written
    /// again.</summary>
    public int Note(int code)
    {
        if (Code == code) return UpdateError.None;
        Prepare();
        _next[CodeAt] = (byte)code;
        return Commit();
    }

    /// <summary>Erases the sector of the candidate in which an offset lies.</summary>
    public int EraseImage(int offset)
    {
        if (offset < 0 || offset >= SlotBytes) return UpdateError.TooLarge;
        int sector = StateSectors + Candidate * _slotSectors + offset / _flash.SectorBytes;
        return _flash.Erase(sector) == 0 ? UpdateError.None : UpdateError.StoreFault;
    }

    /// <summary>Writes bytes of the candidate into a sector that was erased.</summary>
    public int WriteImage(int offset, byte[] buffer, int start, int count)
    {
        if (offset < 0 || count < 0 || count > SlotBytes - offset) return UpdateError.TooLarge;
        return _flash.Program(PlaceOf(Candidate, offset), buffer, start, count) == 0
            ? UpdateError.None : UpdateError.StoreFault;
    }

    /// <summary>Reads bytes of a slot.</summary>
    public int ReadImage(int slot, int offset, byte[] buffer, int start, int count)
    {
        if (offset < 0 || count < 0 || count > SlotBytes - offset) return UpdateError.TooLarge;
        return _flash.Read(PlaceOf(slot, offset), buffer, start, count) == 0
            ? UpdateError.None : UpdateError.StoreFault;
    }

    private int PlaceOf(int slot, int offset)
    {
        return (StateSectors + slot * _slotSectors) * _flash.SectorBytes + offset;
    }

    private void Clear()
    {
        Array.Clear(_record, 0, RecordBytes);
        PutWord(_record, 0, Magic);
        _record[RunningAt] = 0xFF;
        // No sector is spared by the first write: neither holds a state.
        _validSector = NoSlot;
        _isOpen = false;
        _lastGeneration = 0;
        _writeAt = 0;
        _writeEnd = 0;
    }

    private void Prepare()
    {
        Array.Copy(_record, 0, _next, 0, RecordBytes);
        // Counted on after a commit that failed as well: its record may be on the flash, and must not be the newer one.
        PutWord(_next, 4, _lastGeneration + 1);
    }

    /// <summary>Writes the prepared record and reads it again; the state changes only when it is on the
    /// flash.</summary>
    private int Commit()
    {
        PutWord(_next, CrcAt, Crc32.Of(0, _next, 0, CrcAt));
        // The state must not speak of bytes of an image that a power cut could still undo.
        if (!_isOpen || _flash.Sync() != 0) return UpdateError.StoreFault;
        _lastGeneration = Word(_next, 4);
        if (_writeEnd - _writeAt < RecordBytes)
        {
            int sector = _validSector == 0 ? 1 : 0;
            if (_flash.Erase(sector) != 0) return UpdateError.StoreFault;
            _writeAt = sector * _flash.SectorBytes;
            _writeEnd = _writeAt + _flash.SectorBytes;
        }
        int at = _writeAt;
        // What a fault leaves at this place cannot be programmed again.
        _writeAt += RecordBytes;
        if (_flash.Program(at, _next, 0, RecordBytes) != 0 || _flash.Sync() != 0 || !IsWritten(at))
        {
            return UpdateError.StoreFault;
        }
        _validSector = at / _flash.SectorBytes;
        Swap();
        return UpdateError.None;
    }

    private bool IsWritten(int at)
    {
        for (int done = 0; done < RecordBytes; done += PieceBytes)
        {
            if (_flash.Read(at + done, _piece, 0, PieceBytes) != 0) return false;
            for (int i = 0; i < PieceBytes; i++)
            {
                if (_piece[i] != _next[done + i]) return false;
            }
        }
        return true;
    }

    /// <summary>Writing goes on behind the last place of the newest record's sector that is not blank.</summary>
    private int FindEnd()
    {
        int start = _validSector * _flash.SectorBytes;
        _writeEnd = start + _flash.SectorBytes;
        _writeAt = _writeEnd;
        while (_writeAt - RecordBytes >= start)
        {
            if (_flash.Read(_writeAt - RecordBytes, _next, 0, RecordBytes) != 0)
            {
                Clear();
                return UpdateError.StoreFault;
            }
            for (int i = 0; i < RecordBytes; i++)
            {
                if (_next[i] != 0xFF) return UpdateError.None;
            }
            _writeAt -= RecordBytes;
        }
        return UpdateError.None;
    }

    private void Swap()
    {
        byte[] before = _record;
        _record = _next;
        _next = before;
    }

    private static bool IsRecord(byte[] bytes)
    {
        return Word(bytes, 0) == Magic && Word(bytes, CrcAt) == Crc32.Of(0, bytes, 0, CrcAt);
    }

    private int Integer(int at)
    {
        return (int)Word(_record, at);
    }

    private static uint Word(byte[] bytes, int at)
    {
        return (uint)(bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24));
    }

    private static void PutWord(byte[] bytes, int at, uint value)
    {
        for (int i = 0; i < 4; i++) bytes[at + i] = (byte)(value >> (8 * i));
    }
}
