using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>The number of the boot and the last words of the one before. Two slots written in turn with a CRC-32, so
/// that a torn write costs words, never the number.</summary>
/// <remarks>Slot: 0 magic, 4 boot, 8 writes so far, 12 cause, 16 task, 28 CRC-32 of bytes 0..27.</remarks>
public sealed class BootLog
{
    /// <summary>Bytes of the store: two slots on pages of their own, which no write tears together.</summary>
    public const int StoreBytes = 2 * SlotSpan;

    // "BOOT" in ASCII.
    private const int Magic = 0x424F4F54;
    private const int SlotSpan = 4096;
    private const int SlotBytes = 32;

    private readonly IBlockStore _store;
    private readonly byte[] _slot = new byte[SlotBytes];
    private int _writes;

    /// <summary>A log in a store of at least <see cref="StoreBytes"/>; call <see cref="Open"/>.</summary>
    public BootLog(IBlockStore store)
    {
        _store = store;
    }

    /// <summary>Number of this boot, 1 or more; above each before it.</summary>
    public int BootId { get; private set; }

    /// <summary>Why this boot began, see <see cref="Wire.ResetCause"/>. Without last words it is
    /// <see cref="ResetCause.PowerOn"/>: the power was cut, or the program was killed.</summary>
    public int Cause { get; private set; }

    /// <summary>Task that was late when a watchdog ended the boot before, see <see cref="DeviceTask"/>.</summary>
    public int LateTask { get; private set; }

    /// <summary>Counts one boot more. It is durable before this answers 0: two boots of one number would share an
    /// identity, and the second one's frames would be dropped as duplicates. 1 when the store fails.</summary>
    /// <param name="atLeast">Number that earlier boots are known to have reached, 0 for none.</param>
    public int Open(int atLeast)
    {
        if (_store.Size < StoreBytes) return 1;
        BootId = atLeast;
        Cause = ResetCause.PowerOn;
        LateTask = DeviceTask.None;
        _writes = 0;
        for (int i = 0; i < 2; i++)
        {
            if (_store.Read(i * SlotSpan, _slot, 0, SlotBytes) != 0) return 1;
            if (Word(0) != Magic || Word(28) != (int)Crc32.Of(0, _slot, 0, 28) || Word(8) <= _writes) continue;
            _writes = Word(8);
            if (Word(4) > BootId) BootId = Word(4);
            Cause = Word(12) == ResetCause.Unknown ? ResetCause.PowerOn : Word(12);
            LateTask = Word(16);
        }
        if (BootId == int.MaxValue) return 1;
        BootId++;
        return Write(ResetCause.Unknown, DeviceTask.None);
    }

    /// <summary>Last words of this boot: why the next one will begin. 0, or 1 when the store fails.</summary>
    public int End(int cause, int lateTask)
    {
        return Write(cause, lateTask);
    }

    private int Write(int cause, int lateTask)
    {
        _writes++;
        for (int i = 0; i < SlotBytes; i++) _slot[i] = 0;
        Put(0, Magic);
        Put(4, BootId);
        Put(8, _writes);
        Put(12, cause);
        Put(16, lateTask);
        Put(28, (int)Crc32.Of(0, _slot, 0, 28));
        int status = _store.Write(_writes % 2 * SlotSpan, _slot, 0, SlotBytes);
        return status != 0 ? 1 : _store.Flush();
    }

    private void Put(int at, int value)
    {
        for (int i = 0; i < 4; i++) _slot[at + i] = (byte)(value >> (8 * i));
    }

    private int Word(int at)
    {
        return _slot[at] | (_slot[at + 1] << 8) | (_slot[at + 2] << 16) | (_slot[at + 3] << 24);
    }
}
