using EdgeVitals.Device;
using Microsoft.Win32.SafeHandles;

namespace EdgeVitals.Pi;

/// <summary>The ring's bytes in a file of fixed size.</summary>
internal sealed class FileBlockStore : IBlockStore, IDisposable
{
    private readonly SafeFileHandle _file;

    /// <summary>Opens or makes the file. An existing one keeps its size: to cut it would cut frames.</summary>
    public FileBlockStore(string path, int size)
    {
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        long length = RandomAccess.GetLength(_file);
        if (length == 0) Fill(size);
        Size = length == 0 ? size : (int)Math.Min(length, int.MaxValue);
    }

    public int Size { get; }

    // Written and not only made that long: a hole would ask a full card for its room in the midst of an outage.
    private void Fill(int size)
    {
        byte[] zeros = new byte[64 * 1024];
        for (int at = 0; at < size; at += zeros.Length)
        {
            RandomAccess.Write(_file, zeros.AsSpan(0, Math.Min(zeros.Length, size - at)), at);
        }
    }

    public int Read(int position, byte[] buffer, int start, int count)
    {
        if (position < 0 || count < 0 || count > Size - position) return 1;
        try
        {
            return RandomAccess.Read(_file, buffer.AsSpan(start, count), position) == count ? 0 : 1;
        }
        catch (IOException)
        {
            return 1;
        }
    }

    public int Write(int position, byte[] buffer, int start, int count)
    {
        if (position < 0 || count < 0 || count > Size - position) return 1;
        try
        {
            RandomAccess.Write(_file, buffer.AsSpan(start, count), position);
            return 0;
        }
        catch (IOException)
        {
            return 1;
        }
    }

    public int Flush()
    {
        try
        {
            RandomAccess.FlushToDisk(_file);
            return 0;
        }
        catch (IOException)
        {
            return 1;
        }
    }

    public void Dispose() => _file.Dispose();
}
