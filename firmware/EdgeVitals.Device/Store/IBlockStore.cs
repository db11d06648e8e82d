namespace EdgeVitals.Device;

/// <summary>Bytes that survive: a file, a flash partition, memory in a test. 0 or a nonzero fault code.</summary>
public interface IBlockStore
{
    /// <summary>Size in bytes; does not change.</summary>
    int Size { get; }

    /// <summary>Reads count bytes at the position into buffer from start.</summary>
    int Read(int position, byte[] buffer, int start, int count);

    /// <summary>Writes count bytes at the position from buffer from start. May be cut short by a power loss.</summary>
    int Write(int position, byte[] buffer, int start, int count);

    /// <summary>Returns when all writes before will survive.</summary>
    int Flush();
}
