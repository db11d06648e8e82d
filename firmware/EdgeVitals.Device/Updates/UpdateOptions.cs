namespace EdgeVitals.Device;

/// <summary>Which updates a device takes, and how it asks for them; times in microseconds of the network
/// clock.</summary>
public sealed class UpdateOptions
{
    /// <summary>The maker's Ed25519 public key, 32 bytes.</summary>
    public byte[] PublicKey = new byte[0];

    /// <summary>Name of this board and role, as manifests bear it.</summary>
    public string Target = "";

    /// <summary>Version of the image that runs, as its manifest says it; 1 or more.</summary>
    public int Version = 1;

    /// <summary>Most bytes asked for at once, 1..1024.</summary>
    public int ChunkBytes = Wire.UpdateChunk.MaximumBytes;

    /// <summary>Time for the answer to a request: the session gives a frame's acknowledgement twice as long.</summary>
    public long TimeoutMicros = 10000000;

    /// <summary>Wait after the first unanswered request; doubled with each further one.</summary>
    public long BackoffMicros = 2000000;

    /// <summary>Longest wait between requests.</summary>
    public long LongestBackoffMicros = 300000000;

    /// <summary>Unanswered requests after which the device waits for the next offer; some 20 minutes with the waits
    /// above.</summary>
    public int Tries = 8;

    /// <summary>Updates of one boot that may fail after they were begun. A sender of wrong bytes cannot wear out the
    /// flash.</summary>
    public int Failures = 3;
}
