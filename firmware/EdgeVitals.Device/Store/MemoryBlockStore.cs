using System;

namespace EdgeVitals.Device;

/// <summary>A store in memory, for a device without one: what it holds ends with the power.</summary>
public sealed class MemoryBlockStore : IBlockStore
{
    private readonly byte[] _bytes;

    /// <summary>A store of that many bytes.</summary>
    public MemoryBlockStore(int size)
    {
        _bytes = new byte[size];
    }

    /// <summary>Size in bytes.</summary>
    public int Size
    {
        get { return _bytes.Length; }
    }

    /// <summary>Reads; nonzero outside of the store.</summary>
    public int Read(int position, byte[] buffer, int start, int count)
    {
        if (position < 0 || count < 0 || count > _bytes.Length - position) return 1;
        Array.Copy(_bytes, position, buffer, start, count);
        return 0;
    }

    /// <summary>Writes; nonzero outside of the store.</summary>
    public int Write(int position, byte[] buffer, int start, int count)
    {
        if (position < 0 || count < 0 || count > _bytes.Length - position) return 1;
        Array.Copy(buffer, start, _bytes, position, count);
        return 0;
    }

    /// <summary>Nothing to wait for.</summary>
    public int Flush()
    {
        return 0;
    }
}
