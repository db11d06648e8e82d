using EdgeVitals.Device;
using EdgeVitals.Wire;

namespace EdgeVitals.Pi;

/// <summary>Which updates an agent takes. Without it an agent takes none.</summary>
public sealed record AgentUpdates
{
    /// <summary>Name of this board and role, as manifests bear it, 1..32 printable characters.</summary>
    public required string Target { get; init; }

    /// <summary>The maker's Ed25519 public key, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> PublicKey { get; init; }

    /// <summary>Version of the image that the device was made with, 1 and up.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Bytes of each of the two slots, whole 4 KiB, 4 KiB..512 MiB. 4 MiB hold the agent without a runtime
    /// (1.2 MB). Slots that are there already keep their size.</summary>
    public int SlotBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>What the launcher chose; null for an agent that chooses by itself and loads nothing.</summary>
    public ImageChoice? Chosen { get; init; }

    /// <summary>Whether the agent chooses its image again by itself when a new one is ready. A simulated device does;
    /// a real one ends its program for it, see <see cref="DeviceAgent.RestartWanted"/>.</summary>
    public bool RestartsInPlace { get; init; }

    internal void Validate()
    {
        if (PublicKey.Length != Ed25519.PublicKeyBytes)
        {
            throw new ArgumentException("An Ed25519 public key has 32 bytes.", nameof(PublicKey));
        }
        if (Target.Length is < 1 or > UpdateManifest.MaximumTargetLength || Target.Any(c => c is < ' ' or > '~'))
        {
            throw new ArgumentException("A target has 1..32 printable characters.", nameof(Target));
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(Version, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(SlotBytes, 4096);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SlotBytes, 512 * 1024 * 1024);
    }
}
