namespace EdgeVitals.Gateway.Release;

/// <summary>
/// Something that may leave the building: clipped, charged to every wearer in it, noised, signed and stored. The
/// uplink takes nothing else. The constructor is private and <see cref="Gate"/> lies inside this type, so the compiler
/// itself holds that only the gate makes one.
/// </summary>
/// <typeparam name="T">Kind of message that is signed.</typeparam>
public sealed partial class Release<T>
    where T : class
{
    private Release(Guid updateId, string taskId, long round, byte[] message)
    {
        UpdateId = updateId;
        TaskId = taskId;
        Round = round;
        Message = message;
    }

    /// <summary>Identity of the release.</summary>
    public Guid UpdateId { get; }

    /// <summary>Task that it answers.</summary>
    public string TaskId { get; }

    /// <summary>Round that it answers.</summary>
    public long Round { get; }

    /// <summary>The signed message, the same bytes at every sending.</summary>
    public ReadOnlyMemory<byte> Message { get; }
}
