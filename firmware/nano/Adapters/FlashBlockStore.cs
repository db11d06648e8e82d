using System.IO;
using EdgeVitals.Device;

namespace EdgeVitals.Nano;

/// <summary>A file of the internal file system as block store. The file is filled to its size at first, since a
/// position beyond its end cannot be written; every write is synchronous there, so that Flush has nothing to do.
/// </summary>
public sealed class FlashBlockStore : IBlockStore
{
    private const int FillBytes = 512;
    private const int Failed = 1;

    private readonly FileStream _file;

    /// <summary>Opens or creates the file.</summary>
    /// <param name="path">Path on the internal drive, such as I:\ring.</param>
    /// <param name="size">Size in bytes, from the board's pin map.</param>
    public FlashBlockStore(string path, int size)
    {
        Size = size;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        byte[] zeros = new byte[FillBytes];
        int at = (int)_file.Length;
        _file.Seek(at, SeekOrigin.Begin);
        while (at < size)
        {
            int count = size - at < FillBytes ? size - at : FillBytes;
            _file.Write(zeros, 0, count);
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
}
