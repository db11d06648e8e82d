using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;

namespace EdgeVitals.Tests.Device.Updates;

/// <summary>A chip behind something that does not do what it says.</summary>
internal abstract class LyingFlash(NorFlashTwin chip) : IFlash
{
    public int SectorBytes => chip.SectorBytes;

    public int Sectors => chip.Sectors;

    protected NorFlashTwin Chip => chip;

    public virtual int Erase(int sector) => chip.Erase(sector);

    public virtual int Program(int position, byte[] buffer, int start, int count) =>
        chip.Program(position, buffer, start, count);

    public virtual int Sync() => chip.Sync();

    public virtual int Read(int position, byte[] buffer, int start, int count) =>
        chip.Read(position, buffer, start, count);
}

/// <summary>Says that it has programmed a place and has not.</summary>
internal sealed class DroppingFlash(NorFlashTwin chip, Func<int, bool> drops) : LyingFlash(chip)
{
    public int Dropped { get; private set; }

    public override int Program(int position, byte[] buffer, int start, int count)
    {
        if (!drops(position)) return base.Program(position, buffer, start, count);
        Dropped++;
        return 0;
    }
}

/// <summary>Fails with a stated code at chosen places.</summary>
internal sealed class FailingFlash(NorFlashTwin chip) : LyingFlash(chip)
{
    public Func<int, bool> FailsProgram { get; set; } = _ => false;

    public Func<int, bool> FailsRead { get; set; } = _ => false;

    public Func<int, bool> FailsErase { get; set; } = _ => false;

    public override int Erase(int sector) => FailsErase(sector) ? 7 : base.Erase(sector);

    public override int Program(int position, byte[] buffer, int start, int count) =>
        FailsProgram(position) ? 7 : base.Program(position, buffer, start, count);

    public override int Read(int position, byte[] buffer, int start, int count) =>
        FailsRead(position) ? 7 : base.Read(position, buffer, start, count);
}

/// <summary>Holds programs back until the next erase, whatever it is asked to sync, and answers reads as if they were
/// done: a power cut undoes them.</summary>
internal sealed class CachingFlash(NorFlashTwin chip) : LyingFlash(chip)
{
    private readonly List<(int Position, byte[] Bytes)> _held = [];

    public override int Erase(int sector)
    {
        List<(int Position, byte[] Bytes)> held = [.. _held];
        _held.Clear();
        foreach ((int position, byte[] bytes) in held)
        {
            if (Chip.Program(position, bytes, 0, bytes.Length) != 0) return NorFlashTwin.NoPower;
        }
        return base.Erase(sector);
    }

    public override int Program(int position, byte[] buffer, int start, int count)
    {
        if (Chip.IsCut) return NorFlashTwin.NoPower;
        _held.Add((position, buffer[start..(start + count)]));
        return 0;
    }

    public override int Sync() => Chip.IsCut ? NorFlashTwin.NoPower : 0;

    public override int Read(int position, byte[] buffer, int start, int count)
    {
        if (Chip.IsCut) _held.Clear();
        int status = base.Read(position, buffer, start, count);
        foreach ((int at, byte[] bytes) in _held)
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                int to = at + i - position;
                if (to >= 0 && to < count) buffer[start + to] &= bytes[i];
            }
        }
        return status;
    }
}

/// <summary>Answers as if a program had gone well, from a copy; the chip has some of its bits wrong.</summary>
internal sealed class StaleFlash : LyingFlash
{
    private readonly byte[] _copy;
    private readonly int _from;

    public StaleFlash(NorFlashTwin chip, int from)
        : base(chip)
    {
        _copy = new byte[chip.Sectors * chip.SectorBytes];
        _from = from;
    }

    public override int Erase(int sector)
    {
        int status = base.Erase(sector);
        if (status == 0) Array.Fill(_copy, (byte)0xFF, sector * SectorBytes, SectorBytes);
        return status;
    }

    public override int Program(int position, byte[] buffer, int start, int count)
    {
        byte[] bytes = buffer[start..(start + count)];
        bytes.CopyTo(_copy, position);
        if (position >= _from) bytes[0] &= 0x7F;
        return base.Program(position, bytes, 0, count);
    }

    public override int Read(int position, byte[] buffer, int start, int count)
    {
        int status = base.Read(position, buffer, start, count);
        if (status == 0 && position >= _from) Array.Copy(_copy, position, buffer, start, count);
        return status;
    }
}

/// <summary>Reads right for so many bytes of the slots, then with a bit flipped.</summary>
internal sealed class FadingFlash(NorFlashTwin chip) : LyingFlash(chip)
{
    /// <summary>Bytes of slots that are still read right.</summary>
    public int Good { get; set; } = int.MaxValue;

    public override int Read(int position, byte[] buffer, int start, int count)
    {
        int status = base.Read(position, buffer, start, count);
        if (position < 2 * SectorBytes || Good == int.MaxValue) return status;
        Good -= count;
        if (Good < 0 && count > 0) buffer[start] ^= 1;
        return status;
    }
}
