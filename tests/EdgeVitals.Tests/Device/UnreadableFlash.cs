using EdgeVitals.Device;

namespace EdgeVitals.Tests.Device;

/// <summary>A flash that does not answer reads for a while.</summary>
internal sealed class UnreadableFlash(IFlash flash) : IFlash
{
    public bool IsUnreadable { get; set; }

    public int SectorBytes => flash.SectorBytes;

    public int Sectors => flash.Sectors;

    public int Erase(int sector) => flash.Erase(sector);

    public int Program(int position, byte[] buffer, int start, int count) =>
        flash.Program(position, buffer, start, count);

    public int Sync() => flash.Sync();

    public int Read(int position, byte[] buffer, int start, int count) =>
        IsUnreadable ? 1 : flash.Read(position, buffer, start, count);
}
