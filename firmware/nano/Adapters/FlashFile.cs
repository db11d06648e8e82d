using System.IO;
using EdgeVitals.Device;

namespace EdgeVitals.Nano;

/// <summary>A file of the internal file system as flash and as block store. It is filled to its size at first, since a
/// position beyond its end cannot be written. The ring programs erased bytes or clears all bits of one, so that to write
/// them as they are is to program them.</summary>
public sealed class FlashFile : IBlockStore, IFlash
{
    // The file system's sectors have 4096 bytes; here only the grain in which the ring takes its room back.
    private const int Sector = 4096;
    private const int FillBytes = 256;
    private const int Failed = 1;

    private readonly FileStream _file;
    private readonly byte[] _blank = new byte[FillBytes];

    /// <summary>Opens or creates the file.</summary>
    /// <param name="path">Path on the internal drive, such as I:\ring.</param>
    /// <param name="size">Size in bytes, from the board's pin map.</param>
    public FlashFile(string path, int size)
    {
        Size = size;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        for (int i = 0; i < FillBytes; i++) _blank[i] = 0xFF;
        int at = (int)_file.Length;
        _file.Seek(at, SeekOrigin.Begin);
        while (at < size)
        {
            int count = size - at < FillBytes ? size - at : FillBytes;
            _file.Write(_blank, 0, count);
            at += count;
        }
    }

    /// <summary>Size in bytes.</summary>
    public int Size { get; private set; }

    /// <summary>Reads; 0, or 1 when the file system failed.</summary>
    public int Read(int position, byte[] buffer, int start, int count)
    {
        if (position < 0 || count < 0 || position > Size - count) return Failed;
        try
        {
            _file.Seek(position, SeekOrigin.Begin);
            return _file.Read(buffer, start, count) == count ? 0 : Failed;
        }
        catch (IOException)
        {
            return Failed;
        }
    }

    /// <summary>Writes; 0, or 1 when the file system failed.</summary>
    public int Write(int position, byte[] buffer, int start, int count)
    {
        if (position < 0 || count < 0 || position > Size - count) return Failed;
        try
        {
            _file.Seek(position, SeekOrigin.Begin);
            _file.Write(buffer, start, count);
            return 0;
        }
        catch (IOException)
        {
            return Failed;
        }
    }

    /// <summary>Asks the file system to write out.</summary>
    public int Flush()
    {
        try
        {
            _file.Flush();
            return 0;
        }
        catch (IOException)
        {
            return Failed;
        }
    }

    /// <summary>4096.</summary>
    public int SectorBytes
    {
        get { return Sector; }
    }

    /// <summary>Whole sectors of the file.</summary>
    public int Sectors
    {
        get { return Size / Sector; }
    }

    /// <summary>Writes ones over a sector.</summary>
    public int Erase(int sector)
    {
        if (sector < 0 || sector >= Sectors) return Failed;
        for (int at = 0; at < Sector; at += FillBytes)
        {
            if (Write(sector * Sector + at, _blank, 0, FillBytes) != 0) return Failed;
        }
        return 0;
    }

    /// <summary>Writes the bytes.</summary>
    public int Program(int position, byte[] buffer, int start, int count)
    {
        return Write(position, buffer, start, count);
    }

    /// <summary>Asks the file system to write out.</summary>
    public int Sync()
    {
        return Flush();
    }
}
