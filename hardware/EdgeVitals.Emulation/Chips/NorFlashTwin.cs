using System;
using EdgeVitals.Device;

namespace EdgeVitals.Emulation.Chips;

/// <summary>Serial NOR flash: an erase sets the bits of a sector, a program clears bits, and the power can fail in the
/// midst of either.</summary>
public sealed class NorFlashTwin : IFlash
{
    /// <summary>Status of a call outside of the chip.</summary>
    public const int OutOfRange = 1;

    /// <summary>Status of every call from the power cut on, until <see cref="PowerCycle"/>.</summary>
    public const int NoPower = 2;

    private readonly byte[] _bytes;
    private readonly int[] _erases;
    private uint _random;
    private int _operationsUntilCut;

    /// <summary>A blank chip of so many sectors of 4096 bytes; the seed makes torn operations repeatable.</summary>
    public NorFlashTwin(int sectors, int seed)
    {
        _bytes = new byte[sectors * SectorBytes];
        _erases = new int[sectors];
        // Knuth's multiplicative hash spreads neighbouring seeds; xorshift must not start at 0.
        _random = (uint)seed * 2654435761u | 1u;
        for (int i = 0; i < _bytes.Length; i++) _bytes[i] = 0xFF;
    }

    /// <summary>4096.</summary>
    public int SectorBytes
    {
        get { return 4096; }
    }

    /// <summary>Number of sectors.</summary>
    public int Sectors
    {
        get { return _erases.Length; }
    }

    /// <summary>Whether the power is gone.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Programs and erases that began since the chip was made.</summary>
    public long Operations { get; private set; }

    /// <summary>Times that a sector was erased, torn ones among them.</summary>
    public int ErasesOf(int sector)
    {
        return _erases[sector];
    }

    /// <summary>Cuts the power in the midst of the n-th program or erase from now, 1 being the next; 0 never.</summary>
    public void CutAt(int operation)
    {
        _operationsUntilCut = operation;
    }

    /// <summary>Power comes back; the bytes are what the cut left.</summary>
    public void PowerCycle()
    {
        IsCut = false;
        _operationsUntilCut = 0;
    }

    /// <summary>Sets a sector to ones; a cut leaves random bits in it.</summary>
    public int Erase(int sector)
    {
        if (IsCut) return NoPower;
        if (sector < 0 || sector >= _erases.Length) return OutOfRange;
        _erases[sector]++;
        bool torn = CutsNow();
        int start = sector * SectorBytes;
        for (int i = 0; i < SectorBytes; i++) _bytes[start + i] = torn ? (byte)Next() : (byte)0xFF;
        return torn ? NoPower : 0;
    }

    /// <summary>Clears bits; a cut leaves some first bytes whole and the one behind them with some of its bits cleared.
    /// </summary>
    public int Program(int position, byte[] buffer, int start, int count)
    {
        if (IsCut) return NoPower;
        if (position < 0 || count < 0 || count > _bytes.Length - position) return OutOfRange;
        bool torn = CutsNow();
        int whole = torn && count > 0 ? (int)(Next() % (uint)count) : count;
        for (int i = 0; i < whole; i++) _bytes[position + i] &= buffer[start + i];
        if (!torn) return 0;
        if (whole < count) _bytes[position + whole] &= (byte)(buffer[start + whole] | Next());
        return NoPower;
    }

    /// <summary>Reads.</summary>
    public int Read(int position, byte[] buffer, int start, int count)
    {
        if (IsCut) return NoPower;
        if (position < 0 || count < 0 || count > _bytes.Length - position) return OutOfRange;
        Array.Copy(_bytes, position, buffer, start, count);
        return 0;
    }

    /// <summary>The chip is done when it answers.</summary>
    public int Sync()
    {
        return IsCut ? NoPower : 0;
    }

    private bool CutsNow()
    {
        Operations++;
        if (_operationsUntilCut == 0 || --_operationsUntilCut > 0) return false;
        IsCut = true;
        return true;
    }

    private uint Next()
    {
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return _random >> 8;
    }
}
