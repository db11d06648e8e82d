namespace EdgeVitals.Device;

/// <summary>NOR flash: a sector is erased to ones as a whole, a program can only clear bits. 0 or a nonzero fault code;
/// an operation during which the power fails may be done in part.</summary>
public interface IFlash
{
    /// <summary>Bytes of a sector, the unit of erasing; 4096 on serial NOR chips.</summary>
    int SectorBytes { get; }

    /// <summary>Number of sectors.</summary>
    int Sectors { get; }

    /// <summary>Sets every byte of a sector to 0xFF; nonzero for a sector that is not there.</summary>
    int Erase(int sector);

    /// <summary>Clears at the position the bits that are clear in buffer from start. An implementation splits it at the
    /// chip's pages (256 bytes).</summary>
    int Program(int position, byte[] buffer, int start, int count);

    /// <summary>Returns when everything erased and programmed before it will survive a power cut. Nothing to do on a
    /// chip, which is done when it answers; a flush where an operating system keeps writes back.</summary>
    int Sync();

    /// <summary>Reads count bytes at the position into buffer from start.</summary>
    int Read(int position, byte[] buffer, int start, int count);
}
