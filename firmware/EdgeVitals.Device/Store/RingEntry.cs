namespace EdgeVitals.Device;

/// <summary>What the ring knows in memory of one record.</summary>
internal sealed class RingEntry
{
    public int Position;
    public int Length;
    public int Boot;
    public int ChannelId;
    public int State;
    public long Number;
    public long Sequence;
    public long SentAt;
    public bool Backfill;
    public bool Raw;
}
