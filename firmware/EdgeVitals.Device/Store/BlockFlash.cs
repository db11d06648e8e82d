namespace EdgeVitals.Device;

/// <summary>A file or memory presented as flash, so that one ring serves a microcontroller and a Pi. Bytes behind the
/// last whole sector stay unused.</summary>
public sealed class BlockFlash : IFlash
{
    // The sector of serial NOR chips; here only the grain in which the ring takes its room back.
    private const int Sector = 4096;

    private readonly IBlockStore _store;
    private readonly byte[] _blank = new byte[Sector];

    /// <summary>Flash over a store.</summary>
    public BlockFlash(IBlockStore store)
    {
        _store = store;
        for (int i = 0; i < Sector; i++) _blank[i] = 0xFF;
    }

    /// <summary>4096.</summary>
    public int SectorBytes
    {
        get { return Sector; }
    }

    /// <summary>Whole sectors of the store.</summary>
    public int Sectors
    {
        get { return _store.Size / Sector; }
    }

    /// <summary>Writes ones over a sector.</summary>
    public int Erase(int sector)
    {
        return sector < 0 || sector >= Sectors ? 1 : _store.Write(sector * Sector, _blank, 0, Sector);
    }

    /// <summary>Writes the bytes as they are: the ring programs erased bytes, or clears all bits of one.</summary>
    public int Program(int position, byte[] buffer, int start, int count)
    {
        return _store.Write(position, buffer, start, count);
    }

    /// <summary>Flushes the store.</summary>
    public int Sync()
    {
        return _store.Flush();
    }

    /// <summary>Reads.</summary>
    public int Read(int position, byte[] buffer, int start, int count)
    {
        return _store.Read(position, buffer, start, count);
    }
}
