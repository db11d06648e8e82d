using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace EdgeVitals.Broker;

/// <summary>Where the MQTT listener binds and what it tolerates from a peer.</summary>
public sealed record BrokerOptions
{
    /// <summary>The address to bind; the default is loopback, so that nothing is exposed by accident.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The TCP port, or 0 for a free one (see <see cref="EdgeBroker.Port"/> once started).</summary>
    public int Port { get; init; }

    /// <summary>Server certificate; when present the listener speaks TLS only.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>
    /// Largest CONNECT packet in bytes, default 8 KiB: a longer one comes from nobody that we enrolled, and every
    /// byte accepted before the login is memory that a stranger can take.
    /// </summary>
    public int BytesBeforeConnack { get; init; } = 8 * 1024;

    /// <summary>How long a peer may take from the TCP connection to an accepted CONNECT, default 5 s.</summary>
    public TimeSpan ConnackTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest packet in bytes after the login, default 256 KiB.</summary>
    public int MaximumPacketBytes { get; init; } = 256 * 1024;

    /// <summary>Largest number of connections at one time, default 2,048; one more is closed at once.</summary>
    public int MaximumConnections { get; init; } = 2048;

    /// <exception cref="ArgumentOutOfRangeException">A limit is outside the range that MQTT or TCP allows.</exception>
    internal BrokerOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Port, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, 65535);
        ArgumentOutOfRangeException.ThrowIfLessThan(BytesBeforeConnack, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumPacketBytes, BytesBeforeConnack);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumConnections, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnackTimeout, TimeSpan.Zero);
        return this;
    }
}
