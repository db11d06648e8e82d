using EdgeVitals.Device;

namespace EdgeVitals.Pi;

/// <summary>The bytes of two slots and their state, in a file of a data directory or in memory.</summary>
internal sealed class SlotFile : IDisposable
{
    private const int Sector = 4096;

    /// <summary>Opens or makes it; without a directory it is in memory.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public SlotFile(AgentUpdates updates, string? directory)
    {
        // The two sectors before the slots hold their state.
        int size = (2 + 2 * (updates.SlotBytes / Sector)) * Sector;
        Store = directory is null
            ? new MemoryBlockStore(size) : new FileBlockStore(Path.Combine(directory, "slots.bin"), size);
    }

    public IBlockStore Store { get; }

    public void Dispose() => (Store as IDisposable)?.Dispose();
}
